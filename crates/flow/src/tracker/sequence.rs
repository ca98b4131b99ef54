//! Sequence numbers of one side of a TCP connection: what is new, what was sent before, what is missing.

/// A jump by more than the largest window (RFC 7323) is no gap, but another connection or nonsense.
const MAX_JUMP: u32 = 1 << 30;

/// What a segment with data was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// Its first byte is the next one, or there was nothing to compare with.
    InOrder,
    /// Bytes before it are not there yet.
    AfterGap,
    /// It brings bytes that were missing.
    FillsGap,
    /// All its bytes were there.
    Repeated,
    /// One byte or none before the next: a keep-alive (RFC 9293, section 3.8.4).
    KeepAlive,
}

/// The sequence space of one side.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sequence {
    is_known: bool,
    /// The number of the SYN, or the one before the first byte seen.
    start: u32,
    /// The byte after the last one seen.
    next: u32,
    /// FIN takes a number, too.
    is_finished: bool,
    /// One range of missing bytes; a second one is only counted.
    hole: Option<(u32, u32)>,
    /// Bytes from the first to the last.
    pub(super) span: u64,
    /// Bytes that the other side acknowledged though they are not in the capture.
    pub(super) missed: u64,
}

impl Sequence {
    /// Starts with a SYN. A repeated one changes nothing.
    pub(super) fn open(&mut self, sequence: u32) {
        if !self.is_known {
            (self.is_known, self.start, self.next) = (true, sequence, sequence.wrapping_add(1));
        }
    }

    /// Whether a SYN with this number would repeat the one that was seen.
    pub(super) fn starts_at(&self, sequence: u32) -> bool {
        self.start == sequence
    }

    pub(super) fn finish(&mut self) {
        self.is_finished = true;
    }

    /// Takes a segment with `len` > 0 bytes of data.
    pub(super) fn take(&mut self, sequence: u32, len: u32) -> Arrival {
        if !self.is_known {
            (self.is_known, self.start, self.next) = (true, sequence.wrapping_sub(1), sequence);
        }
        let end = sequence.wrapping_add(len);
        let ahead = sequence.wrapping_sub(self.next);
        if ahead == 0 {
            self.advance(end);
            return Arrival::InOrder;
        }
        if ahead < MAX_JUMP {
            let lost = self.hole.replace((self.next, sequence));
            self.missed += lost.map_or(0, |(start, end)| u64::from(end.wrapping_sub(start)));
            self.advance(end);
            return Arrival::AfterGap;
        }
        let new = end.wrapping_sub(self.next);
        if new != 0 && new < MAX_JUMP {
            self.advance(end);
            return Arrival::InOrder;
        }
        if end.wrapping_sub(self.next).wrapping_neg() >= MAX_JUMP {
            self.next = end;
            self.hole = None;
            return Arrival::AfterGap;
        }
        if len == 1 && end == self.next {
            return Arrival::KeepAlive;
        }
        if self.fills(sequence, end) {
            Arrival::FillsGap
        } else {
            Arrival::Repeated
        }
    }

    fn fills(&mut self, sequence: u32, end: u32) -> bool {
        let Some((start, stop)) = self.hole else { return false };
        let length = stop.wrapping_sub(start);
        let (from, to) = (sequence.wrapping_sub(start), end.wrapping_sub(start));
        // Distances from the start of the hole; those of segments before it are huge.
        let (from, to) = (
            if from > MAX_JUMP { 0 } else { from },
            if to > MAX_JUMP { 0 } else { to.min(length) },
        );
        if from >= to {
            return false;
        }
        self.hole = if from == 0 && to == length {
            None
        } else if from == 0 {
            Some((start.wrapping_add(to), stop))
        } else {
            Some((start, start.wrapping_add(from)))
        };
        true
    }

    /// The other side acknowledged everything before `acknowledgment`; returns whether that shows a gap.
    pub(super) fn acknowledged(&mut self, acknowledgment: u32) -> bool {
        if !self.is_known {
            return false;
        }
        let before = self.missed;
        if let Some((start, stop)) = self.hole
            && acknowledgment.wrapping_sub(stop) < MAX_JUMP
        {
            self.missed += u64::from(stop.wrapping_sub(start));
            self.hole = None;
        }
        let beyond = acknowledgment.wrapping_sub(self.next);
        if beyond < MAX_JUMP && beyond > u32::from(self.is_finished) {
            self.missed += u64::from(beyond);
            self.advance(acknowledgment);
        }
        self.missed > before
    }

    fn advance(&mut self, end: u32) {
        self.span += u64::from(end.wrapping_sub(self.next));
        self.next = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(sequence: u32) -> Sequence {
        let mut side = Sequence::default();
        side.open(sequence);
        side
    }

    #[test]
    fn bytes_in_order_are_counted_through_the_wrap() {
        let mut side = opened(u32::MAX - 10);
        assert_eq!(side.take(u32::MAX - 9, 20), Arrival::InOrder);
        assert_eq!(side.take(10, 5), Arrival::InOrder);
        assert_eq!((side.span, side.missed), (25, 0));
    }

    #[test]
    fn what_was_there_is_a_repetition() {
        let mut side = opened(0);
        side.take(1, 100);
        assert_eq!(side.take(1, 100), Arrival::Repeated);
        assert_eq!(side.take(51, 10), Arrival::Repeated);
        assert_eq!(side.take(51, 100), Arrival::InOrder, "half of it is new");
        assert_eq!(side.take(150, 1), Arrival::KeepAlive);
        assert_eq!(side.span, 150);
    }

    #[test]
    fn a_hole_that_is_filled_is_no_loss() {
        let mut side = opened(0);
        side.take(1, 10);
        assert_eq!(side.take(31, 10), Arrival::AfterGap);
        assert_eq!(side.take(11, 10), Arrival::FillsGap);
        assert_eq!(side.take(21, 10), Arrival::FillsGap);
        assert!(!side.acknowledged(41));
        assert_eq!((side.span, side.missed), (40, 0));
    }

    #[test]
    fn a_hole_that_was_acknowledged_is_a_loss() {
        let mut side = opened(0);
        side.take(1, 10);
        side.take(31, 10);
        assert!(!side.acknowledged(11), "the other side waits for it, too");
        assert!(side.acknowledged(41));
        assert_eq!((side.span, side.missed), (40, 20));
    }

    #[test]
    fn what_only_the_other_side_saw_is_a_loss() {
        let mut side = opened(0);
        assert!(side.acknowledged(101));
        assert_eq!((side.span, side.missed), (100, 100));
        side.finish();
        assert!(!side.acknowledged(102), "the number of the FIN");
    }

    #[test]
    fn a_jump_out_of_the_window_starts_again() {
        let mut side = opened(0);
        side.take(1, 10);
        assert_eq!(side.take(0x8000_0000, 10), Arrival::AfterGap);
        assert_eq!(side.take(0x8000_000a, 10), Arrival::InOrder);
        assert_eq!(side.span, 20);
    }

    #[test]
    fn an_unknown_start_is_the_first_segment() {
        let mut side = Sequence::default();
        assert!(!side.acknowledged(500));
        assert_eq!(side.take(1000, 10), Arrival::InOrder);
        assert_eq!(side.span, 10);
    }
}
