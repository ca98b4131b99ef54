//! Hosts.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A machine, as it is seen on the local network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// Hardware address; of a machine outside, the router's.
    pub mac: [u8; 6],
    /// Its address.
    pub ipv4: Ipv4Addr,
    /// Its other address, if it has one.
    pub ipv6: Option<Ipv6Addr>,
    /// Time to live of its packets where they are captured.
    pub ttl: u8,
}

const ROUTER_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 0x01];

impl Host {
    /// Number `last` of the local network; every other host speaks IPv6, too.
    pub fn local(last: u8) -> Self {
        Self {
            mac: [0x02, 0, 0, 0, 0, last],
            ipv4: Ipv4Addr::new(192, 168, 10, last),
            ipv6: last
                .is_multiple_of(2)
                .then(|| Ipv6Addr::new(0x2001, 0xdb8, 0x10, 0, 0, 0, 0, last.into())),
            ttl: if last.is_multiple_of(3) { 128 } else { 64 },
        }
    }

    /// A machine behind the router, some hops away.
    pub fn outside(address: [u8; 4]) -> Self {
        let [.., network, last] = address;
        Self {
            mac: ROUTER_MAC,
            ipv4: address.into(),
            ipv6: last
                .is_multiple_of(2)
                .then(|| Ipv6Addr::new(0x2001, 0xdb8, 0xff, network.into(), 0, 0, 0, last.into())),
            ttl: 64 - 6 - last % 13,
        }
    }
}
