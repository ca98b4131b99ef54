//! PPP (RFC 1661, RFC 1662) and `PPPoE` (RFC 2516).

use super::{Next, cisco_hdlc};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Address and control of HDLC-like framing; may be left out.
const ALL_STATIONS: [u8; 2] = [0xff, 0x03];
const IPV4: u16 = 0x0021;
const IPV6: u16 = 0x0057;
const MPLS: u16 = 0x0281;
const MPLS_MULTICAST: u16 = 0x0283;

/// Captures of serial lines call Cisco HDLC by the same link type.
pub(super) fn parse_or_cisco(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    if frame.first().is_some_and(|byte| cisco_hdlc::is_address(*byte)) {
        return cisco_hdlc::parse(frame);
    }
    parse(frame)
}

/// One byte, which says whether the frame came or went, stands before the header, or in place of its first byte.
pub(super) fn parse_with_direction(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let ([_, 0x03, rest @ ..] | [_, rest @ ..]) = frame else {
        return Err(Undecoded::truncated(Layer::Ppp));
    };
    parse(rest)
}

pub(in crate::decode) fn parse(frame: &[u8]) -> Result<Next<'_>, Undecoded> {
    let bytes = frame.strip_prefix(&ALL_STATIONS).unwrap_or(frame);
    let (protocol, rest) = match bytes {
        // Protocols are odd in their last byte: an odd first byte is the last one.
        [protocol, rest @ ..] if protocol & 1 == 1 => (u16::from(*protocol), rest),
        [p0, p1, rest @ ..] => (u16::from_be_bytes([*p0, *p1]), rest),
        _ => return Err(Undecoded::truncated(Layer::Ppp)),
    };
    match protocol {
        IPV4 | IPV6 => Ok(Next::Ip(rest)),
        MPLS | MPLS_MULTICAST => Ok(Next::Mpls(rest)),
        _ => Err(Undecoded::new(Layer::Ppp, Reason::NotIp)),
    }
}

/// A session frame: version and type, code, session, length.
pub(super) fn parse_pppoe(bytes: &[u8]) -> Result<Next<'_>, Undecoded> {
    let Some((&[version, code, _, _, l0, l1], rest)) = bytes.split_first_chunk() else {
        return Err(Undecoded::truncated(Layer::Pppoe));
    };
    if version != 0x11 {
        return Err(Undecoded::new(Layer::Pppoe, Reason::BadVersion));
    }
    if code != 0 {
        return Err(Undecoded::new(Layer::Pppoe, Reason::NotIp));
    }
    let length = usize::from(u16::from_be_bytes([l0, l1]));
    Ok(Next::Ppp(rest.get(..length).unwrap_or(rest)))
}
