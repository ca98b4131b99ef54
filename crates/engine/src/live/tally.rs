//! Bytes by address and by protocol, packet by packet, so that they move while flows are open.

use hashbrown::HashMap;
use wiresift_capture::Packet;
use wiresift_flow::Flow;

use crate::capture::Talkers;
use crate::message::LiveShare;

/// Who sent how much, and by what.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) talkers: Talkers,
    /// There are no more protocols than a byte can name.
    protocols: HashMap<String, Share>,
    /// The protocol of the last packet, which is nearly always that of the next.
    last: Option<(u8, String)>,
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

impl Tally {
    /// Counts a packet.
    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let n_bytes = u64::from(packet.original_len);
        let Ok(ip) = &packet.ip else {
            let name = if packet.arp().is_some() { "arp" } else { "no IP" };
            return self.share(name).add(1, n_bytes);
        };
        let ip_bytes = u64::from(ip.total_len);
        self.talkers.of(ip.source).bytes_out += ip_bytes;
        self.talkers.of(ip.destination).bytes_in += ip_bytes;
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
        self.talkers.bytes(flow, by);
        let n_bytes = flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes);
        let share = self.share(&flow.protocol.to_string());
        share.n_packets = by(share.n_packets, flow.n_packets());
        share.n_bytes = by(share.n_bytes, n_bytes);
    }

    /// Counts a flow that ended.
    pub(super) fn ended(&mut self, flow: &Flow) {
        self.talkers.flow(flow.originator.address, flow.responder.address);
    }

    fn share(&mut self, name: &str) -> &mut Share {
        self.protocols.entry_ref(name).or_default()
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
}
