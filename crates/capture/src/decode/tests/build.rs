//! Frames by hand.

use crate::{ByteOrder, IpPacket, LinkType, Undecoded, decode};

pub(super) const HELLO: &[u8] = b"hello";

pub(super) fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn be16(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_be_bytes()
}

/// 192.0.2.1:40000 -> 198.51.100.2:443, PSH and ACK, no options.
pub(super) fn tcp(payload: &[u8]) -> Vec<u8> {
    let header = [
        0x9c, 0x40, 0x01, 0xbb, 0, 0, 0, 7, 0, 0, 0, 9, 0x50, 0x18, 0x20, 0x00, 0, 0, 0, 0,
    ];
    join(&[&header, payload])
}

pub(super) fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    join(&[
        &source.to_be_bytes(),
        &destination.to_be_bytes(),
        &be16(8 + payload.len()),
        &[0, 0],
        payload,
    ])
}

/// With identification 0x1234; `flags` are the three flags and the offset.
pub(super) fn ipv4_part(protocol: u8, flags: u16, payload: &[u8]) -> Vec<u8> {
    join(&[
        &[0x45, 0],
        &be16(20 + payload.len()),
        &[0x12, 0x34],
        &flags.to_be_bytes(),
        &[64, protocol, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2],
        payload,
    ])
}

pub(super) fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    ipv4_part(protocol, 0, payload)
}

/// From `2001:db8::1` to `2001:db8::2`.
pub(super) fn ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let address = |last| [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
    join(&[
        &[0x60, 0, 0, 0],
        &be16(payload.len()),
        &[next, 64],
        &address(1),
        &address(2),
        payload,
    ])
}

/// What every sound frame of these tests holds.
pub(super) fn hello() -> Vec<u8> {
    ipv4(6, &tcp(HELLO))
}

pub(super) fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    join(&[
        &[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2],
        &ether_type.to_be_bytes(),
        payload,
    ])
}

pub(super) fn snap(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    join(&[&[0xaa, 0xaa, 3, 0, 0, 0], &ether_type.to_be_bytes(), payload])
}

pub(super) fn read(link_type: LinkType, frame: &[u8]) -> Result<IpPacket<'_>, Undecoded> {
    read_cut(link_type, frame, frame.len())
}

/// Only `n` bytes of the frame were captured.
pub(super) fn read_cut(link_type: LinkType, frame: &[u8], n: usize) -> Result<IpPacket<'_>, Undecoded> {
    let original_len = u32::try_from(frame.len()).unwrap();
    decode(link_type, ByteOrder::Little, &frame[..n], original_len)
}

/// `frame` holds [`hello`], and no prefix of it makes the decoder panic or find more than there is.
pub(super) fn check_hello(name: &str, link_type: LinkType, frame: &[u8]) {
    let packet = read(link_type, frame).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(packet.source.to_string(), "192.0.2.1", "{name}");
    assert_eq!(packet.destination.to_string(), "198.51.100.2", "{name}");
    assert_eq!(packet.ports(), Some((40_000, 443)), "{name}");
    assert_eq!((packet.payload, packet.payload_len), (HELLO, 5), "{name}");
    assert_eq!(packet.issue, None, "{name}");
    check_prefixes(name, link_type, frame);
}

/// Each prefix gives a shorter payload, or a problem that lies within it.
pub(super) fn check_prefixes(name: &str, link_type: LinkType, frame: &[u8]) {
    for n in 0..frame.len() {
        match read_cut(link_type, frame, n) {
            Ok(packet) => {
                assert!(packet.payload.len() <= packet.payload_len as usize, "{name}, {n} bytes");
                assert!(
                    packet.issue.is_none_or(|issue| issue.offset as usize <= n),
                    "{name}, {n} bytes"
                );
            }
            Err(undecoded) => assert!(undecoded.offset as usize <= n, "{name}, {n} bytes: {undecoded}"),
        }
    }
}
