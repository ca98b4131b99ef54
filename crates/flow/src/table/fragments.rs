//! IP fragments: the first has the ports, the others find them by the packet's identification.

use std::collections::VecDeque;
use std::net::IpAddr;

use hashbrown::HashMap;
use wiresift_capture::{IpPacket, Protocol};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Packet {
    source: IpAddr,
    destination: IpAddr,
    protocol: Protocol,
    id: u32,
}

/// Ports of packets whose later fragments may come. The oldest are forgotten.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    ports: HashMap<Packet, (u16, u16)>,
    order: VecDeque<Packet>,
}

impl Fragments {
    /// Remembers the ports of a first fragment; gives those of a later one, where they are known.
    pub(super) fn ports(&mut self, ip: &IpPacket<'_>, own: (u16, u16), max: usize) -> Option<(u16, u16)> {
        let Some(fragment) = ip.fragment else {
            return Some(own);
        };
        let packet = Packet {
            source: ip.source,
            destination: ip.destination,
            protocol: ip.protocol,
            id: fragment.id,
        };
        if fragment.offset > 0 {
            return self.ports.get(&packet).copied();
        }
        if self.ports.insert(packet, own).is_none() {
            self.order.push_back(packet);
            if self.order.len() > max
                && let Some(oldest) = self.order.pop_front()
            {
                self.ports.remove(&oldest);
            }
        }
        Some(own)
    }
}
