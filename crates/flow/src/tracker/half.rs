//! One side of an open flow.

use wiresift_capture::TcpFlags;

use super::sequence::Arrival;
use super::{seconds, tcp};
use crate::Side;
use crate::facts::{Facts, Segment};

#[derive(Clone, Debug, Default)]
pub(super) struct Half {
    pub(super) side: Side,
    pub(super) tcp: tcp::End,
    last: i64,
    has_segment: bool,
}

impl Half {
    #[inline]
    pub(super) fn count(&mut self, facts: &Facts, entropy: f32) {
        let side = &mut self.side;
        if side.n_packets > 0 {
            side.inter_arrival.add(seconds(self.last, facts.time));
            side.min_ttl = side.min_ttl.min(facts.ttl);
            side.max_ttl = side.max_ttl.max(facts.ttl);
        } else {
            (side.min_ttl, side.max_ttl) = (facts.ttl, facts.ttl);
        }
        self.last = self.last.max(facts.time);
        side.n_packets += 1;
        side.frame_bytes += u64::from(facts.frame_len);
        side.ip_bytes += u64::from(facts.packet_len);
        side.payload_bytes += u64::from(facts.payload_len);
        side.header_bytes += u64::from(facts.header_len);
        side.sizes.add(f64::from(facts.packet_len));
        side.n_later_fragments += u32::from(facts.is_later_fragment);
        if facts.payload_len > 0 {
            if side.n_data_packets == 0 {
                side.payload_entropy = entropy;
            }
            side.n_data_packets += 1;
        }
    }

    pub(super) fn segment(&mut self, segment: &Segment, outcome: tcp::Outcome) {
        let side = &mut self.side;
        side.flags.add(segment.flags);
        side.n_retransmissions += u32::from(outcome.arrival == Some(Arrival::Repeated));
        if segment.has(TcpFlags::RST) {
            return;
        }
        if self.has_segment {
            side.min_window = side.min_window.min(segment.window);
        } else {
            self.has_segment = true;
            side.first_window = segment.window;
            side.min_window = segment.window;
        }
        side.max_window = side.max_window.max(segment.window);
        side.n_zero_windows += u32::from(segment.window == 0 && !segment.has(TcpFlags::SYN));
    }

    /// What TCP counted by sequence numbers is what other protocols have as payload.
    pub(super) fn finish(self) -> Side {
        let is_stream = self.has_segment || self.tcp.state != tcp::EndState::Inactive;
        Side {
            content_bytes: if is_stream {
                self.tcp.sequence.span
            } else {
                self.side.payload_bytes
            },
            missed_bytes: self.tcp.sequence.missed,
            ..self.side
        }
    }
}
