//! TCP and UDP conversations as `tshark -z conv` counts them. Skipped where there is no tshark or no capture.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Command;

use support::{captures, read};
use wiresift_capture::Protocol;
use wiresift_flow::{Endpoint, Flow, FlowOptions, FlowProtocol};

/// Share of conversations that must agree exactly.
const MIN_AGREEMENT: f64 = 0.99;

type Ends = (FlowProtocol, SocketAddr, SocketAddr);

/// Packets and bytes of both directions, the smaller end first. tshark rounds bytes above 10,000.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    packets: [u64; 2],
    bytes: [u64; 2],
    rounding: [u64; 2],
}

impl Counts {
    fn agrees(&self, tshark: &Self) -> bool {
        let near = |at: usize| self.bytes[at].abs_diff(tshark.bytes[at]) <= tshark.rounding[at];
        self.packets == tshark.packets && near(0) && near(1)
    }
}

fn ours(flows: &[Flow]) -> BTreeMap<Ends, Counts> {
    let mut all = BTreeMap::<Ends, Counts>::new();
    for flow in flows {
        if !matches!(flow.protocol, FlowProtocol::Ip(Protocol::TCP | Protocol::UDP)) {
            continue;
        }
        let (a, b) = (address(flow.originator), address(flow.responder));
        let (first, second) = if a <= b {
            (&flow.sent, &flow.received)
        } else {
            (&flow.received, &flow.sent)
        };
        let counts = all.entry((flow.protocol, a.min(b), a.max(b))).or_default();
        for (at, side) in [first, second].into_iter().enumerate() {
            counts.packets[at] += side.n_packets;
            counts.bytes[at] += side.frame_bytes;
        }
    }
    all
}

fn address(end: Endpoint) -> SocketAddr {
    SocketAddr::new(end.address, end.port)
}

/// `10.0.0.1:80 <-> 10.0.0.2:5000  1 60 bytes  2 29 kB  3 ...`: frames and bytes to the left, then to the right.
fn tshark(output: &str) -> BTreeMap<Ends, Counts> {
    let mut all = BTreeMap::<Ends, Counts>::new();
    let mut protocol = FlowProtocol::TCP;
    for line in output.lines() {
        match line.split(' ').next() {
            Some("TCP") => protocol = FlowProtocol::TCP,
            Some("UDP") => protocol = FlowProtocol::UDP,
            _ => {}
        }
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [a, "<->", b, n_left, left, left_unit, n_right, right, right_unit, ..] = fields[..] else {
            continue;
        };
        let (a, b) = (socket(a), socket(b));
        let mut sides = [(n_right, right, right_unit), (n_left, left, left_unit)];
        if a > b {
            sides.reverse();
        }
        let counts = all.entry((protocol, a.min(b), a.max(b))).or_default();
        for (at, (n, bytes, unit)) in sides.into_iter().enumerate() {
            let scale = match unit {
                "bytes" => 1,
                "kB" => 1_000,
                "MB" => 1_000_000,
                other => unreachable!("a unit called {other}"),
            };
            counts.packets[at] += n.parse::<u64>().unwrap();
            // A frame may claim 4 GB; tshark has 32 bits for that, with a sign.
            let bytes = bytes.parse::<i64>().unwrap();
            let bytes = if bytes < 0 { bytes + (1 << 32) } else { bytes };
            counts.bytes[at] += bytes.unsigned_abs() * scale;
            counts.rounding[at] += if scale == 1 { 0 } else { scale };
        }
    }
    all
}

/// tshark puts no brackets around IPv6.
fn socket(text: &str) -> SocketAddr {
    let (address, port) = text.rsplit_once(':').unwrap();
    SocketAddr::new(address.parse().unwrap(), port.parse().unwrap())
}

/// Captures in which tshark counts something else, and what.
const ELSEWHERE: &[(&str, &str)] = &[];

#[test]
fn conversations_are_those_of_tshark() {
    if Command::new("tshark").arg("-v").output().is_err() {
        println!("skipped: no tshark");
        return;
    }
    let (mut n, mut n_agree) = (0, 0);
    for capture in captures() {
        let is_ip = ["EN10MB", "RAW", "IPV4", "IPV6", "NULL", "LINUX_SLL", "LINUX_SLL2"];
        if !capture.link_type.split('+').all(|name| is_ip.contains(&name)) || capture.n_fragments > 0 {
            continue;
        }
        if let Some((_, why)) = ELSEWHERE.iter().find(|(name, _)| *name == capture.name) {
            println!("{}: left out, {why}", capture.name);
            continue;
        }
        let (flows, ..) = read(&std::fs::read(&capture.path).unwrap(), FlowOptions::default());
        let args = ["-n", "-q", "-z", "conv,tcp", "-z", "conv,udp", "-r"];
        let output = Command::new("tshark").args(args).arg(&capture.path).output().unwrap();
        let (ours, theirs) = (ours(&flows), tshark(&String::from_utf8_lossy(&output.stdout)));
        for ends in ours.keys().chain(theirs.keys().filter(|ends| !ours.contains_key(ends))) {
            n += 1;
            match (ours.get(ends), theirs.get(ends)) {
                (Some(ours), Some(theirs)) if ours.agrees(theirs) => n_agree += 1,
                (ours, theirs) => println!("{}: {ends:?}: {ours:?}, tshark {theirs:?}", capture.name),
            }
        }
    }
    println!("{n_agree} of {n} conversations agree");
    assert!(
        n == 0 || f64::from(n_agree) >= MIN_AGREEMENT * f64::from(n),
        "{n_agree} of {n}"
    );
}
