//! Times a million generated flows on their way to a table; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-table --bench flows [-- spread]`: with `spread` every flow has an originator of its own, which
//! is the worst for memory. Memory is what the system says that the process holds, and is left out where it does not.

#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wiresift_capture::Timestamp;
use wiresift_flow::{ConnState, End, Endpoint, Flow, FlowProtocol, History, Moments, Side};
use wiresift_table::Encoder;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};

const N_FLOWS: u32 = 1_000_000;

fn main() {
    let is_spread = std::env::args().any(|arg| arg == "spread");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut seconds = 0.0;
    for id in 0..N_FLOWS {
        let flow = flow(id, is_spread, &mut rng);
        let start = Instant::now();
        columns.push(&flow);
        seconds += start.elapsed().as_secs_f64();
    }
    print("push", seconds);
    let start = Instant::now();
    let (table, _) = columns.finish("generated".to_owned());
    print("finish", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let encoder = Encoder::fit(&table, None);
    print(&format!("fit/{}", encoder.is_ok()), start.elapsed().as_secs_f64());
}

fn print(step: &str, seconds: f64) {
    println!(
        "{{\"bench\":\"table/flows/{step}\",\"rows\":{N_FLOWS},\"seconds\":{seconds:.4}{}}}",
        memory().unwrap_or_default()
    );
}

/// Now, and at most so far, in MiB.
fn memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes >> 10)
    };
    let (now, most) = (mebibytes("VmRSS:")?, mebibytes("VmHWM:")?);
    Some(format!(",\"resident_mib\":{now},\"peak_mib\":{most}"))
}

/// They start a millisecond apart, and end out of order.
fn flow(id: u32, is_spread: bool, rng: &mut ChaCha8Rng) -> Flow {
    let originator = if is_spread { id } else { rng.random_range(0..5_000) };
    let first = 1_700_000_000_000_000_000 + i64::from(id) * 1_000_000;
    Flow {
        id: u64::from(id ^ 5),
        originator: end(originator, rng.random()),
        responder: end(0x100_0000 + rng.random_range(0..20_000), rng.random_range(0..200)),
        protocol: FlowProtocol::TCP,
        first: Timestamp(first),
        last: Timestamp(first + rng.random_range(0..10_000_000_000)),
        state: ConnState::ALL
            .get(rng.random_range(0..13))
            .copied()
            .unwrap_or(ConnState::SF),
        history: History::default(),
        is_flipped: false,
        continues: false,
        end: End::Idle,
        sent: side(rng),
        received: side(rng),
        inter_arrival: moments(1.0, rng),
        active: Moments::default(),
        idle: Moments::default(),
        handshake: None,
        vlan: None,
        parent: None,
        hints: None,
        trace: Vec::new(),
    }
}

fn end(host: u32, port: u16) -> Endpoint {
    let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + host));
    Endpoint { address, port }
}

fn side(rng: &mut ChaCha8Rng) -> Side {
    // One in a thousand is too large for single precision.
    let is_large = rng.random_range(0..1_000) == 0;
    Side {
        n_packets: rng.random_range(1..100),
        ip_bytes: if is_large {
            5_000_000_001
        } else {
            rng.random_range(40..100_000)
        },
        payload_bytes: rng.random_range(0..90_000),
        sizes: moments(1_500.0, rng),
        inter_arrival: moments(1.0, rng),
        ..Side::default()
    }
}

fn moments(max: f64, rng: &mut ChaCha8Rng) -> Moments {
    let mut moments = Moments::default();
    moments.add(rng.random_range(0.0..max));
    moments.add(rng.random_range(0.0..max));
    moments
}
