//! Ethernet II and 802.3, and what an `EtherType` names: VLAN tags, 802.1ah, `PPPoE`, MPLS, IP.

use super::{Next, ppp};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Lengths of 802.3 end here, types begin at 0x0600.
const MAX_LENGTH: u16 = 1_500;
/// The lower bits of a tag; above them priority and drop eligibility.
const VLAN_ID: u16 = 0x0fff;

mod ether_type {
    pub(super) const IPV4: u16 = 0x0800;
    pub(super) const ARP: u16 = 0x0806;
    pub(super) const TRANSPARENT_ETHERNET: u16 = 0x6558;
    pub(super) const RARP: u16 = 0x8035;
    pub(super) const VLAN: u16 = 0x8100;
    pub(super) const IPV6: u16 = 0x86dd;
    pub(super) const MPLS: u16 = 0x8847;
    pub(super) const MPLS_MULTICAST: u16 = 0x8848;
    pub(super) const PPPOE_SESSION: u16 = 0x8864;
    pub(super) const PPP: u16 = 0x880b;
    pub(super) const SERVICE_VLAN: u16 = 0x88a8;
    pub(super) const MACSEC: u16 = 0x88e5;
    pub(super) const BACKBONE_SERVICE: u16 = 0x88e7;
    pub(super) const OLD_VLANS: [u16; 3] = [0x9100, 0x9200, 0x9300];
}

/// Destination, source, type or length.
pub(super) fn parse(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[.., t0, t1], rest)) = frame.split_first_chunk::<14>() else {
        return Err(Undecoded::truncated(Layer::Ethernet));
    };
    Ok(type_or_length(u16::from_be_bytes([t0, t1]), rest))
}

fn type_or_length(number: u16, rest: &[u8]) -> Next<'_> {
    if number <= MAX_LENGTH {
        // A captured frame may end sooner, a padded one later.
        return Next::Llc(rest.get(..usize::from(number)).unwrap_or(rest));
    }
    Next::EtherType(number, rest)
}

/// What a header with `ether_type` holds. The first VLAN identifier that is met goes to `vlan`.
pub(in crate::decode) fn payload<'a>(
    ether_type: u16,
    bytes: &'a [u8],
    vlan: &mut Option<u16>,
) -> Result<Next<'a>, Undecoded> {
    match ether_type {
        ether_type::IPV4 | ether_type::IPV6 => Ok(Next::Ip(bytes)),
        ether_type::VLAN | ether_type::SERVICE_VLAN => tag(bytes, vlan),
        other if ether_type::OLD_VLANS.contains(&other) => tag(bytes, vlan),
        ether_type::ARP | ether_type::RARP => Err(Undecoded::new(Layer::Ethernet, Reason::Arp)),
        ether_type::PPPOE_SESSION => ppp::parse_pppoe(bytes),
        ether_type::MPLS | ether_type::MPLS_MULTICAST => Ok(Next::Mpls(bytes)),
        ether_type::BACKBONE_SERVICE => backbone(bytes),
        ether_type::PPP => Ok(Next::Ppp(bytes)),
        ether_type::TRANSPARENT_ETHERNET => parse(bytes),
        ether_type::MACSEC => Err(Undecoded::new(Layer::Macsec, Reason::Encrypted)),
        _ => Err(Undecoded::new(Layer::Ethernet, Reason::NotIp)),
    }
}

/// 802.1Q and 802.1ad: control information, then a type or length.
fn tag<'a>(bytes: &'a [u8], vlan: &mut Option<u16>) -> Result<Next<'a>, Undecoded> {
    let Some((&[c0, c1, t0, t1], rest)) = bytes.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::Vlan));
    };
    vlan.get_or_insert(u16::from_be_bytes([c0, c1]) & VLAN_ID);
    Ok(type_or_length(u16::from_be_bytes([t0, t1]), rest))
}

/// 802.1ah: a service tag of 4 bytes, then the frame of the customer.
fn backbone(bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((_, frame)) = bytes.split_at_checked(4) else {
        return Err(Undecoded::truncated(Layer::Vlan));
    };
    parse(frame)
}
