//! Times filters over a million generated flows; prints one JSON object a line.
//!
//! `cargo bench -p wiresift-filter --bench filter [-- spread]`: with `spread` every flow has an originator of its own, so
//! that addresses are a column of texts. `first` holds the parsing of the table's addresses, `seconds` is the least of
//! five runs after it; both hold the reading of the filter.

#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wiresift_capture::Timestamp;
use wiresift_filter::{AddressCache, Computed, ComputedValues, Fields, Program, parse};
use wiresift_flow::{ConnState, End, Endpoint, Flow, FlowProtocol, History, Moments, Side};
use wiresift_table::Table;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};

const N_FLOWS: u32 = 1_000_000;
const N_RUNS: usize = 5;

const FILTERS: &[&str] = &[
    "ip.addr == 10.0.0.0/20 && tcp.port in {22, 80..90} && score > 0.9 && votes >= 3",
    "ip.addr != 10.0.0.7 and not tcp.port == 443 and duration > 5s and orig_ip_bytes > resp_ip_bytes",
    "conn_state in {S0, REJ} or conn_state matches \"^RST\" or uid contains 77 or id.orig_h == id.resp_h",
    "duration > 1",
    "ip.src == 10.0.0.7",
    "score > 0.9",
    "uid matches \"c1.*7$\"",
];

fn main() {
    let is_spread = std::env::args().any(|arg| arg == "spread");
    let table = table(is_spread);
    let cache = AddressCache::new(&table);
    let fields = Fields::new(&table, &cache, computed());
    for filter in FILTERS {
        let mut seconds = Vec::with_capacity(N_RUNS + 1);
        let mut n_rows = 0;
        for _ in 0..=N_RUNS {
            let start = Instant::now();
            n_rows = run(filter, &fields);
            seconds.push(start.elapsed().as_secs_f64());
        }
        let first = seconds.remove(0);
        let least = seconds.into_iter().fold(f64::INFINITY, f64::min);
        println!(
            "{{\"bench\":\"filter\",\"filter\":{filter:?},\"rows\":{N_FLOWS},\"passing\":{n_rows},\"first\":{first:.4},\"seconds\":{least:.4}}}"
        );
    }
}

fn run(filter: &str, fields: &Fields<'_>) -> usize {
    let Ok(expr) = parse(filter) else {
        return 0;
    };
    Program::new(&expr, fields).map_or(0, |program| program.run().count())
}

/// As a session would give them.
fn computed() -> Vec<Computed<'static>> {
    let number = |name, of: fn(usize) -> f64| Computed {
        name,
        about: "",
        values: ComputedValues::Number(Box::new(of)),
    };
    vec![
        number("score", |row| {
            (row.wrapping_mul(2_654_435_761) % 1_000) as f64 / 1_000.0
        }),
        number("votes", |row| (row % 5) as f64),
    ]
}

fn table(is_spread: bool) -> Table {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    for id in 0..N_FLOWS {
        columns.push(&flow(id, is_spread, &mut rng));
    }
    columns.finish("generated".to_owned()).0
}

/// They start a millisecond apart.
fn flow(id: u32, is_spread: bool, rng: &mut ChaCha8Rng) -> Flow {
    let originator = if is_spread { id } else { rng.random_range(0..5_000) };
    let first = 1_700_000_000_000_000_000 + i64::from(id) * 1_000_000;
    Flow {
        id: id.into(),
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
        inter_arrival: Moments::default(),
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
    Side {
        n_packets: rng.random_range(1..100),
        ip_bytes: rng.random_range(40..100_000),
        payload_bytes: rng.random_range(0..90_000),
        ..Side::default()
    }
}
