use std::fmt::Write as _;

use wiresift_table::{ReadOptions, TableReader};

use super::*;

fn table(csv: &str) -> Table {
    let mut reader = TableReader::new("test", ReadOptions::default());
    reader.push(csv.as_bytes()).unwrap();
    reader.finish().unwrap()
}

#[test]
fn strength_is_a_half_at_the_threshold() {
    assert!((strength(15.0, 15.0) - 0.5).abs() < 1e-12);
    assert!((strength(135.0, 15.0) - 0.9).abs() < 1e-12);
}

#[test]
fn a_table_without_the_columns_has_no_indicators() {
    let indicators = Indicators::of(&table("a,b\n1,2\n3,4\n"));
    assert_eq!(indicators, Indicators::default());
    assert_eq!(indicators.for_row(0).count(), 0);
}

const HEADER: &str =
    "ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,service,duration,orig_bytes,resp_bytes,conn_state,history";

/// Flows from lines of `ts orig resp port proto state duration bytes_out bytes_in`.
fn flows(lines: impl IntoIterator<Item = String>) -> Table {
    let mut csv = format!("{HEADER}\n");
    for (at, line) in lines.into_iter().enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        let [ts, orig, resp, port, proto, state, duration, out, back] = words[..] else {
            unreachable!("nine words: {line}");
        };
        writeln!(
            csv,
            "{ts},C{at},{orig},40000,{resp},{port},{proto},,{duration},{out},{back},{state},"
        )
        .unwrap();
    }
    table(&csv)
}

fn kinds(table: &Table) -> Vec<IndicatorKind> {
    Indicators::of(table).all.iter().map(|found| found.kind).collect()
}

fn scan_of(n_ports: u32, seconds_apart: f64) -> Table {
    flows((1..=n_ports).map(|port| {
        let ts = 1_000.0 + f64::from(port) * seconds_apart;
        format!("{ts} 10.0.0.5 10.0.0.9 {port} tcp REJ 0.1 0 0")
    }))
}

#[test]
fn a_scan_needs_ports_and_haste() {
    assert_eq!(kinds(&scan_of(15, 1.0)), [IndicatorKind::PortScan]);
    assert_eq!(kinds(&scan_of(14, 1.0)), []);
    assert_eq!(kinds(&scan_of(30, 60.0)), [], "five ports in five minutes");
}

#[test]
fn an_indicator_is_found_by_its_rows() {
    let indicators = Indicators::of(&scan_of(20, 0.5));
    assert_eq!(indicators.all[0].rows, (0..20).collect::<Vec<u32>>());
    assert_eq!(indicators.for_row(7).count(), 1);
    assert_eq!(indicators.for_row(20).count(), 0);
    assert_eq!(
        indicators.all[0].sentence,
        "10.0.0.5 tried 20 ports on 10.0.0.9 in 9.6 s; 20 attempts were refused and 0 not answered. This looks like a port scan."
    );
}

#[test]
fn rows_can_be_left_out() {
    let table = scan_of(20, 0.5);
    assert_eq!(Indicators::among(&table, |row| row >= 5).all[0].rows.len(), 15);
    assert_eq!(Indicators::among(&table, |row| row >= 6).all.len(), 0);
}

#[test]
fn traceroute_is_no_scan() {
    let probes = (33_434..33_500).map(|port| format!("{port} 10.0.0.5 203.0.113.9 {port} udp S0 0 10 0"));
    assert_eq!(kinds(&flows(probes)), []);
}

#[test]
fn answered_logins_must_be_many_and_short() {
    let logins = |n: u32, duration: f64| {
        let login = move |at: u32| format!("{} 10.0.0.5 10.0.0.9 22 tcp SF {duration} 2000 3000", 100 + at * 3);
        flows((0..n).map(login))
    };
    assert_eq!(kinds(&logins(20, 1.5)), [IndicatorKind::BruteForce]);
    assert_eq!(kinds(&logins(19, 1.5)), []);
    assert_eq!(kinds(&logins(40, 600.0)), [], "sessions of ten minutes");
}

#[test]
fn a_beacon_is_regular_and_goes_outside() {
    let beats = |target: &str, jitter: f64| {
        let target = target.to_owned();
        let beat = move |at: u32| {
            // 1, -1, 0.5, -0.5, .. of the jitter.
            let away = [1.0, -1.0, 0.5, -0.5][at as usize % 4] * jitter;
            let ts = 1_000.0 + f64::from(at) * 60.0 + away;
            format!("{ts} 10.0.0.5 {target} 443 tcp SF 0.3 500 900")
        };
        flows((0..30).map(beat))
    };
    assert_eq!(kinds(&beats("203.0.113.9", 2.0)), [IndicatorKind::Beacon]);
    assert_eq!(kinds(&beats("10.0.0.9", 2.0)), [], "monitoring inside");
    assert_eq!(kinds(&beats("203.0.113.9", 28.0)), [], "as people do");
}

#[test]
fn what_leaves_must_outweigh_what_comes() {
    let upload = |out: u64, back: u64| flows([format!("5 10.0.0.5 203.0.113.9 443 tcp SF 30 {out} {back}")]);
    assert_eq!(kinds(&upload(9_000_000, 90_000)), [IndicatorKind::Exfiltration]);
    assert_eq!(kinds(&upload(9_000_000, 2_000_000)), [], "a call");
    assert_eq!(kinds(&upload(500_000, 9_000)), [], "an attachment");
}

#[test]
fn a_busy_server_is_not_flooded() {
    let connections = |state: &'static str| {
        let one = move |at: u32| {
            let (a, b) = (at / 250, at % 250);
            format!(
                "{} 198.18.{a}.{b} 203.0.113.9 80 tcp {state} 0.1 0 0",
                f64::from(at) / 100.0
            )
        };
        flows((0..400).map(one))
    };
    assert_eq!(kinds(&connections("S0")), [IndicatorKind::SynFlood]);
    assert_eq!(kinds(&connections("SF")), []);
}

#[test]
fn rows_of_kdd_are_read_from_their_windows() {
    let csv = "protocol_type,duration,count,srv_count,serror_rate,same_srv_rate,srv_diff_host_rate,dst_host_diff_srv_rate,\
        dst_host_rerror_rate,dst_host_serror_rate,dst_bytes,num_failed_logins\n\
        tcp,0,200,10,1.0,0.05,0,0.07,0,1.0,0,0\n\
        tcp,0,2,1,0,1,0,0.6,0.9,0,0,0\n\
        tcp,0,3,3,0,1,0,0,0,0,5000,0\n\
        tcp,0,1,1,0,1,0,0,0,0,300,5\n\
        icmp,0,511,511,0,1,0,0,0,0,0,0\n";
    let indicators = Indicators::of(&table(csv));
    let of_row = |row| indicators.for_row(row).map(|found| found.kind).collect::<Vec<_>>();
    assert_eq!(of_row(0), [IndicatorKind::SynFlood]);
    assert_eq!(of_row(1), [IndicatorKind::PortScan]);
    assert_eq!(of_row(2), []);
    assert_eq!(of_row(3), [IndicatorKind::BruteForce]);
    assert_eq!(of_row(4), [IndicatorKind::Flood]);
}

#[test]
fn one_name_that_holds_a_file_is_enough() {
    let name = format!("H4sI{}-.test.txt", "CN032QAA3RlcQudHh0AAvJyCxWAKJEheLU5KLUEoW0zJ");
    let lookups = |service: &str, n_queries: u32| {
        table(&format!(
            "{HEADER},server_name,dns_queries\n\
             1,C0,10.0.0.5,40000,10.0.0.9,53,udp,{service},0.1,90,90,SF,Dd,{name},{n_queries}\n\
             2,C1,10.0.0.5,40001,10.0.0.9,53,udp,{service},0.1,90,90,SF,Dd,www.example.org,{n_queries}\n"
        ))
    };
    let indicators = Indicators::of(&lookups("dns", 1));
    assert_eq!(indicators.all.len(), 1);
    assert_eq!(indicators.all[0].kind, IndicatorKind::DnsTunnel);
    assert_eq!(indicators.all[0].rows, [0]);
    assert_eq!(
        indicators.all[0].title,
        "10.0.0.5 asked 10.0.0.9 for a name that holds a gzip file"
    );
    assert_eq!(kinds(&lookups("ssl", 0)), [], "a server's name is not asked for");
}

/// One flow with what its payload gives away.
fn signed(sign: &str) -> Table {
    table(&format!(
        "{HEADER},payload_sign\n1,C0,10.0.0.5,40000,10.0.0.9,1720,tcp,,0.1,4,0,S1,,{sign}\n"
    ))
}

#[test]
fn every_sign_of_a_payload_is_a_hint_of_its_kind() {
    use wiresift_flow::Sign;
    let kind = |sign: Sign| match sign {
        Sign::SqlInjection
        | Sign::CrossSiteScripting
        | Sign::CommandInjection
        | Sign::PathTraversal
        | Sign::SecretFile
        | Sign::Scanner => IndicatorKind::WebAttack,
        Sign::Executable | Sign::Script => IndicatorKind::ToolTransfer,
        Sign::MalformedTpkt => IndicatorKind::MalformedPacket,
    };
    for sign in Sign::ALL {
        assert_eq!(kinds(&signed(sign.name())), [kind(sign)], "{sign:?}");
    }
    assert_eq!(kinds(&signed("harmless")), [], "a word of somebody's table");
}

#[test]
fn a_malformed_packet_is_no_attack_on_a_web_server() {
    let indicators = Indicators::of(&signed("malformed TPKT"));
    let [found] = &indicators.all[..] else {
        unreachable!("one: {indicators:?}");
    };
    assert_eq!(found.kind, IndicatorKind::MalformedPacket);
    assert_eq!(
        found.title,
        "10.0.0.5 sent 10.0.0.9 a malformed TPKT packet on port 1720"
    );
}
