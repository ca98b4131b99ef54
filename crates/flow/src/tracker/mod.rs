//! A flow that is open: counts, times, state.

mod half;
mod notes;
mod sequence;
mod tcp;

use wiresift_capture::{Parent, TcpFlags, Timestamp};

use crate::facts::Facts;
use crate::hint::Inspector;
use crate::key::{From, Key};
use crate::{ConnState, End, Flow, FlowOptions, FlowProtocol, Moments, TracedPacket};
use half::Half;
use notes::Notes;

/// How a flow begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    /// Place in the order of first packets.
    pub(crate) id: u64,
    pub(crate) originator: From,
    /// Whether the first packet came from the responder.
    pub(crate) is_flipped: bool,
    /// Whether it goes on from a flow that was cut for its length.
    pub(crate) continues: bool,
    pub(crate) vlan: Option<u16>,
}

/// An open flow of two packets or more.
#[derive(Clone, Debug)]
pub(crate) struct Tracker {
    beginning: Beginning,
    first: i64,
    last: i64,
    low: Half,
    high: Half,
    inter_arrival: Moments,
    active: Moments,
    idle: Moments,
    active_since: i64,
    syn: Option<i64>,
    handshake: Option<f64>,
    notes: Notes,
    parent: Option<Parent>,
    trace: Vec<TracedPacket>,
    inspector: Option<Box<Inspector>>,
}

/// What the flow is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// For an answer to a SYN.
    TcpAttempt,
    /// For more of a TCP connection.
    Tcp,
    /// For late packets.
    TcpLinger,
    /// For more of UDP.
    Udp,
    /// For more of something else.
    Other,
}

impl Waiting {
    pub(crate) const N: usize = 5;

    /// What a flow of a single packet waits for.
    pub(crate) fn after_first(protocol: FlowProtocol, facts: &Facts) -> Self {
        match (&facts.tcp, protocol) {
            (Some(segment), _) if segment.has(TcpFlags::RST) => Self::TcpLinger,
            (Some(segment), _) if segment.opens() => Self::TcpAttempt,
            (Some(_), _) | (None, FlowProtocol::TCP) => Self::Tcp,
            (None, FlowProtocol::UDP) => Self::Udp,
            (None, _) => Self::Other,
        }
    }
}

/// Seconds between two times in nanoseconds; 0 where time goes back.
fn seconds(from: i64, to: i64) -> f64 {
    to.saturating_sub(from).max(0) as f64 / 1e9
}

impl Tracker {
    pub(crate) fn new(
        beginning: Beginning,
        first: i64,
        parent: Option<Parent>,
        inspector: Option<Box<Inspector>>,
    ) -> Self {
        let mut notes = Notes::default();
        if beginning.is_flipped {
            notes.flip();
        }
        Self {
            beginning,
            first,
            last: first,
            low: Half::default(),
            high: Half::default(),
            inter_arrival: Moments::default(),
            active: Moments::default(),
            idle: Moments::default(),
            active_since: first,
            syn: None,
            handshake: None,
            notes,
            parent,
            trace: Vec::new(),
            inspector,
        }
    }

    /// Takes a packet. `entropy` is that of its payload, where that was asked for by [`Tracker::wants_entropy`].
    pub(crate) fn add(&mut self, facts: &Facts, entropy: f32, options: &FlowOptions) {
        self.keep_time(facts, options);
        let is_originator = facts.from == self.beginning.originator;
        let (sender, receiver) = match facts.from {
            From::Low => (&mut self.low, &mut self.high),
            From::High => (&mut self.high, &mut self.low),
        };
        sender.count(facts, entropy);
        match &facts.tcp {
            Some(segment) => {
                let outcome = tcp::take(&mut sender.tcp, &mut receiver.tcp, facts, segment);
                sender.segment(segment, outcome);
                self.notes.segment(is_originator, facts, segment, outcome);
                if segment.opens() {
                    self.syn.get_or_insert(facts.time);
                } else if segment.has(TcpFlags::SYN) && self.handshake.is_none() {
                    self.handshake = self.syn.map(|syn| seconds(syn, facts.time));
                }
            }
            None => self.notes.datagram(is_originator),
        }
        self.trace(facts, is_originator, options);
    }

    fn keep_time(&mut self, facts: &Facts, options: &FlowOptions) {
        if self.low.side.n_packets + self.high.side.n_packets == 0 {
            return;
        }
        let gap = seconds(self.last, facts.time);
        self.inter_arrival.add(gap);
        if gap > options.activity_gap.as_secs_f64() {
            self.active.add(seconds(self.active_since, self.last));
            self.idle.add(gap);
            self.active_since = facts.time;
        }
        self.first = self.first.min(facts.time);
        self.last = self.last.max(facts.time);
    }

    fn trace(&mut self, facts: &Facts, is_originator: bool, options: &FlowOptions) {
        if self.trace.len() >= options.max_traced {
            return;
        }
        let micros = facts.time.saturating_sub(self.first).max(0) / 1_000;
        let size = i32::try_from(facts.packet_len).unwrap_or(i32::MAX);
        self.trace.push(TracedPacket {
            micros: u32::try_from(micros).unwrap_or(u32::MAX),
            size: if is_originator { size } else { -size },
        });
    }

    /// Whether `from` has not yet sent any payload.
    pub(crate) fn wants_entropy(&self, from: From) -> bool {
        let half = match from {
            From::Low => &self.low,
            From::High => &self.high,
        };
        half.side.n_data_packets == 0
    }

    /// Where payload goes; made with the first.
    pub(crate) fn inspector(&mut self, protocol: FlowProtocol) -> &mut Inspector {
        self.inspector.get_or_insert_with(|| Box::new(Inspector::new(protocol)))
    }

    pub(crate) fn beginning(&self) -> &Beginning {
        &self.beginning
    }

    pub(crate) fn first(&self) -> i64 {
        self.first
    }

    /// Whether a packet belongs to a new connection between the same ports: a SYN after the end, or one with another
    /// sequence number after data.
    pub(crate) fn is_followed_by(&self, facts: &Facts) -> bool {
        let half = match facts.from {
            From::Low => &self.low,
            From::High => &self.high,
        };
        facts.tcp.is_some_and(|segment| {
            segment.opens()
                && (tcp::is_over(&self.low.tcp, &self.high.tcp) || half.tcp.is_reopened_by(segment.sequence))
        })
    }

    pub(crate) fn waiting(&self, protocol: FlowProtocol) -> Waiting {
        match protocol {
            FlowProtocol::TCP if tcp::is_over(&self.low.tcp, &self.high.tcp) => Waiting::TcpLinger,
            FlowProtocol::TCP if tcp::is_attempt(&self.low.tcp, &self.high.tcp) => Waiting::TcpAttempt,
            FlowProtocol::TCP => Waiting::Tcp,
            FlowProtocol::UDP => Waiting::Udp,
            FlowProtocol::Arp | FlowProtocol::Ip(_) => Waiting::Other,
        }
    }

    /// Ends the flow.
    pub(crate) fn finish(mut self, key: &Key, end: End) -> Flow {
        self.active.add(seconds(self.active_since, self.last));
        let originator = self.beginning.originator;
        let (sent, received) = match originator {
            From::Low => (self.low, self.high),
            From::High => (self.high, self.low),
        };
        let protocol = key.protocol();
        let state = match protocol {
            FlowProtocol::TCP => tcp::conn_state(&sent.tcp, &received.tcp),
            _ => datagram_state(&sent, &received),
        };
        let (originator, responder) = (key.endpoint(originator), key.endpoint(originator.other()));
        let hints = self
            .inspector
            .and_then(|inspector| inspector.finish(originator.port, responder.port));
        Flow {
            id: self.beginning.id,
            originator,
            responder,
            protocol,
            first: Timestamp(self.first),
            last: Timestamp(self.last),
            state,
            history: self.notes.history(),
            is_flipped: self.beginning.is_flipped,
            continues: self.beginning.continues,
            end,
            sent: sent.finish(),
            received: received.finish(),
            inter_arrival: self.inter_arrival,
            active: self.active,
            idle: self.idle,
            handshake: self.handshake,
            vlan: self.beginning.vlan,
            parent: self.parent,
            hints,
            trace: self.trace,
        }
    }
}

/// As Zeek tells it of UDP; it is used for every protocol without a state of its own.
fn datagram_state(sent: &Half, received: &Half) -> ConnState {
    match (sent.side.n_packets > 0, received.side.n_packets > 0) {
        (true, true) => ConnState::SF,
        (true, false) => ConnState::S0,
        (false, true) => ConnState::Shr,
        (false, false) => ConnState::Oth,
    }
}
