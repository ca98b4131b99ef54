//! Bytes of no particular kind.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::build::{ethernet, hello, ipv4, ipv6, tcp, udp};
use crate::{ByteOrder, LinkType, decode};

const LINK_TYPES: &[LinkType] = &[
    LinkType::NULL,
    LinkType::ETHERNET,
    LinkType::PPP,
    LinkType::RAW,
    LinkType::C_HDLC,
    LinkType::IEEE802_11,
    LinkType::LINUX_SLL,
    LinkType::PRISM,
    LinkType::RADIOTAP,
    LinkType::PPI,
    LinkType::PPP_WITH_DIR,
    LinkType::NFLOG,
    LinkType::PKTAP,
    LinkType::LINUX_SLL2,
];

/// Either a packet whose parts lie in the frame, or a problem that does.
fn check(link_type: LinkType, frame: &[u8]) -> Result<(), TestCaseError> {
    for (order, original_len) in [(ByteOrder::Little, 0), (ByteOrder::Big, u32::MAX)] {
        match decode(link_type, order, frame, original_len) {
            Ok(packet) => {
                prop_assert!(packet.payload.len() <= packet.payload_len as usize);
                prop_assert!(packet.payload.len() <= frame.len());
                prop_assert!(packet.total_len >= packet.payload_len);
            }
            Err(undecoded) => prop_assert!(undecoded.offset as usize <= frame.len()),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_on_any_link(link_type in select(LINK_TYPES), frame in vec(any::<u8>(), 0..200)) {
        check(link_type, &frame)?;
    }

    #[test]
    fn sound_frames_with_some_damage(
        which in 0_usize..5,
        changes in vec((any::<Index>(), any::<u8>()), 0..6),
        end in any::<Index>(),
    ) {
        let vxlan = [&[8, 0, 0, 0, 0, 0, 9, 0][..], &ethernet(0x0800, &hello())].concat();
        let gre = [&[0x30, 1, 0x88, 0x0b, 0, 9, 0, 9, 0, 0, 0, 1, 0x21][..], &hello()].concat();
        let inner = [
            hello(),
            ipv4(17, &udp(50_000, 4_789, &vxlan)),
            ipv4(47, &gre),
            ipv6(60, &[&[44, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 1, 0, 0, 0, 1][..], &ipv6(6, &tcp(b"x"))].concat()),
            ipv6(4, &ipv4(51, &[&[132, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &[1; 20]].concat())),
        ];
        let mut frame = ethernet(0x0800, &inner[which]);
        for (at, byte) in changes {
            let at = at.index(frame.len());
            frame[at] = byte;
        }
        let end = end.index(frame.len() + 1);
        check(LinkType::ETHERNET, &frame[..end])?;
    }
}
