//! Choosing a stretch of bins: by dragging, or with the keyboard.

use wiresift_engine::message::{TimeRange, TimelineBin};

/// Two bins, and everything between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brush {
    /// Where it began.
    pub anchor: usize,
    /// Where it is.
    pub head: usize,
}

impl Brush {
    /// One bin.
    pub fn at(bin: usize) -> Self {
        Self { anchor: bin, head: bin }
    }

    /// The first and the last bin.
    pub fn span(self) -> (usize, usize) {
        (self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// The brush after a key; `None` for a key that means nothing here.
    pub fn moved(self, key: &str, extend: bool, n_bins: usize) -> Option<Self> {
        let last = n_bins.saturating_sub(1);
        let head = match key {
            "ArrowLeft" => self.head.saturating_sub(1),
            "ArrowRight" => (self.head + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        let anchor = if extend { self.anchor } else { head };
        Some(Self { anchor, head })
    }

    /// The time that it covers.
    pub fn range(self, bins: &[TimelineBin]) -> Option<TimeRange> {
        let (first, last) = self.span();
        Some(TimeRange {
            start: bins.get(first)?.start,
            end: bins.get(last)?.end,
        })
    }

    /// Where it begins and how far it goes, as shares of the width.
    pub fn place(self, n_bins: usize) -> (f64, f64) {
        let (first, last) = self.span();
        let n_bins = n_bins.max(1) as f64;
        (first as f64 / n_bins, (last + 1 - first) as f64 / n_bins)
    }
}

/// The bin at a place, in pixels from the left of `width` pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the bins there are"
)]
pub fn bin_at(x: f64, width: f64, n_bins: usize) -> Option<usize> {
    let last = n_bins.checked_sub(1)?;
    let share = if width > 0.0 { (x / width).clamp(0.0, 1.0) } else { 0.0 };
    Some(((share * n_bins as f64) as usize).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_in_a_bin() {
        assert_eq!(bin_at(0.0, 100.0, 10), Some(0));
        assert_eq!(bin_at(99.9, 100.0, 10), Some(9));
        assert_eq!(bin_at(500.0, 100.0, 10), Some(9), "dragged beyond the edge");
        assert_eq!(bin_at(-3.0, 100.0, 10), Some(0));
        assert_eq!(bin_at(3.0, 100.0, 0), None);
    }

    #[test]
    fn a_brush_covers_whole_bins_either_way_round() {
        let bins: Vec<TimelineBin> = (0..5_u32)
            .map(|at| TimelineBin {
                start: f64::from(at),
                end: f64::from(at + 1),
                ..TimelineBin::default()
            })
            .collect();
        let backwards = Brush { anchor: 3, head: 1 };
        assert_eq!(backwards.range(&bins), Some(TimeRange { start: 1.0, end: 4.0 }));
        assert_eq!(backwards.place(5), (0.2, 0.6));
        assert_eq!(Brush::at(7).range(&bins), None);
    }

    #[test]
    fn arrows_move_and_shift_extends() {
        let brush = Brush::at(2);
        assert_eq!(brush.moved("ArrowRight", false, 5), Some(Brush::at(3)));
        assert_eq!(brush.moved("ArrowRight", true, 5), Some(Brush { anchor: 2, head: 3 }));
        assert_eq!(brush.moved("End", true, 5), Some(Brush { anchor: 2, head: 4 }));
        assert_eq!(brush.moved("ArrowLeft", false, 5), Some(Brush::at(1)));
        assert_eq!(brush.moved("x", false, 5), None);
    }
}
