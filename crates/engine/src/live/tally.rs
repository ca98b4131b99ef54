//! Bytes by address and by protocol, packet by packet, so that they move while flows are open.

use std::net::IpAddr;

use hashbrown::HashMap;
use wiresift_capture::Packet;
use wiresift_flow::Flow;

use crate::capture::by_bytes;
use crate::message::{LiveShare, Talker};

/// Addresses counted at once; a flood with forged sources has many more.
const MAX_ADDRESSES: usize = 1 << 16;

/// Who sent how much, and by what.
#[derive(Debug, Default)]
pub(super) struct Tally {
    addresses: HashMap<IpAddr, Bytes>,
    /// There are no more protocols than a byte can name.
    protocols: HashMap<String, Share>,
    /// The protocol of the last packet, which is nearly always that of the next.
    last: Option<(u8, String)>,
    is_capped: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bytes {
    sent: u64,
    received: u64,
    n_flows: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Share {
    n_packets: u64,
    n_bytes: u64,
}

impl Share {
    fn add(&mut self, n_packets: u64, n_bytes: u64) {
        self.n_packets = self.n_packets.saturating_add(n_packets);
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
    }
}

impl Bytes {
    fn total(&self) -> u64 {
        self.sent.saturating_add(self.received)
    }
}

impl Tally {
    /// Counts a packet.
    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let n_bytes = u64::from(packet.original_len);
        let Ok(ip) = &packet.ip else {
            let name = if packet.arp().is_some() { "arp" } else { "no IP" };
            return self.share(name).add(1, n_bytes);
        };
        let ip_bytes = u64::from(ip.total_len);
        self.bytes(ip.source).sent += ip_bytes;
        self.bytes(ip.destination).received += ip_bytes;
        if self.last.as_ref().is_none_or(|(number, _)| *number != ip.protocol.0) {
            self.last = Some((ip.protocol.0, ip.protocol.to_string()));
        }
        let (number, name) = self.last.take().unwrap_or_default();
        self.share(&name).add(1, n_bytes);
        self.last = Some((number, name));
    }

    /// Counts a flow whose packets did not come.
    pub(super) fn whole_flow(&mut self, flow: &Flow) {
        self.change(flow, u64::saturating_add);
    }

    /// Takes the packets of a flow back, which will come whole.
    pub(super) fn take_back(&mut self, flow: &Flow) {
        self.change(flow, u64::saturating_sub);
    }

    fn change(&mut self, flow: &Flow, by: fn(u64, u64) -> u64) {
        for (end, sent, received) in [
            (flow.originator, &flow.sent, &flow.received),
            (flow.responder, &flow.received, &flow.sent),
        ] {
            let bytes = self.bytes(end.address);
            bytes.sent = by(bytes.sent, sent.ip_bytes);
            bytes.received = by(bytes.received, received.ip_bytes);
        }
        let n_bytes = flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes);
        let share = self.share(&flow.protocol.to_string());
        share.n_packets = by(share.n_packets, flow.n_packets());
        share.n_bytes = by(share.n_bytes, n_bytes);
    }

    /// Counts a flow that ended for both of its ends.
    pub(super) fn ended(&mut self, flow: &Flow) {
        self.bytes(flow.originator.address).n_flows += 1;
        self.bytes(flow.responder.address).n_flows += 1;
    }

    fn share(&mut self, name: &str) -> &mut Share {
        self.protocols.entry_ref(name).or_default()
    }

    /// When there are too many, the half with fewer bytes is forgotten.
    fn bytes(&mut self, address: IpAddr) -> &mut Bytes {
        if self.addresses.len() >= MAX_ADDRESSES && !self.addresses.contains_key(&address) {
            self.is_capped = true;
            self.addresses = self.sorted().take(MAX_ADDRESSES / 2).collect();
        }
        self.addresses.entry(address).or_default()
    }

    fn sorted(&self) -> impl Iterator<Item = (IpAddr, Bytes)> {
        let addresses = self.addresses.iter();
        by_bytes(addresses.map(|(address, bytes)| (bytes.total(), *address)))
            .filter_map(|address| Some((address, *self.addresses.get(&address)?)))
    }

    /// The first `n` addresses by bytes.
    pub(super) fn talkers(&self, n: usize) -> Vec<Talker> {
        let top = self.sorted().take(n);
        top.map(|(address, bytes)| Talker {
            address: address.to_string(),
            n_flows: bytes.n_flows,
            bytes_out: bytes.sent,
            bytes_in: bytes.received,
        })
        .collect()
    }

    /// The first `n` protocols by bytes.
    pub(super) fn protocols(&self, n: usize) -> Vec<LiveShare> {
        let mut shares: Vec<LiveShare> = self
            .protocols
            .iter()
            .map(|(name, share)| LiveShare {
                name: name.clone(),
                n_packets: share.n_packets,
                n_bytes: share.n_bytes,
            })
            .collect();
        wiresift_order::sort_by(&mut shares, |a, b| (b.n_bytes, &a.name).cmp(&(a.n_bytes, &b.name)));
        shares.truncate(n);
        shares
    }

    /// Whether addresses were forgotten.
    pub(super) fn is_capped(&self) -> bool {
        self.is_capped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_addresses_leaves_who_has_many_bytes() {
        let mut tally = Tally::default();
        let big = IpAddr::from([192, 0, 2, 1]);
        tally.bytes(big).sent = 1_000_000;
        for n in 0..100_000_u32 {
            tally.bytes(IpAddr::from(n.to_be_bytes())).received += 40;
        }
        assert!(tally.is_capped() && tally.addresses.len() <= MAX_ADDRESSES);
        let first = tally.talkers(1).remove(0);
        assert_eq!((first.address.as_str(), first.bytes_out), ("192.0.2.1", 1_000_000));
    }
}
