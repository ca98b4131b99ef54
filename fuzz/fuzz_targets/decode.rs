//! Any bytes are a frame of any link type: an IP packet that lies within it, or a reason at an offset within it.
//!
//! The first byte chooses among the link types that are read, the second how much longer the frame was on the wire.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wiresift_capture::{ByteOrder, IpPacket, LinkType, MAX_TUNNELS, decode};

static LINK_TYPES: LazyLock<Vec<LinkType>> = LazyLock::new(|| {
    (0..=u16::MAX)
        .map(LinkType)
        .filter(|link_type| link_type.name().is_some())
        .collect()
});

fuzz_target!(|data: (u8, u8, &[u8])| {
    let (link_type, n_cut, frame) = data;
    let link_type = LINK_TYPES[usize::from(link_type) % LINK_TYPES.len()];
    let original_len = frame.len() as u32 + u32::from(n_cut);
    for order in [ByteOrder::Little, ByteOrder::Big] {
        match decode(link_type, order, frame, original_len) {
            Ok(packet) => check(&packet, frame, original_len),
            Err(undecoded) => assert!(undecoded.offset as usize <= frame.len()),
        }
    }
});

fn check(packet: &IpPacket<'_>, frame: &[u8], original_len: u32) {
    let within = frame.as_ptr_range();
    let payload = packet.payload.as_ptr_range();
    assert!(packet.payload.is_empty() || (within.start <= payload.start && payload.end <= within.end));
    assert!(packet.payload.len() <= packet.payload_len as usize);
    assert!(packet.payload_len <= packet.total_len && packet.header_len <= packet.total_len);
    assert!(packet.total_len <= original_len);
    assert!(packet.parents.iter().count() <= MAX_TUNNELS);
    assert!(packet.vlan.is_none_or(|vlan| vlan < 1 << 12));
    if let Some(issue) = packet.issue {
        assert!(issue.offset as usize <= frame.len());
    }
}
