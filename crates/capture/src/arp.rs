//! ARP for IPv4 (RFC 826): who asks for whom.

use std::net::Ipv4Addr;

/// An ARP message about IPv4 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arp {
    /// 1 asks, 2 answers.
    pub operation: u16,
    /// Address of the sender.
    pub sender: Ipv4Addr,
    /// Address that is asked for, or that of who had asked.
    pub target: Ipv4Addr,
    /// Length of the message, in bytes.
    pub len: u32,
}

impl Arp {
    /// Asks for the hardware address of `target`.
    pub const REQUEST: u16 = 1;
    /// Answers that.
    pub const REPLY: u16 = 2;

    /// Reads a message; `None` where it is cut, or is not about IPv4.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let ([_, _, 0x08, 0x00, hardware_len, 4, high, low], rest) = bytes.split_first_chunk::<8>()? else {
            return None;
        };
        let hardware_len = usize::from(*hardware_len);
        let (sender, rest) = rest.get(hardware_len..)?.split_first_chunk::<4>()?;
        let target = rest.get(hardware_len..)?.first_chunk::<4>()?;
        Some(Self {
            operation: u16::from_be_bytes([*high, *low]),
            sender: Ipv4Addr::from(*sender),
            target: Ipv4Addr::from(*target),
            len: 16 + 2 * u32::try_from(hardware_len).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: [u8; 28] = [
        0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 9,
    ];

    #[test]
    fn a_request_names_both() {
        let arp = Arp::parse(&REQUEST).map(|arp| (arp.operation, arp.sender, arp.target, arp.len));
        let expected = (Arp::REQUEST, Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(10, 0, 0, 9), 28);
        assert_eq!(arp, Some(expected));
    }

    #[test]
    fn what_is_cut_or_not_about_ipv4_is_none() {
        for len in 0..REQUEST.len() {
            assert_eq!(Arp::parse(&REQUEST[..len]), None, "{len}");
        }
        let mut other = REQUEST;
        other[2] = 0x86;
        assert_eq!(Arp::parse(&other), None);
    }
}
