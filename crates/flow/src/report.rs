//! What became of the packets.

/// Counts of a [`FlowTable`](crate::FlowTable).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowReport {
    /// Packets that joined a flow.
    pub n_packets: u64,
    /// Of these, ARP messages.
    pub n_arp_packets: u64,
    /// Flows that began.
    pub n_flows: u64,
    /// Flows that are open.
    pub n_open: u64,
    /// Flows that ended.
    pub n_ended: u64,
    /// Of these, flows that ended because the table was full.
    pub n_evicted: u64,
    /// IP fragments behind the first.
    pub n_later_fragments: u64,
    /// Of these, those whose first one was not seen: they make a flow without ports.
    pub n_stray_fragments: u64,
}
