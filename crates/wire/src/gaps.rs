//! Counting what came and what did not.

use crate::Header;

/// What a batch brings that is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Records at its start that came before: to be passed over.
    pub n_known: u32,
    /// Records that were dropped between what came last and this.
    pub n_missed: u64,
}

/// Follows the numbers of one kind of batch, so that nothing is counted twice and nothing is lost in silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    capture: Option<u64>,
    next: u64,
    /// Where to go on, said since the last batch.
    resumed: Option<u64>,
    n_received: u64,
    n_missed: u64,
}

impl Gaps {
    /// Takes the header of a batch. The first batch of a capture counts from `joined_at`, the number of the next record
    /// when this end joined (`n_taken` of [`crate::Started`]; 0 to ask for all).
    pub fn take(&mut self, header: &Header, joined_at: u64) -> Taken {
        if self.capture != Some(header.capture) {
            *self = Self {
                capture: Some(header.capture),
                next: self.resumed.unwrap_or(joined_at).min(header.first),
                ..*self
            };
        }
        self.resumed = None;
        let end = header.first.saturating_add(u64::from(header.n_records));
        let n_missed = header.first.saturating_sub(self.next);
        let known = self.next.saturating_sub(header.first).min(u64::from(header.n_records));
        let n_known = u32::try_from(known).unwrap_or(header.n_records);
        self.n_received += u64::from(header.n_records - n_known);
        self.n_missed += n_missed;
        self.next = self.next.max(end);
        Taken { n_known, n_missed }
    }

    /// Records before `next` come in another form, as `Notice::Carrying` says: they are not missed.
    pub fn resume(&mut self, next: u64) {
        self.next = self.next.max(next);
        self.resumed = Some(next);
    }

    /// Records that came, each counted once, of all captures.
    pub fn n_received(&self) -> u64 {
        self.n_received
    }

    /// Records that were dropped on the way, of all captures.
    pub fn n_missed(&self) -> u64 {
        self.n_missed
    }

    /// Number of the record that comes next without a gap: what to name when joining again.
    pub fn next(&self) -> u64 {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use wiresift_capture::LinkType;

    use super::*;
    use crate::BatchKind;

    fn header(capture: u64, first: u64, n_records: u32) -> Header {
        Header {
            kind: BatchKind::Packets,
            interface: 0,
            link_type: LinkType::ETHERNET,
            capture,
            first,
            n_records,
        }
    }

    #[test]
    fn a_gap_is_counted() {
        let mut gaps = Gaps::default();
        gaps.take(&header(7, 0, 10), 0);
        let taken = gaps.take(&header(7, 25, 5), 0);
        assert_eq!((taken.n_known, taken.n_missed), (0, 15));
        assert_eq!((gaps.n_received(), gaps.n_missed(), gaps.next()), (15, 15, 30));
    }

    #[test]
    fn what_comes_again_is_passed_over() {
        let mut gaps = Gaps::default();
        gaps.take(&header(7, 0, 10), 0);
        assert_eq!(gaps.take(&header(7, 4, 10), 0).n_known, 6);
        assert_eq!(gaps.take(&header(7, 0, 10), 0).n_known, 10);
        assert_eq!((gaps.n_received(), gaps.n_missed()), (14, 0));
    }

    #[test]
    fn another_capture_starts_anew_and_totals_go_on() {
        let mut gaps = Gaps::default();
        gaps.take(&header(7, 0, 10), 0);
        let taken = gaps.take(&header(8, 3, 1), 1);
        assert_eq!(taken.n_missed, 2);
        assert_eq!((gaps.n_received(), gaps.n_missed()), (11, 2));
    }

    #[test]
    fn what_comes_in_another_form_is_not_missed() {
        let mut flows = Gaps::default();
        flows.resume(500);
        assert_eq!(flows.take(&header(7, 500, 10), 0).n_missed, 0);
        assert_eq!(flows.take(&header(7, 512, 10), 0).n_missed, 2);
        // The next capture starts at its own number.
        assert_eq!(flows.take(&header(8, 3, 1), 0).n_missed, 3);
        flows.resume(20);
        assert_eq!(flows.take(&header(8, 20, 1), 0).n_missed, 0);
    }

    #[test]
    fn who_joins_late_misses_nothing_before() {
        let mut gaps = Gaps::default();
        assert_eq!(gaps.take(&header(7, 1_000, 10), 1_000).n_missed, 0);
    }
}
