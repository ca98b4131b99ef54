//! What is kept of each flow beside its row: its first packets, what its payload said, how it ended.

use serde::{Deserialize, Serialize};
use wiresift_flow::{End, Flow, Hints, TracedPacket};

use super::words::says_more;

/// Packets kept of all flows together: 16 MB.
const MAX_TRACED: usize = 1 << 21;

/// Flows whose payload's words are kept: some 30 MB.
const MAX_HINTS: usize = 1 << 16;

/// What is kept of each flow, by its arrival.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Extras {
    /// Of the table's rows.
    arrivals: Vec<u32>,
    marks: Vec<Mark>,
    /// All traces, one behind the other; `ends` has for each flow where its own ends.
    traces: Vec<TracedPacket>,
    ends: Vec<u32>,
    /// By arrival, ascending.
    hints: Vec<(u32, Box<Hints>)>,
    n_without_trace: u64,
    n_without_hints: u64,
}

/// How a flow began and ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) end: End,
    pub(crate) is_flipped: bool,
    pub(crate) continues: bool,
    /// Whether its first packets were left out for lack of room.
    pub(crate) is_untraced: bool,
}

/// What is kept of one flow.
pub(crate) struct Extra<'a> {
    pub(crate) mark: Mark,
    pub(crate) trace: &'a [TracedPacket],
    pub(crate) hints: Option<&'a Hints>,
}

impl Extras {
    /// Takes the next flow.
    pub(super) fn push(&mut self, flow: &Flow) {
        let arrival = u32::try_from(self.marks.len()).unwrap_or(u32::MAX);
        let is_untraced = self.traces.len() + flow.trace.len() > MAX_TRACED;
        if is_untraced {
            self.n_without_trace += 1;
        } else {
            self.traces.extend_from_slice(&flow.trace);
        }
        self.ends.push(u32::try_from(self.traces.len()).unwrap_or(u32::MAX));
        self.marks.push(Mark {
            end: flow.end,
            is_flipped: flow.is_flipped,
            continues: flow.continues,
            is_untraced,
        });
        match flow.hints.as_ref().filter(|hints| says_more(hints)) {
            Some(hints) if self.hints.len() < MAX_HINTS => self.hints.push((arrival, hints.clone())),
            Some(_) => self.n_without_hints += 1,
            None => {}
        }
    }

    /// Says which arrival each row of the table is.
    pub(super) fn set_order(&mut self, arrivals: Vec<u32>) {
        self.arrivals = arrivals;
        self.traces.shrink_to_fit();
    }

    /// What is kept of the flow in a row.
    pub(crate) fn of_row(&self, row: usize) -> Option<Extra<'_>> {
        let arrival = *self.arrivals.get(row)?;
        let at = arrival as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let trace = start.unwrap_or(0) as usize..*self.ends.get(at)? as usize;
        let hints = self.hints.binary_search_by_key(&arrival, |(arrival, _)| *arrival);
        Some(Extra {
            mark: *self.marks.get(at)?,
            trace: self.traces.get(trace)?,
            hints: hints.ok().and_then(|at| Some(&*self.hints.get(at)?.1)),
        })
    }

    /// What payloads say, to be changed.
    pub(crate) fn hints_mut(&mut self) -> impl Iterator<Item = &mut Hints> {
        self.hints.iter_mut().map(|(_, hints)| &mut **hints)
    }

    /// What did not fit, in words.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.n_without_trace > 0 {
            warnings.push(format!(
                "The first packets of {} flows were not kept for their plots: there is room for {MAX_TRACED} packets.",
                self.n_without_trace
            ));
        }
        if self.n_without_hints > 0 {
            warnings.push(format!(
                "What the payload says is kept for {MAX_HINTS} flows; {} more have only what the columns show.",
                self.n_without_hints
            ));
        }
        warnings
    }
}
