//! Link layers: what the frame starts with.

mod cisco_hdlc;
mod cooked;
pub(super) mod ethernet;
pub(super) mod llc;
mod loopback;
pub(super) mod mpls;
mod nflog;
mod pktap;
mod ppi;
pub(super) mod ppp;
mod radio;
mod wlan;

use super::Next;
use crate::LinkType;
use crate::bytes::ByteOrder;
use crate::undecoded::{Layer, Reason, Undecoded};

/// What comes behind the link header of `frame`.
pub(super) fn enter(link_type: LinkType, order: ByteOrder, frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    match link_type {
        LinkType::ETHERNET => ethernet::parse(frame),
        LinkType::RAW | LinkType::RAW_BSD | LinkType::RAW_OPENBSD | LinkType::IPV4 | LinkType::IPV6 => {
            Ok(Next::Ip(frame))
        }
        LinkType::NULL | LinkType::LOOP => loopback::parse(frame),
        LinkType::LINUX_SLL => cooked::parse_v1(frame),
        LinkType::LINUX_SLL2 => cooked::parse_v2(frame),
        LinkType::PPP | LinkType::PPP_HDLC => ppp::parse_or_cisco(frame),
        LinkType::PPP_PPPD | LinkType::PPP_WITH_DIR => ppp::parse_with_direction(frame),
        LinkType::PPP_ETHER => ppp::parse_pppoe(frame),
        LinkType::C_HDLC => cisco_hdlc::parse(frame),
        LinkType::IEEE802_11 => wlan::parse(frame, wlan::Padding::None),
        LinkType::RADIOTAP => radio::parse_radiotap(frame),
        LinkType::PRISM | LinkType::AVS => radio::parse_prism_or_avs(frame),
        LinkType::PPI => ppi::parse(frame),
        LinkType::NFLOG => nflog::parse(frame, order),
        LinkType::PKTAP => pktap::parse(frame, order),
        _ => Err(Undecoded::new(Layer::Link, Reason::Unsupported)),
    }
}
