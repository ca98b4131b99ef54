//! The flows that ended lately.

use std::collections::VecDeque;

use wiresift_flow::Flow;

/// Flows that are kept: some 80 MB.
pub(super) const MAX_KEPT: usize = 50_000;

/// Flows in the order of their ends, the oldest forgotten when there are too many. Each has a number, from 0.
#[derive(Debug, Default)]
pub(super) struct History {
    flows: VecDeque<Flow>,
    /// Number of the first one that is kept.
    start: u64,
}

impl History {
    /// Takes a flow that ended.
    pub(super) fn push(&mut self, flow: Flow) {
        if self.flows.len() >= MAX_KEPT {
            self.flows.pop_front();
            self.start += 1;
        }
        self.flows.push_back(flow);
    }

    /// Number of the flow that ends next.
    pub(super) fn end(&self) -> u64 {
        self.start + self.flows.len() as u64
    }

    /// Flows that were forgotten.
    pub(super) fn n_forgotten(&self) -> u64 {
        self.start
    }

    /// Those that are kept of the flows `from..to`.
    pub(super) fn range(&self, from: u64, to: u64) -> impl DoubleEndedIterator<Item = &Flow> + Clone {
        let at = |number: u64| {
            let at = usize::try_from(number.saturating_sub(self.start)).unwrap_or(usize::MAX);
            at.min(self.flows.len())
        };
        let to = at(to);
        self.flows.range(at(from).min(to)..to)
    }
}
