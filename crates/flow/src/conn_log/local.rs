//! Which addresses are taken to be one's own.
//!
//! # Source
//! Zeek's default: `Site::private_address_space`, which follows the special-purpose registries of IANA. Its blocks of
//! 6to4 addresses (`2002::/16`) are those of IPv4, in the bits that follow.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First address and length of prefix.
const V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([240, 0, 0, 0], 4),
];

const V6: &[([u16; 8], u32)] = &[
    ([0, 0, 0, 0, 0, 0, 0, 0], 128),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),
];

pub(super) fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_local_v4(address),
        IpAddr::V6(address) => is_local_v6(address),
    }
}

fn is_local_v4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    let holds = |&(net, len): &([u8; 4], u32)| (bits ^ u32::from_be_bytes(net)) >> (32 - len) == 0;
    V4.iter().any(holds)
}

fn is_local_v6(address: Ipv6Addr) -> bool {
    if let [0x20, 0x02, a, b, c, d, ..] = address.octets() {
        return is_local_v4(Ipv4Addr::new(a, b, c, d));
    }
    let bits = u128::from(address);
    let holds = |&(net, len): &([u16; 8], u32)| (bits ^ u128::from(Ipv6Addr::from(net))) >> (128 - len) == 0;
    V6.iter().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_end_where_they_should() {
        for (address, expected) in [
            ("9.255.255.255", false),
            ("10.0.0.0", true),
            ("10.255.255.255", true),
            ("11.0.0.0", false),
            ("100.127.255.255", true),
            ("100.128.0.0", false),
            ("172.15.255.255", false),
            ("172.31.255.255", true),
            ("172.32.0.0", false),
            ("192.167.1.1", false),
            ("192.168.0.1", true),
            ("224.0.0.251", false),
            ("255.255.255.255", true),
            ("8.8.8.8", false),
            ("::", true),
            ("::1", true),
            ("::2", false),
            ("fe80::1", true),
            ("fec0::1", false),
            ("fd00::1", true),
            ("fe00::1", false),
            ("ff02::fb", false),
            ("2001:db8::1", true),
            ("2001:200::1", false),
            ("2a00::1", false),
            ("2002:a00:1::1", true),
            ("2002:808:808::1", false),
        ] {
            let local = address.parse().map(is_local);
            assert_eq!(local, Ok(expected), "{address}");
        }
    }
}
