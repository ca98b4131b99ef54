//! Frame -> the innermost IP packet.
//!
//! Each header is read by one function, which says what comes next; the loop here goes from header to header. Tunnels
//! are opened as far as they can be: where the inside cannot be read, the packet around it is given, with the reason.

mod ip;
mod link;
mod transport;
mod tunnel;

use crate::LinkType;
use crate::bytes::{ByteOrder, len32};
use crate::packet::{IpPacket, Parent, Parents};
use crate::undecoded::{Layer, Reason, Undecoded};

/// Headers below and between IP that are gone through: more are an attack on the reader.
const MAX_LAYERS: usize = 32;

/// What a header says comes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next<'a> {
    Link(LinkType, &'a [u8]),
    EtherType(u16, &'a [u8]),
    Llc(&'a [u8]),
    Mpls(&'a [u8]),
    Ppp(&'a [u8]),
    Ip(&'a [u8]),
}

impl<'a> Next<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Self::Link(_, bytes)
            | Self::EtherType(_, bytes)
            | Self::Llc(bytes)
            | Self::Mpls(bytes)
            | Self::Ppp(bytes)
            | Self::Ip(bytes) => bytes,
        }
    }

    fn layer(self) -> Layer {
        match self {
            Self::Link(..) => Layer::Link,
            Self::EtherType(..) => Layer::Ethernet,
            Self::Llc(_) => Layer::Llc,
            Self::Mpls(_) => Layer::Mpls,
            Self::Ppp(_) => Layer::Ppp,
            Self::Ip(_) => Layer::Ip,
        }
    }
}

#[expect(clippy::large_enum_variant, reason = "a box would be memory taken for every packet")]
enum Step<'a> {
    Next(Next<'a>),
    Done(IpPacket<'a>),
}

/// The innermost IP packet of `frame`, which starts with a header of `link_type`.
///
/// `order` is that of the machine that captured; it matters for NFLOG and PKTAP only. `original_len` is the length of the
/// frame on the wire, in bytes: a packet that claims more than that is taken to end with the frame.
///
/// # Errors
/// [`Undecoded`] where there is no IP packet, or its header is cut or contradicts itself.
pub fn decode(
    link_type: LinkType,
    order: ByteOrder,
    frame: &[u8],
    original_len: u32,
) -> Result<IpPacket<'_>, Undecoded> {
    let mut decoder = Decoder {
        order,
        n_missing: original_len.saturating_sub(len32(frame)),
        vlan: None,
        parents: Parents::default(),
        outer: None,
    };
    let mut next = Next::Link(link_type, frame);
    for _ in 0..MAX_LAYERS {
        let undecoded = match decoder.step(next) {
            Ok(Step::Next(inner)) => {
                next = inner;
                continue;
            }
            Ok(Step::Done(packet)) => {
                let issue = packet.issue.map(|issue| at(issue, next, frame));
                return Ok(IpPacket { issue, ..packet });
            }
            Err(undecoded) => undecoded,
        };
        return decoder.give_up(at(undecoded, next, frame));
    }
    decoder.give_up(at(Undecoded::new(next.layer(), Reason::TooDeep), next, frame))
}

/// Everything that is looked at is a part of the frame, so its address tells where it starts.
fn at(undecoded: Undecoded, next: Next<'_>, frame: &[u8]) -> Undecoded {
    let offset = (next.bytes().as_ptr() as usize).saturating_sub(frame.as_ptr() as usize);
    Undecoded {
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
        ..undecoded
    }
}

struct Decoder<'a> {
    order: ByteOrder,
    /// Bytes of the frame that were not captured.
    n_missing: u32,
    vlan: Option<u16>,
    parents: Parents,
    /// The packet around the one that is being read.
    outer: Option<IpPacket<'a>>,
}

impl<'a> Decoder<'a> {
    fn step(&mut self, next: Next<'a>) -> Result<Step<'a>, Undecoded> {
        let next = match next {
            Next::Link(link_type, bytes) => link::enter(link_type, self.order, bytes)?,
            Next::EtherType(ether_type, bytes) => link::ethernet::payload(ether_type, bytes, &mut self.vlan)?,
            Next::Llc(bytes) => link::llc::parse(bytes)?,
            Next::Mpls(bytes) => link::mpls::parse(bytes)?,
            Next::Ppp(bytes) => link::ppp::parse(bytes)?,
            Next::Ip(bytes) => return self.ip(bytes),
        };
        Ok(Step::Next(next))
    }

    fn ip(&mut self, bytes: &'a [u8]) -> Result<Step<'a>, Undecoded> {
        let ip = ip::parse(bytes, self.n_missing)?;
        let mut packet = transport::packet(&ip, self.vlan, self.parents);
        if let Some(inside) = tunnel::inside(&packet) {
            if let Some(place) = self.parents.free() {
                *place = Some(Parent {
                    source: packet.source,
                    destination: packet.destination,
                    tunnel: inside.tunnel,
                    id: inside.id,
                    fragment: packet.fragment,
                });
                self.outer = Some(packet);
                return Ok(Step::Next(inside.next));
            }
            packet.issue = Some(Undecoded::new(Layer::Tunnel, Reason::TooDeep));
        }
        if ip.is_overlong && !self.is_in_part() {
            packet.issue = packet.issue.or(Some(Undecoded::new(Layer::Ip, Reason::BadLength)));
        }
        Ok(Step::Done(packet))
    }

    /// Whether the packet around is the first of several parts, so that what is in it ends early.
    fn is_in_part(&self) -> bool {
        self.parents.iter().any(|parent| parent.fragment.is_some())
    }

    fn give_up(self, undecoded: Undecoded) -> Result<IpPacket<'a>, Undecoded> {
        match self.outer {
            Some(outer) => Ok(IpPacket {
                issue: Some(undecoded),
                ..outer
            }),
            None => Err(undecoded),
        }
    }
}

#[cfg(test)]
mod tests;
