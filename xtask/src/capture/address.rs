//! Other addresses of the same kind, one for one.

const IPV4: u16 = 0x0800;
const ARP: u16 = 0x0806;
const VLAN: [u16; 3] = [0x8100, 0x88a8, 0x9100];
const IPV6: u16 = 0x86dd;

/// Changes the outermost IP addresses of an Ethernet frame; round 0 keeps them.
pub(super) fn change(frame: &mut [u8], round: u32) {
    let mut at = 12;
    loop {
        let Some(&[high, low]) = frame.get(at..).and_then(<[u8]>::first_chunk) else {
            return;
        };
        at += 2;
        match u16::from_be_bytes([high, low]) {
            IPV4 => return [12, 16].iter().for_each(|offset| ipv4(frame, at + offset, round)),
            IPV6 => return [8, 24].iter().for_each(|offset| ipv6(frame, at + offset, round)),
            ARP => return [14, 24].iter().for_each(|offset| ipv4(frame, at + offset, round)),
            tag if VLAN.contains(&tag) => at += 2,
            _ => return,
        }
    }
}

/// Networks keep their kind: private ones stay private, broadcast and multicast stay what they are.
fn ipv4(frame: &mut [u8], at: usize, round: u32) {
    let Some(bytes) = frame.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<4>) else {
        return;
    };
    let host: u32 = match *bytes {
        [0 | 127 | 224..=255, ..] | [169, 254, ..] => return,
        // Blocks that hold networks of another kind: the second byte stays, so that no address becomes one of these.
        [100 | 169 | 172 | 192 | 198, ..] => 0xffff,
        _ => 0x00ff_ffff,
    };
    let address = u32::from_be_bytes(*bytes) ^ (key(round) & host);
    *bytes = address.to_be_bytes();
}

fn ipv6(frame: &mut [u8], at: usize, round: u32) {
    let Some(bytes) = frame.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<16>) else {
        return;
    };
    if bytes[0] != 0xff && bytes[..8] != [0; 8] {
        let address = u128::from_be_bytes(*bytes) ^ u128::from(key(round));
        *bytes = address.to_be_bytes();
    }
}

/// Fibonacci hashing: neighbouring rounds get unlike keys, round 0 gets 0.
fn key(round: u32) -> u32 {
    round.wrapping_mul(0x9e37_79b9).rotate_left(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(ether_type: u16, payload: &[u8]) -> Vec<u8> {
        [&[0; 12][..], &ether_type.to_be_bytes(), payload].concat()
    }

    #[test]
    fn kinds_of_addresses_stay() {
        let mut payload = [0; 20];
        payload[12..].copy_from_slice(&[192, 168, 1, 9, 224, 0, 0, 251]);
        let mut changed = frame(IPV4, &payload);
        change(&mut changed, 3);
        assert_eq!(changed[26..28], [192, 168]);
        assert_ne!(changed[28..30], [1, 9]);
        assert_eq!(changed[30..], [224, 0, 0, 251]);
    }

    #[test]
    fn no_public_address_becomes_a_private_one() {
        for round in 0..500 {
            let mut payload = [0; 20];
            payload[12..].copy_from_slice(&[172, 217, 1, 9, 192, 0, 2, 7]);
            let mut changed = frame(IPV4, &payload);
            change(&mut changed, round);
            assert_eq!(
                (changed[26..28].to_vec(), changed[30..32].to_vec()),
                (vec![172, 217], vec![192, 0])
            );
        }
    }

    #[test]
    fn the_first_round_is_the_original_and_no_two_are_alike() {
        let mut payload = [7; 40];
        payload[8] = 0x20;
        let original = frame(IPV6, &payload);
        let rounds: std::collections::BTreeSet<Vec<u8>> = (0..200)
            .map(|round| {
                let mut changed = original.clone();
                change(&mut changed, round);
                changed
            })
            .collect();
        assert_eq!(rounds.len(), 200);
        assert!(rounds.contains(&original));
    }

    #[test]
    fn short_frames_stay() {
        for len in 0..34 {
            let mut cut = frame(VLAN[0], &[0, 1, 8, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])[..len].to_vec();
            let before = cut.clone();
            change(&mut cut, 5);
            assert_eq!(cut, before);
        }
    }
}
