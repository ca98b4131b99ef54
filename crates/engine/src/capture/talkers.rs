//! Who sent and received how much.

use std::cmp::Reverse;
use std::net::IpAddr;

use hashbrown::HashMap;
use wiresift_flow::Flow;

use crate::message::Talker;

/// Addresses counted at once: 4 MB. A flood with forged sources has many more.
const MAX_ADDRESSES: usize = 1 << 16;

/// Totals by address. When there are too many, the half with fewer bytes is forgotten: who has many stays, and a count
/// is too low by at most what was forgotten.
#[derive(Debug, Default)]
pub(crate) struct Talkers {
    totals: HashMap<IpAddr, Totals>,
    is_capped: bool,
}

/// What an address sent and received.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) n_flows: u64,
    pub(crate) bytes_out: u64,
    pub(crate) bytes_in: u64,
}

impl Totals {
    fn n_bytes(&self) -> u64 {
        self.bytes_out.saturating_add(self.bytes_in)
    }
}

impl Talkers {
    /// Counts a flow with its bytes.
    pub(super) fn add(&mut self, flow: &Flow) {
        self.bytes(flow, u64::saturating_add);
        self.flow(flow.originator.address, flow.responder.address);
    }

    /// Adds what a flow's ends sent and received to their totals, or takes it away.
    pub(crate) fn bytes(&mut self, flow: &Flow, by: fn(u64, u64) -> u64) {
        for (end, sent, received) in [
            (flow.originator, &flow.sent, &flow.received),
            (flow.responder, &flow.received, &flow.sent),
        ] {
            let totals = self.of(end.address);
            totals.bytes_out = by(totals.bytes_out, sent.ip_bytes);
            totals.bytes_in = by(totals.bytes_in, received.ip_bytes);
        }
    }

    /// Counts a flow for both of its ends, which may be one host.
    pub(crate) fn flow(&mut self, originator: IpAddr, responder: IpAddr) {
        self.of(originator).n_flows += 1;
        if responder != originator {
            self.of(responder).n_flows += 1;
        }
    }

    /// The totals of an address.
    pub(crate) fn of(&mut self, address: IpAddr) -> &mut Totals {
        if self.totals.len() >= MAX_ADDRESSES && !self.totals.contains_key(&address) {
            self.is_capped = true;
            self.totals = self.sorted().take(MAX_ADDRESSES / 2).collect();
        }
        self.totals.entry(address).or_default()
    }

    /// Different addresses; too few when [`Talkers::is_capped`].
    pub(super) fn n_addresses(&self) -> u64 {
        self.totals.len() as u64
    }

    /// Whether addresses were forgotten.
    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// The first `n` by bytes, then by address.
    pub(crate) fn top(&self, n: usize) -> Vec<Talker> {
        let top = self.sorted().take(n);
        top.map(|(address, totals)| Talker {
            address: address.to_string(),
            n_flows: totals.n_flows,
            bytes_out: totals.bytes_out,
            bytes_in: totals.bytes_in,
        })
        .collect()
    }

    fn sorted(&self) -> impl Iterator<Item = (IpAddr, Totals)> {
        let totals = self.totals.iter();
        let mut all: Vec<_> = totals
            .map(|(address, totals)| (Reverse(totals.n_bytes()), *address))
            .collect();
        all.sort_unstable();
        all.into_iter()
            .filter_map(|(_, address)| Some((address, *self.totals.get(&address)?)))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_flood_of_addresses_does_not_push_out_who_has_many_bytes() {
        let mut talkers = Talkers::default();
        let big = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        talkers.flow(big, big);
        talkers.of(big).bytes_out += 1_000_000;
        for n in 0..200_000 {
            talkers.of(IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + n))).bytes_out += 40;
        }
        talkers.flow(big, big);
        talkers.of(big).bytes_in += 10;
        assert!(talkers.is_capped() && talkers.n_addresses() <= MAX_ADDRESSES as u64);
        let first = talkers.top(1).remove(0);
        assert_eq!((first.address.as_str(), first.n_flows), ("192.0.2.1", 2));
        assert_eq!((first.bytes_out, first.bytes_in), (1_000_000, 10));
    }

    #[test]
    fn a_flow_counts_once_for_a_host_that_talks_to_itself() {
        let mut talkers = Talkers::default();
        let (own, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([192, 0, 2, 1]));
        talkers.flow(own, own);
        talkers.flow(own, other);
        let n_flows: Vec<u64> = [own, other].map(|address| talkers.of(address).n_flows).into();
        assert_eq!(n_flows, [2, 1]);
    }
}
