//! Which rows of a long list are in view.
//!
//! Browsers stop laying boxes out at some height (Firefox near 17.9 million pixels), so a list higher than [`MAX_HEIGHT`] is
//! scrolled in proportion: its bar moves over a shorter way than its rows would need.

use std::ops::Range;

/// Pixels; below what any browser lays out.
pub const MAX_HEIGHT: f64 = 15_000_000.0;

/// Rows drawn above and below the view, so that a quick scroll does not show a gap.
const OVERSCAN: u64 = 8;

/// A view of a list of rows of the same height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// All rows.
    pub n_rows: u64,
    /// Height of a row, in pixels.
    pub row_px: f64,
    /// Height of the view, in pixels.
    pub view_px: f64,
}

impl Window {
    /// Height of the box that is scrolled, in pixels.
    pub fn height(&self) -> f64 {
        self.full_height().min(MAX_HEIGHT)
    }

    /// Where the view's top is in the full list when the box is scrolled to `scroll_px`, in pixels.
    fn top(&self, scroll_px: f64) -> f64 {
        let scroll = scroll_px.clamp(0.0, self.scrollable(self.height()));
        scroll * self.stretch()
    }

    /// The rows to draw.
    pub fn range(&self, scroll_px: f64) -> Range<u64> {
        let first = floor(self.top(scroll_px) / self.row_px);
        let n_visible = floor(self.view_px / self.row_px) + 2;
        first.saturating_sub(OVERSCAN)..(first + n_visible + OVERSCAN).min(self.n_rows)
    }

    /// Where in the scrolled box a row is drawn, in pixels from its top.
    pub fn offset(&self, row: u64, scroll_px: f64) -> f64 {
        let scroll = scroll_px.clamp(0.0, self.scrollable(self.height()));
        row as f64 * self.row_px - self.top(scroll_px) + scroll
    }

    /// Where to scroll to so that a row is in view; `None` if it is.
    pub fn reveal(&self, row: u64, scroll_px: f64) -> Option<f64> {
        let top = self.top(scroll_px);
        let row_top = row as f64 * self.row_px;
        let wanted = if row_top < top {
            row_top
        } else if row_top + self.row_px > top + self.view_px {
            row_top + self.row_px - self.view_px
        } else {
            return None;
        };
        Some(wanted.max(0.0) / self.stretch())
    }

    /// Rows that a page up or down moves.
    pub fn page(&self) -> u64 {
        floor(self.view_px / self.row_px).max(2) - 1
    }

    fn full_height(&self) -> f64 {
        self.n_rows as f64 * self.row_px
    }

    fn scrollable(&self, height: f64) -> f64 {
        (height - self.view_px).max(0.0)
    }

    /// Pixels of the full list per pixel scrolled: 1 for all but enormous lists.
    fn stretch(&self) -> f64 {
        let scrollable = self.scrollable(self.height());
        if scrollable > 0.0 {
            self.scrollable(self.full_height()) / scrollable
        } else {
            1.0
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and `as` saturates"
)]
fn floor(x: f64) -> u64 {
    x.floor() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(n_rows: u64) -> Window {
        Window {
            n_rows,
            row_px: 28.0,
            view_px: 560.0,
        }
    }

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!(window(0).range(0.0), 0..0);
        assert_eq!(window(5).range(0.0), 0..5);
        assert_eq!(window(5).range(9999.0), 0..5);
    }

    #[test]
    fn a_long_list_is_drawn_around_the_view() {
        // 560 / 28 = 20 rows in view, 2 cut ones, 8 on either side.
        assert_eq!(window(1000).range(0.0), 0..30);
        assert_eq!(window(1000).range(2800.0), 92..130);
        assert_eq!(window(1000).range(28_000.0 - 560.0), 972..1000);
    }

    #[test]
    fn half_a_million_rows_need_no_stretching() {
        let window = window(500_000);
        assert!((window.height() - 14_000_000.0).abs() < 1e-6);
        assert!((window.offset(250_000, 7_000_000.0) - 7_000_000.0).abs() < 1e-6);
    }

    #[test]
    fn an_enormous_list_is_reachable_to_both_ends() {
        let window = window(5_000_000);
        assert!((window.height() - MAX_HEIGHT).abs() < 1e-6);
        assert_eq!(window.range(0.0).start, 0);
        assert_eq!(window.range(MAX_HEIGHT - 560.0).end, 5_000_000);
        // The first row in view is drawn where the view is.
        let scroll = 7_654_321.0;
        let first = window.range(scroll).start + OVERSCAN;
        let offset = window.offset(first, scroll) - scroll;
        assert!((-28.0..=0.0).contains(&offset), "{offset}");
    }

    #[test]
    fn a_row_is_revealed_at_the_nearer_edge() {
        for n_rows in [1000, 5_000_000] {
            let window = window(n_rows);
            assert_eq!(window.reveal(10, 0.0), None);
            assert_eq!(window.reveal(0, 100.0).map(f64::round), Some(0.0));
            for (row, scroll) in [(500, 0.0), (n_rows - 1, 0.0), (20, 0.0)] {
                let target = window.reveal(row, scroll).unwrap();
                assert_eq!(window.reveal(row, target + 1e-6), None, "row {row} of {n_rows}");
            }
        }
    }
}
