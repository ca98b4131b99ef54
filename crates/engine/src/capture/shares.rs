//! Flows, packets and bytes by name.

use std::collections::BTreeMap;

use crate::message::Share;

/// The name of what has none.
pub(super) const UNKNOWN: &str = "unknown";

/// Counts by name. There are at most as many names as there are protocols or services, which are few.
#[derive(Debug, Default)]
pub(super) struct Shares(BTreeMap<String, Counts>);

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    flows: u64,
    packets: u64,
    bytes: u64,
}

impl Shares {
    /// Counts a flow.
    pub(super) fn add(&mut self, name: &str, n_packets: u64, n_bytes: u64) {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Counts::default());
        }
        if let Some(counts) = self.0.get_mut(name) {
            counts.flows += 1;
            counts.packets = counts.packets.saturating_add(n_packets);
            counts.bytes = counts.bytes.saturating_add(n_bytes);
        }
    }

    /// The first `n` by bytes, then by name.
    pub(super) fn top(&self, n: usize) -> Vec<Share> {
        let mut shares: Vec<Share> = self
            .0
            .iter()
            .map(|(name, counts)| Share {
                name: name.clone(),
                n_flows: counts.flows,
                n_packets: counts.packets,
                n_bytes: counts.bytes,
            })
            .collect();
        wiresift_order::sort_by_key(&mut shares, |share| std::cmp::Reverse(share.n_bytes));
        shares.truncate(n);
        shares
    }
}
