//! The state of a TCP connection, by what both sides sent.

use wiresift_capture::TcpFlags;

use super::sequence::{Arrival, Sequence};
use crate::ConnState;
use crate::facts::{Facts, Segment};

/// What one end did last, in Zeek's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum EndState {
    #[default]
    Inactive,
    SynSent,
    SynAckSent,
    Partial,
    Established,
    Closed,
    Reset,
}

impl EndState {
    fn is_inactive(self) -> bool {
        matches!(self, Self::Inactive | Self::Partial)
    }
}

/// One end of the connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    pub(super) state: EndState,
    pub(super) sequence: Sequence,
    has_sent_data: bool,
}

impl End {
    /// Whether a SYN with this number begins another connection: this one had data, and starts elsewhere.
    pub(super) fn is_reopened_by(&self, sequence: u32) -> bool {
        self.has_sent_data && !self.sequence.starts_at(sequence)
    }
}

/// What a segment meant for its side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) arrival: Option<Arrival>,
    /// Whether it showed that bytes of the other side are missing.
    pub(super) shows_gap: bool,
}

/// Takes a segment that `sender` sent to `receiver`.
pub(super) fn take(sender: &mut End, receiver: &mut End, facts: &Facts, segment: &Segment) -> Outcome {
    if segment.has(TcpFlags::SYN) {
        sender.sequence.open(segment.sequence);
    }
    let arrival = (facts.payload_len > 0).then(|| {
        let first = segment.sequence.wrapping_add(u32::from(segment.has(TcpFlags::SYN)));
        sender.has_sent_data = true;
        sender.sequence.take(first, facts.payload_len)
    });
    if segment.has(TcpFlags::FIN) {
        sender.sequence.finish();
    }
    let is_ack = segment.has(TcpFlags::ACK) && !segment.has(TcpFlags::RST);
    let shows_gap = is_ack && receiver.sequence.acknowledged(segment.acknowledgment);
    advance(sender, receiver, segment);
    Outcome { arrival, shows_gap }
}

fn advance(sender: &mut End, receiver: &mut End, segment: &Segment) {
    use EndState::{Closed, Established, Inactive, Partial, Reset, SynAckSent, SynSent};
    if segment.has(TcpFlags::RST) {
        sender.state = Reset;
        return;
    }
    if segment.has(TcpFlags::SYN) {
        if matches!(sender.state, Inactive | Partial) {
            sender.state = if segment.has(TcpFlags::ACK) {
                SynAckSent
            } else {
                SynSent
            };
        }
    } else if segment.has(TcpFlags::ACK) || sender.has_sent_data {
        match (sender.state, receiver.state) {
            (SynSent, SynAckSent) => (sender.state, receiver.state) = (Established, Established),
            // The last step of the handshake is not in the capture, but its answer is.
            (SynAckSent, SynSent) if sender.has_sent_data => {
                (sender.state, receiver.state) = (Established, Established);
            }
            (Inactive, _) => sender.state = Partial,
            _ => {}
        }
    }
    if segment.has(TcpFlags::FIN) && sender.state != Reset {
        sender.state = Closed;
    }
}

/// Zeek's `conn_state` (its script `base/protocols/conn/main.zeek`).
pub(super) fn conn_state(originator: &End, responder: &End) -> ConnState {
    use EndState::{Closed, Established, Inactive, Reset, SynAckSent, SynSent};
    let has_no_data = !originator.has_sent_data && !responder.has_sent_data;
    match (originator.state, responder.state) {
        (SynSent | SynAckSent, Reset) => ConnState::Rej,
        (Reset, Reset) if has_no_data => ConnState::Rej,
        (o, Reset) if o.is_inactive() => ConnState::Rstrh,
        (_, Reset) => ConnState::Rstr,
        (Reset, r) if r.is_inactive() => ConnState::Rstos0,
        (Reset, _) => ConnState::Rsto,
        (Closed, Closed) => ConnState::SF,
        (Closed, r) if r.is_inactive() => ConnState::Sh,
        (Closed, _) => ConnState::S2,
        (o, Closed) if o.is_inactive() => ConnState::Shr,
        (_, Closed) => ConnState::S3,
        (SynSent, Inactive) => ConnState::S0,
        (Established, Established) => ConnState::S1,
        _ => ConnState::Oth,
    }
}

/// Whether nothing more is to come but late packets.
pub(super) fn is_over(a: &End, b: &End) -> bool {
    a.state == EndState::Reset
        || b.state == EndState::Reset
        || (a.state == EndState::Closed && b.state == EndState::Closed)
}

/// Whether only one side was heard, and it only asked.
pub(super) fn is_attempt(a: &End, b: &End) -> bool {
    matches!(
        (a.state, b.state),
        (EndState::SynSent, EndState::Inactive) | (EndState::Inactive, EndState::SynSent)
    )
}
