//! Pages of rows that were asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wiresift_engine::message::{RowPage, RowSummary};

/// Rows of a page.
pub const PAGE_ROWS: u64 = 100;

/// More pages than are ever in view, so that scrolling back and forth asks for nothing.
const MAX_PAGES: usize = 60;

/// The rows known so far of one order of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowCache {
    n_total: Option<u64>,
    pages: BTreeMap<u64, Option<Vec<RowSummary>>>,
    /// Pages that may have changed. They are shown until they are there anew.
    stale: BTreeSet<u64>,
}

impl RowCache {
    /// All rows of the list, once the first page is there.
    pub fn n_total(&self) -> Option<u64> {
        self.n_total
    }

    /// Forgets all pages, and how many rows there are unless that stays.
    pub fn clear(&mut self, same_rows: bool) {
        self.pages.clear();
        self.stale.clear();
        self.n_total = self.n_total.filter(|_| same_rows);
    }

    /// All pages are to be asked for again when they are needed; until then they stay.
    pub fn expire(&mut self) {
        self.stale = self.pages.keys().copied().collect();
    }

    /// A row, if its page is there.
    pub fn get(&self, index: u64) -> Option<&RowSummary> {
        let page = self.pages.get(&(index / PAGE_ROWS))?.as_ref()?;
        page.get(usize::try_from(index % PAGE_ROWS).ok()?)
    }

    /// The pages to ask for, so that rows can be shown; they count as asked for from now on.
    pub fn request(&mut self, rows: &Range<u64>) -> Vec<u64> {
        let last = rows.end.max(rows.start + 1) - 1;
        let missing: Vec<_> = (rows.start / PAGE_ROWS..=last / PAGE_ROWS)
            .filter(|page| !self.pages.contains_key(page) || self.stale.contains(page))
            .collect();
        for page in &missing {
            self.pages.entry(*page).or_default();
            self.stale.remove(page);
        }
        missing
    }

    /// Takes a page. Of too many, the ones furthest away are forgotten.
    pub fn insert(&mut self, page: u64, answer: RowPage) {
        self.n_total = Some(answer.n_total);
        self.pages.insert(page, Some(answer.rows));
        while self.pages.len() > MAX_PAGES {
            let (Some(first), Some(last)) = (self.pages.first_key_value(), self.pages.last_key_value()) else {
                return;
            };
            let furthest = if page.abs_diff(*first.0) > page.abs_diff(*last.0) {
                *first.0
            } else {
                *last.0
            };
            self.pages.remove(&furthest);
        }
    }

    /// A page could not be had; it may be asked for again.
    pub fn forget(&mut self, page: u64) {
        self.pages.remove(&page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(page: u64, n_total: u64) -> RowPage {
        let offset = page * PAGE_ROWS;
        let row = |index: u64| RowSummary {
            row: u32::try_from(index).unwrap(),
            verdict: None,
            label: None,
            is_attack: None,
            family: None,
            mark: None,
            cells: Vec::new(),
        };
        RowPage {
            offset,
            n_total,
            rows: (offset..(offset + PAGE_ROWS).min(n_total)).map(row).collect(),
        }
    }

    #[test]
    fn pages_are_asked_for_once() {
        let mut cache = RowCache::default();
        assert_eq!(
            cache.request(&(0..0)),
            [0],
            "the first page tells how many rows there are"
        );
        assert_eq!(cache.request(&(90..210)), [1, 2]);
        assert!(cache.request(&(0..300)).is_empty());
        cache.forget(1);
        assert_eq!(cache.request(&(0..300)), [1]);
    }

    #[test]
    fn stale_pages_stay_until_they_are_replaced() {
        let mut cache = RowCache::default();
        cache.request(&(0..50));
        cache.insert(0, page(0, 100));
        cache.expire();
        assert!(cache.get(7).is_some());
        assert_eq!(cache.request(&(0..50)), [0]);
        assert!(cache.request(&(0..50)).is_empty(), "asked for once");
        assert!(cache.get(7).is_some());
    }

    #[test]
    fn rows_are_found_by_their_place() {
        let mut cache = RowCache::default();
        cache.request(&(0..150));
        assert_eq!(cache.get(120), None, "asked for, not there yet");
        cache.insert(1, page(1, 130));
        assert_eq!(cache.get(120).map(|row| row.row), Some(120));
        assert_eq!(cache.get(130), None, "past the end");
        assert_eq!(cache.n_total(), Some(130));
    }

    #[test]
    fn the_furthest_pages_are_forgotten() {
        let mut cache = RowCache::default();
        for n in (0..100).rev() {
            cache.insert(n, page(n, 10_000));
        }
        assert_eq!(cache.pages.len(), MAX_PAGES);
        assert!(cache.get(0).is_some() && cache.get(9_999).is_none());
    }
}
