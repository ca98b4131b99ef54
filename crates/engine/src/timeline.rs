//! What happened along time, or along the rows where the table has no times.

use crate::loaded::{Loaded, span};
use crate::message::{ErrorReport, Filter, Severity, TableSlot, TimeRange, Timeline, TimelineBin};
use crate::ranking::indices;
use crate::session::Session;

/// Bars that a chart shows well.
const N_BINS: i64 = 100;

/// Bars that a chart shows at all.
const MAX_BINS: i64 = 1_000;

/// Widths of bins that people think in, in ms: from 1 ms to 1,000 days.
const WIDTHS_MILLIS: [i64; 33] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    604_800_000,
    864_000_000,
    2_592_000_000,
    8_640_000_000,
    31_536_000_000,
    86_400_000_000,
];

impl Session {
    /// Rows, traffic and anomalies by time. The range of the filter, where it has one, is what is shown.
    ///
    /// # Errors
    /// Without a table.
    pub fn timeline(
        &self,
        slot: TableSlot,
        filter: &Filter,
        bin_seconds: Option<f64>,
    ) -> Result<Timeline, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let passes = loaded.passes(filter)?;
        Ok(along_time(loaded, filter, passes, bin_seconds).unwrap_or_else(|| along_rows(loaded)))
    }
}

/// `None` for a table without times.
fn along_time(
    loaded: &Loaded,
    filter: &Filter,
    passes: impl Fn(usize) -> bool,
    bin_seconds: Option<f64>,
) -> Option<Timeline> {
    let times = loaded.times()?;
    let captured = loaded.opened.captured.as_deref();
    let range = match filter.time {
        Some(range) => Some(range),
        None => whole(loaded, &times),
    }?;
    let finest = captured.map_or(1, |captured| captured.pace.width_millis());
    let choice = Widths::new(range, finest).choose(bin_seconds)?;
    let mut bins = choice.bins(range);
    for row in (0..loaded.table().n_rows()).filter(|&row| passes(row)) {
        if let Some(bin) = choice.find(&mut bins, times(row)) {
            bin.add(loaded.severity(row));
        }
    }
    if let Some(captured) = captured {
        for (start, count) in captured.pace.bins().filter(|(start, _)| within(range, *start)) {
            if let Some(bin) = choice.find(&mut bins, start) {
                bin.n_packets += count.n_packets;
                bin.n_bytes += count.n_bytes;
            }
        }
    }
    Some(Timeline {
        time_column: loaded.time_column().map(str::to_owned),
        bin_seconds: Some(seconds(choice.width)),
        finer: choice.finer.map(seconds),
        coarser: choice.coarser.map(seconds),
        has_traffic: captured.is_some(),
        has_anomalies: loaded.scored().is_some(),
        bins,
    })
}

/// A bin of the pace that began before the first packet holds it.
fn within(range: TimeRange, start: f64) -> bool {
    start < range.end && start >= range.start.floor()
}

/// From the first row or packet to the last.
fn whole(loaded: &Loaded, times: &impl Fn(usize) -> f64) -> Option<TimeRange> {
    let packets = loaded.opened.captured.as_deref();
    let packets = packets.and_then(|captured| Some([captured.summary.first?, captured.summary.last?]));
    let rows = (0..loaded.table().n_rows()).map(times);
    let (start, end) = span(rows.chain(packets.into_iter().flatten()))?;
    // The last moment belongs to it.
    Some(TimeRange { start, end: end + 1e-3 })
}

/// The widths that suit a range.
struct Widths {
    /// Of the range, in ms.
    length: i64,
    /// In ascending order.
    allowed: Vec<i64>,
}

/// A width and its neighbours, in ms.
struct Choice {
    width: i64,
    finer: Option<i64>,
    coarser: Option<i64>,
}

impl Widths {
    /// Those that are multiples of what was counted by, and make neither too many bins nor just one.
    fn new(range: TimeRange, finest: i64) -> Self {
        let length = millis(range.end - range.start).max(1);
        let is_multiple = |width: &&i64| **width % finest == 0;
        let suits = |width: &&i64| length / **width < MAX_BINS && length > **width;
        let mut allowed: Vec<i64> = WIDTHS_MILLIS
            .iter()
            .filter(is_multiple)
            .filter(suits)
            .copied()
            .collect();
        if allowed.is_empty() {
            allowed.push(finest);
        }
        Self { length, allowed }
    }

    /// The width nearest to what is asked for, or one that a chart shows well.
    fn choose(&self, bin_seconds: Option<f64>) -> Option<Choice> {
        let at = if let Some(wanted) = bin_seconds.map(millis) {
            let distance = |(_, width): &(usize, &i64)| wanted.abs_diff(**width);
            self.allowed.iter().enumerate().min_by_key(distance)?.0
        } else {
            let fits = |width: &i64| self.length / width <= N_BINS;
            self.allowed.iter().position(fits).unwrap_or(self.allowed.len() - 1)
        };
        Some(Choice {
            width: *self.allowed.get(at)?,
            finer: at.checked_sub(1).and_then(|at| self.allowed.get(at).copied()),
            coarser: self.allowed.get(at + 1).copied(),
        })
    }
}

impl Choice {
    /// Empty bins over a range, at multiples of the width.
    fn bins(&self, range: TimeRange) -> Vec<TimelineBin> {
        let first = millis(range.start).div_euclid(self.width);
        let n_bins = (millis(range.end) - first * self.width).div_euclid(self.width) + 1;
        let edge = |at: i64| seconds((first + at) * self.width);
        (0..n_bins.clamp(1, MAX_BINS + 2))
            .map(|at| TimelineBin {
                start: edge(at),
                end: edge(at + 1),
                ..TimelineBin::default()
            })
            // A range that ends where a bin begins leaves that bin out.
            .filter(|bin| bin.start < range.end)
            .collect()
    }

    /// The bin that a moment falls into.
    fn find<'a>(&self, bins: &'a mut [TimelineBin], time: f64) -> Option<&'a mut TimelineBin> {
        let (first, last) = (bins.first()?.start, bins.len() - 1);
        if !time.is_finite() {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and the edges are compared below"
        )]
        let near = ((time - first) / seconds(self.width)).max(0.0) as usize;
        // The division may round over an edge, to one side or the other.
        let near = near.min(last);
        let at = if time < bins[near].start {
            near.saturating_sub(1)
        } else if time >= bins[near].end {
            (near + 1).min(last)
        } else {
            near
        };
        bins.get_mut(at)
    }
}

impl TimelineBin {
    fn add(&mut self, severity: Severity) {
        self.n_rows += 1;
        match severity {
            Severity::None => {}
            Severity::Low => self.severities[0] += 1,
            Severity::Medium => self.severities[1] += 1,
            Severity::High => self.severities[2] += 1,
        }
    }
}

fn along_rows(loaded: &Loaded) -> Timeline {
    let n_rows = loaded.table().n_rows();
    let width = n_rows.div_ceil(usize::try_from(N_BINS).unwrap_or(1)).max(1);
    let mut bins: Vec<TimelineBin> = (0..n_rows)
        .step_by(width)
        .map(|start| TimelineBin {
            start: start as f64,
            end: (start + width).min(n_rows) as f64,
            ..TimelineBin::default()
        })
        .collect();
    for row in indices(n_rows) {
        let row = row as usize;
        if let Some(bin) = bins.get_mut(row / width) {
            bin.add(loaded.severity(row));
        }
    }
    Timeline {
        time_column: None,
        bin_seconds: None,
        finer: None,
        coarser: None,
        has_traffic: false,
        has_anomalies: loaded.scored().is_some(),
        bins,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn millis(seconds: f64) -> i64 {
    // Half of the range of 64 bits, so that sums cannot overflow.
    ((seconds * 1e3).floor() as i64).clamp(i64::MIN / 4, i64::MAX / 4)
}

fn seconds(millis: i64) -> f64 {
    millis as f64 / 1e3
}

#[cfg(test)]
mod tests;
