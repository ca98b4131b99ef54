//! Zeek's `history`: which letters a packet adds.

use wiresift_capture::TcpFlags;

use super::sequence::Arrival;
use super::tcp::Outcome;
use crate::History;
use crate::facts::{Facts, Segment};

/// The history of a flow, as far as it is needed to add to it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notes {
    history: History,
    /// Letters that were written, by side.
    written: [u32; 2],
    /// Events that are written at 1, 10, 100, ...: by side, gaps, retransmissions, zero windows.
    counts: [[u32; 3]; 2],
}

#[derive(Clone, Copy)]
enum Counted {
    Gap,
    Retransmission,
    ZeroWindow,
}

impl Notes {
    /// Notes that the ends were swapped.
    pub(super) fn flip(&mut self) {
        self.history.push(b'^');
    }

    /// The history with the originator in capitals.
    pub(super) fn history(&self) -> History {
        self.history
    }

    /// A packet without TCP.
    pub(super) fn datagram(&mut self, is_originator: bool) {
        self.once(b'd', is_originator);
    }

    /// A TCP segment, in the order in which Zeek looks at it.
    pub(super) fn segment(&mut self, is_originator: bool, facts: &Facts, segment: &Segment, outcome: Outcome) {
        let (syn, ack) = (segment.has(TcpFlags::SYN), segment.has(TcpFlags::ACK));
        let (fin, rst) = (segment.has(TcpFlags::FIN), segment.has(TcpFlags::RST));
        if syn && (fin || rst) {
            self.once(b'q', is_originator);
        } else if fin && rst {
            self.once(b'i', is_originator);
        }
        if syn {
            self.once(if ack { b'h' } else { b's' }, is_originator);
        }
        if ack && !syn && !fin && !rst && facts.payload_len == 0 {
            self.once(b'a', is_originator);
        }
        match outcome.arrival {
            Some(Arrival::Repeated) => self.count(Counted::Retransmission, is_originator),
            Some(Arrival::KeepAlive) | None => {}
            Some(Arrival::InOrder | Arrival::AfterGap | Arrival::FillsGap) => self.once(b'd', is_originator),
        }
        if outcome.shows_gap {
            self.count(Counted::Gap, !is_originator);
        }
        if segment.window == 0 && !syn && !fin && !rst {
            self.count(Counted::ZeroWindow, is_originator);
        }
        if fin {
            self.once(b'f', is_originator);
        }
        if rst {
            self.write(b'r', is_originator);
        }
    }

    fn once(&mut self, letter: u8, is_originator: bool) {
        let bit = 1 << (letter - b'a');
        let [responder, originator] = &mut self.written;
        let written = if is_originator { originator } else { responder };
        if *written & bit == 0 {
            *written |= bit;
            self.write(letter, is_originator);
        }
    }

    fn count(&mut self, what: Counted, is_originator: bool) {
        let [responder, originator] = &mut self.counts;
        let [gaps, retransmissions, zero_windows] = if is_originator { originator } else { responder };
        let (count, letter) = match what {
            Counted::Gap => (gaps, b'g'),
            Counted::Retransmission => (retransmissions, b't'),
            Counted::ZeroWindow => (zero_windows, b'w'),
        };
        *count = count.saturating_add(1);
        let is_power_of_ten = 10_u32.checked_pow(count.ilog10()) == Some(*count);
        if is_power_of_ten {
            self.write(letter, is_originator);
        }
    }

    fn write(&mut self, letter: u8, is_originator: bool) {
        self.history.push(if is_originator {
            letter.to_ascii_uppercase()
        } else {
            letter
        });
    }
}
