//! The table of open flows.
//!
//! A packet costs one look-up by five-tuple; a flow that gets a packet moves to the end of the queue of those that wait
//! for the same thing, so that the ones to end are always in front.

mod fragments;
mod live;
mod slots;

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use wiresift_capture::{Arp, IpPacket, Packet, Parent, TcpFlags};

use crate::facts::Facts;
use crate::hint::{self, Inspector};
use crate::key::{self, From, Key};
use crate::report::FlowReport;
use crate::tracker::{Beginning, Tracker, Waiting};
use crate::{End, Endpoint, Flow, FlowOptions, FlowProtocol};
use fragments::Fragments;
use slots::{One, Open, Slots};

/// Bytes of payload whose entropy is taken: more costs more than it tells.
const ENTROPY_BYTES: usize = 256;

/// Makes flows of packets.
#[derive(Debug)]
pub struct FlowTable {
    options: FlowOptions,
    slots: Slots,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    fragments: Fragments,
    /// The latest time seen: clocks of captures go back at times.
    now: i64,
    /// No flow ends of idleness before.
    next_check: i64,
    timeouts: [i64; Waiting::N],
    report: FlowReport,
}

/// A packet that belongs to a flow.
struct Arrived<'a> {
    key: Key,
    facts: Facts,
    payload: &'a [u8],
    vlan: Option<u16>,
    parent: Option<Parent>,
    /// Whether it answers something, by itself.
    is_answer: bool,
}

impl FlowTable {
    /// An empty table.
    pub fn new(options: FlowOptions) -> Self {
        let nanos = |duration: std::time::Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
        let mut timeouts = [0; Waiting::N];
        for (waiting, timeout) in [
            (Waiting::TcpAttempt, options.tcp_attempt),
            (Waiting::Tcp, options.tcp_idle),
            (Waiting::TcpLinger, options.tcp_linger),
            (Waiting::Udp, options.udp_idle),
            (Waiting::Other, options.other_idle),
        ] {
            if let Some(place) = timeouts.get_mut(waiting as usize) {
                *place = nanos(timeout);
            }
        }
        Self {
            options,
            slots: Slots::default(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            fragments: Fragments::default(),
            now: i64::MIN,
            next_check: i64::MIN,
            timeouts,
            report: FlowReport::default(),
        }
    }

    /// Takes a packet, in the order of the capture, and hands out the flows that are over by its time. Packets
    /// without IP and ARP are passed over.
    pub fn push(&mut self, packet: &Packet<'_>, ended: &mut impl FnMut(Flow)) {
        self.track(packet, ended);
    }

    /// As [`FlowTable::push`]; also says to which flow the packet belongs, by [`Flow::id`]. The same packets and options give the
    /// same numbers.
    pub fn track(&mut self, packet: &Packet<'_>, ended: &mut impl FnMut(Flow)) -> Option<u64> {
        let arrived = match &packet.ip {
            Ok(ip) => self.ip(packet, ip),
            Err(_) => match packet.arp() {
                Some(arp) => arp_arrived(packet, &arp),
                None => return None,
            },
        };
        self.report.n_packets += 1;
        self.report.n_arp_packets += u64::from(packet.ip.is_err());
        self.now = self.now.max(packet.timestamp.0);
        if self.now >= self.next_check {
            self.expire(ended);
        }
        let hash = self.hasher.hash_one(arrived.key);
        let slots = &self.slots;
        let id = match self.index.find(hash, |&at| slots.get(at).key == arrived.key).copied() {
            Some(at) => self.go_on(at, hash, &arrived, ended),
            None => self.begin(hash, &arrived, None, ended),
        };
        Some(id)
    }

    /// Ends all flows.
    pub fn finish(&mut self, ended: &mut impl FnMut(Flow)) {
        for waiting in 0..Waiting::N {
            while let Some(at) = self.slots.first(waiting) {
                self.end(at, End::Capture, ended);
            }
        }
    }

    /// What became of the packets so far.
    pub fn report(&self) -> FlowReport {
        FlowReport {
            n_open: self.slots.len() as u64,
            ..self.report.clone()
        }
    }

    fn ip<'a>(&mut self, packet: &Packet<'a>, ip: &IpPacket<'a>) -> Arrived<'a> {
        let ports = match ip.fragment {
            None => key::ports(ip),
            Some(fragment) => {
                let ports = self.fragments.ports(ip, key::ports(ip), self.options.max_fragmented);
                self.report.n_later_fragments += u64::from(fragment.offset > 0);
                self.report.n_stray_fragments += u64::from(ports.is_none());
                ports.unwrap_or_default()
            }
        };
        let end = |address, port| Endpoint { address, port };
        let (key, from) = Key::new(
            end(ip.source, ports.0),
            end(ip.destination, ports.1),
            FlowProtocol::Ip(ip.protocol),
        );
        let facts = Facts::of_ip(packet, ip, from);
        Arrived {
            key,
            is_answer: is_answer(&facts, key.protocol(), ports),
            facts,
            payload: if facts.is_later_fragment { &[] } else { ip.payload },
            vlan: ip.vlan,
            parent: ip.parents.innermost().copied(),
        }
    }

    fn begin(&mut self, hash: u64, arrived: &Arrived<'_>, cut: Option<Beginning>, ended: &mut impl FnMut(Flow)) -> u64 {
        if self.slots.len() >= self.options.max_open.max(1) {
            self.evict(ended);
        }
        let facts = &arrived.facts;
        let sender = facts.from;
        let beginning = Beginning {
            id: self.report.n_flows,
            originator: match cut {
                Some(cut) => cut.originator,
                None if arrived.is_answer => sender.other(),
                None => sender,
            },
            is_flipped: cut.is_none() && arrived.is_answer,
            continues: cut.is_some(),
            vlan: arrived.vlan,
        };
        self.report.n_flows += 1;
        let protocol = arrived.key.protocol();
        let inspector = (self.options.inspect_payload && !arrived.payload.is_empty()).then(|| {
            let mut inspector = Box::new(Inspector::new(protocol));
            inspect(&mut inspector, beginning.originator, arrived);
            inspector
        });
        let entropy = entropy(arrived.payload);
        let open = if arrived.parent.is_none() {
            Open::One(One {
                beginning,
                facts: *facts,
                entropy,
                inspector,
            })
        } else {
            let mut tracker = Box::new(Tracker::new(beginning, facts.time, arrived.parent, inspector));
            tracker.add(facts, entropy, &self.options);
            Open::Many(tracker)
        };
        let waiting = Waiting::after_first(protocol, facts);
        let at = self.slots.insert(arrived.key, open, waiting, self.now);
        let (slots, hasher) = (&self.slots, &self.hasher);
        self.index
            .insert_unique(hash, at, |&at| hasher.hash_one(slots.get(at).key));
        self.expect(waiting);
        beginning.id
    }

    fn go_on(&mut self, at: u32, hash: u64, arrived: &Arrived<'_>, ended: &mut impl FnMut(Flow)) -> u64 {
        let protocol = arrived.key.protocol();
        let active = i64::try_from(self.options.active.as_nanos()).unwrap_or(i64::MAX);
        let slot = self.slots.get_mut(at);
        let tracker = slot.open.tracker(&self.options);
        if tracker.is_followed_by(&arrived.facts) {
            self.end(at, End::Closed, ended);
            return self.begin(hash, arrived, None, ended);
        }
        if arrived.facts.time.saturating_sub(tracker.first()) > active {
            let cut = *tracker.beginning();
            self.end(at, End::Active, ended);
            return self.begin(hash, arrived, Some(cut), ended);
        }
        let entropy = if !arrived.payload.is_empty() && tracker.wants_entropy(arrived.facts.from) {
            entropy(arrived.payload)
        } else {
            0.0
        };
        tracker.add(&arrived.facts, entropy, &self.options);
        if self.options.inspect_payload && !arrived.payload.is_empty() {
            let originator = tracker.beginning().originator;
            inspect(tracker.inspector(protocol), originator, arrived);
        }
        let waiting = tracker.waiting(protocol);
        let id = tracker.beginning().id;
        self.slots.touch(at, waiting, self.now);
        self.expect(waiting);
        id
    }

    /// A flow waits since now: the next check must not come after its end.
    #[inline]
    fn expect(&mut self, waiting: Waiting) {
        let timeout = self.timeouts.get(waiting as usize).copied().unwrap_or(i64::MAX);
        self.next_check = self.next_check.min(self.now.saturating_add(timeout));
    }

    fn expire(&mut self, ended: &mut impl FnMut(Flow)) {
        self.next_check = i64::MAX;
        for (waiting, timeout) in self.timeouts.into_iter().enumerate() {
            while let Some(at) = self.slots.first(waiting) {
                let deadline = self.slots.get(at).touched.saturating_add(timeout);
                if deadline > self.now {
                    self.next_check = self.next_check.min(deadline);
                    break;
                }
                let end = if waiting == Waiting::TcpLinger as usize {
                    End::Closed
                } else {
                    End::Idle
                };
                self.end(at, end, ended);
            }
        }
    }

    /// Ends the flow that was idle longest.
    fn evict(&mut self, ended: &mut impl FnMut(Flow)) {
        let fronts = (0..Waiting::N).filter_map(|waiting| self.slots.first(waiting));
        if let Some(at) = fronts.min_by_key(|&at| self.slots.get(at).touched) {
            self.report.n_evicted += 1;
            self.end(at, End::Evicted, ended);
        }
    }

    fn end(&mut self, at: u32, end: End, ended: &mut impl FnMut(Flow)) {
        let hash = self.hasher.hash_one(self.slots.get(at).key);
        if let Ok(entry) = self.index.find_entry(hash, |&other| other == at) {
            entry.remove();
        }
        let (key, open) = self.slots.remove(at);
        self.report.n_ended += 1;
        if let Some(tracker) = open.into_tracker(&self.options) {
            ended(tracker.finish(&key, end));
        }
    }
}

impl Open {
    /// The flow as one of several packets.
    fn tracker(&mut self, options: &FlowOptions) -> &mut Tracker {
        if let Self::One(one) = self {
            *self = Self::Many(Box::new(one.track(options)));
        }
        match self {
            Self::Many(tracker) => tracker,
            Self::One(_) | Self::Free => unreachable!("a slot in the index holds a flow"),
        }
    }

    fn into_tracker(self, options: &FlowOptions) -> Option<Tracker> {
        match self {
            Self::One(mut one) => Some(one.track(options)),
            Self::Many(tracker) => Some(*tracker),
            Self::Free => None,
        }
    }
}

impl One {
    fn track(&mut self, options: &FlowOptions) -> Tracker {
        let mut tracker = Tracker::new(self.beginning, self.facts.time, None, self.inspector.take());
        tracker.add(&self.facts, self.entropy, options);
        tracker
    }
}

fn inspect(inspector: &mut Inspector, originator: From, arrived: &Arrived<'_>) {
    if inspector.wants_more() {
        let sequence = arrived.facts.tcp.map(|segment| segment.sequence);
        inspector.push(arrived.facts.from == originator, sequence, arrived.payload);
    }
}

fn entropy(payload: &[u8]) -> f32 {
    if payload.is_empty() {
        return 0.0;
    }
    hint::entropy(payload.get(..ENTROPY_BYTES).unwrap_or(payload))
}

/// Whether the first packet seen of a flow comes from the responder: it accepts a connection, or it comes from a
/// server's port and does not open one.
fn is_answer(facts: &Facts, protocol: FlowProtocol, (source, destination): (u16, u16)) -> bool {
    match facts.tcp {
        Some(segment) if segment.has(TcpFlags::SYN) => segment.has(TcpFlags::ACK),
        Some(_) => is_server(source) && !is_server(destination),
        None => protocol == FlowProtocol::UDP && is_server(source) && !is_server(destination),
    }
}

/// The system ports (RFC 6335), without 0, which stands for none.
fn is_server(port: u16) -> bool {
    (1..1024).contains(&port)
}

fn arp_arrived<'a>(packet: &Packet<'a>, arp: &Arp) -> Arrived<'a> {
    let end = |address: std::net::Ipv4Addr| Endpoint {
        address: address.into(),
        port: 0,
    };
    let (key, from) = Key::new(end(arp.sender), end(arp.target), FlowProtocol::Arp);
    Arrived {
        key,
        facts: Facts::of_arp(packet, arp, from),
        payload: &[],
        vlan: None,
        parent: None,
        is_answer: arp.operation == Arp::REPLY,
    }
}

#[cfg(test)]
mod tests;
