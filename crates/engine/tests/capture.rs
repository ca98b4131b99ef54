//! Captures in the session: from bytes to flows, details and a timeline.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::net::Ipv4Addr;
use std::ops::ControlFlow;

use support::{Capture, Tcp};
use wiresift_engine::message::{
    ErrorKind, Filter, Noun, Overview, Refinement, RowQuery, SortKey, Summary, TableSlot, TimeRange, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Session};

const SLOT: TableSlot = TableSlot::Training;
const START: f64 = 1_700_000_000.0;
const SERVER: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 80), 8_080);

fn client(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 0, 0, n)
}

/// 100 connections, one a second from START on, of rising size; every tenth second a datagram; at the end one refused connection.
fn capture() -> Vec<u8> {
    let mut capture = Capture::new();
    for n in 0..100_u8 {
        let time = START + f64::from(n);
        capture.connection(
            time,
            (client(n % 7), 40_000 + u16::from(n)),
            SERVER,
            10 * usize::from(n) + 1,
        );
        if n % 10 == 9 {
            capture.udp(time + 0.9, (client(1), 5_000 + u16::from(n)), (client(200), 9), b"tick");
        }
    }
    let ends = ((client(9), 60_000), (client(3), 23));
    let syn = Tcp {
        from: ends.0,
        to: ends.1,
        flags: 0x02,
        sequence: 0,
        payload: b"",
    };
    capture.tcp(START + 100.0, syn);
    let refused = Tcp {
        from: ends.1,
        to: ends.0,
        flags: 0x14,
        ..syn
    };
    capture.tcp(START + 100.1, refused);
    capture.bytes()
}

fn open(session: &mut Session, bytes: &[u8]) -> Overview {
    let mut opening = Opening::new("small.pcap", bytes.len() as u64);
    for chunk in bytes.chunks(700) {
        opening.push(chunk).unwrap();
    }
    session.insert(SLOT, opening.finish().unwrap())
}

fn opened() -> (Session, Overview) {
    let mut session = Session::default();
    let overview = open(&mut session, &capture());
    (session, overview)
}

fn column(overview: &Overview, name: &str) -> u32 {
    let column = overview.columns.iter().find(|column| column.name == name);
    column.unwrap().index
}

fn query(sort: SortKey, filter: Filter, columns: Vec<u32>) -> RowQuery {
    RowQuery {
        anomalies_only: false,
        filter,
        sort,
        descending: false,
        offset: 0,
        limit: 1_000,
        columns,
    }
}

fn between(start: f64, end: f64) -> Filter {
    Filter {
        time: Some(TimeRange {
            start: START + start,
            end: START + end,
        }),
        ..Filter::default()
    }
}

fn train(session: &mut Session) -> Summary {
    let settings = TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, |_| 1).unwrap();
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap().pop().unwrap().1
}

#[test]
fn a_capture_becomes_flows_and_a_summary() {
    let (_, overview) = opened();
    assert_eq!((overview.noun, overview.n_rows), (Noun::Flow, 111));
    let capture = overview.capture.unwrap();
    assert_eq!((capture.n_packets, capture.n_flows), (812, 111));
    assert_eq!(capture.format, "pcap");
    assert_eq!(capture.link_types, [("EN10MB".to_owned(), 812)]);
    assert!((capture.first.unwrap() - START).abs() < 1e-6);
    assert!((capture.last.unwrap() - START - 100.1).abs() < 1e-5);
    let protocols: Vec<(&str, u64)> = capture
        .protocols
        .iter()
        .map(|share| (share.name.as_str(), share.n_flows))
        .collect();
    assert_eq!(protocols, [("tcp", 101), ("udp", 10)]);
    assert_eq!(capture.talkers[0].address, "192.0.2.80");
    assert_eq!(capture.talkers[0].n_flows, 100);
    assert!(
        capture.skipped.is_empty() && overview.warnings.is_empty(),
        "{:?}",
        overview.warnings
    );
}

#[test]
fn gzip_makes_no_difference() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&capture()).unwrap();
    let overview = open(&mut Session::default(), &packed.finish().unwrap());
    assert_eq!(overview.n_rows, 111);
    assert_eq!(overview.capture.unwrap().format, "pcap, gzip");
}

#[test]
fn a_capture_cut_anywhere_keeps_what_came_before_and_says_where() {
    let bytes = capture();
    // 24 bytes of header and 16 of the first record's.
    for cut in (41..bytes.len() - 1).step_by(1_237) {
        let mut opening = Opening::new("cut.pcap", bytes.len() as u64);
        opening.push(&bytes[..cut]).unwrap();
        let Ok(opened) = opening.finish() else {
            assert!(cut < 24 + 16 + 54, "the first packet is whole at byte {cut}");
            continue;
        };
        let overview = Session::default().insert(SLOT, opened);
        let n_packets = overview.capture.unwrap().n_packets;
        let warning = overview.warnings.join(" ");
        assert!(
            warning.contains("ends within a record") && warning.contains(&format!("after packet {n_packets};")),
            "{warning}"
        );
    }
}

#[test]
fn a_damaged_capture_keeps_what_came_before() {
    let mut bytes = capture();
    let at = bytes.len() / 2;
    bytes.truncate(at);
    bytes.extend([0xff; 4_000]);
    let overview = open(&mut Session::default(), &bytes);
    assert!(overview.n_rows > 40);
    assert!(
        overview.warnings[0].contains("What comes before was read"),
        "{:?}",
        overview.warnings
    );
}

#[test]
fn what_is_neither_capture_nor_table_is_refused_kindly() {
    let png = b"\x89PNG\r\n\x1a\n0000000000";
    let header_only = &capture()[..24];
    let half_a_header = &capture()[..10];
    let mut of_the_future = capture();
    of_the_future[4] = 9;
    for (bytes, words) in [
        (&png[..], "a PNG image, neither a capture nor a table"),
        (header_only, "holds no packets"),
        (half_a_header, "inside its header"),
        (&of_the_future, "found 9.4"),
        (b"", "empty"),
    ] {
        let mut opening = Opening::new("x.pcap", 10);
        let result = opening.push(bytes).and_then(|()| opening.finish().map(drop));
        let report = result.unwrap_err();
        assert_eq!(report.kind, ErrorKind::BadFile);
        assert!(report.message.contains(words), "{}", report.message);
    }
}

#[test]
fn a_capture_without_ip_says_what_is_in_it() {
    let mut capture = Capture::new();
    // Spanning tree.
    capture.frame(
        START,
        &[1, 128, 194, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 38, 66, 66, 3, 0, 0, 0, 0, 0],
    );
    let mut opening = Opening::new("stp.pcap", 10);
    opening.push(&capture.bytes()).unwrap();
    let Err(report) = opening.finish() else {
        panic!("there is no flow in it")
    };
    assert!(report.message.contains("one packet, without IP"), "{}", report.message);
}

#[test]
fn reading_can_be_watched() {
    let bytes = capture();
    let mut opening = Opening::new("small.pcap", bytes.len() as u64);
    let half = bytes.len() / 2;
    opening.push(&bytes[..half]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(210));
    let progress = opening.progress();
    let live = progress.capture.unwrap();
    assert!((0.4..0.6).contains(&progress.fraction));
    assert!(live.n_packets > 300 && live.n_flows > live.n_open);
    assert!(!live.ended.is_empty() && live.ended.len() <= 12);
    assert_eq!(live.talkers[0].address, "192.0.2.80");
    assert!(opening.progress().capture.is_none(), "five looks a second are enough");
}

#[test]
fn flows_are_listed_in_any_order_before_any_training() {
    let (mut session, overview) = opened();
    let duration = column(&overview, "duration");
    let start = column(&overview, "ts");
    let page = session
        .rows(
            SLOT,
            &query(SortKey::Column(duration), Filter::default(), vec![duration, start]),
        )
        .unwrap();
    assert_eq!(page.n_total, 111);
    let durations: Vec<f64> = page.rows.iter().map(|row| row.cells[0].parse().unwrap()).collect();
    assert!(durations.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(page.rows.iter().all(|row| row.verdict.is_none()));
}

#[test]
fn a_range_of_time_filters_every_answer() {
    let (mut session, overview) = opened();
    train(&mut session);
    // The connections of ten seconds, and one datagram.
    let filter = between(20.0, 30.0);
    let start = column(&overview, "ts");
    let page = session
        .rows(SLOT, &query(SortKey::Column(start), filter.clone(), vec![start]))
        .unwrap();
    assert_eq!(page.n_total, 11);
    let times: Vec<f64> = page.rows.iter().map(|row| row.cells[0].parse().unwrap()).collect();
    assert!(times.iter().all(|time| (START + 20.0..START + 30.0).contains(time)));

    let summary = session.summary(SLOT, &filter).unwrap();
    assert_eq!(summary.n_rows, 11);
    assert_eq!(summary.votes.iter().sum::<u64>(), 11);
    assert_eq!(summary.severities.iter().sum::<u64>(), summary.n_anomalies);

    let timeline = session.timeline(SLOT, &filter, None).unwrap();
    assert_eq!(timeline.bins.iter().map(|bin| bin.n_rows).sum::<u64>(), 11);
    assert_eq!(timeline.bins.iter().map(|bin| bin.n_packets).sum::<u64>(), 81);
    assert!(timeline.bins[0].start >= START + 20.0 && timeline.bins[timeline.bins.len() - 1].end <= START + 30.0);

    let proto = column(&overview, "proto");
    let wiresift_engine::message::Distribution::Categories { normal, anomalous, .. } =
        session.distribution(SLOT, proto, &filter).unwrap()
    else {
        panic!("a protocol is a category")
    };
    assert_eq!(normal.iter().chain(&anomalous).sum::<u64>(), 11);
}

#[test]
fn a_timeline_holds_every_packet_and_flow_at_any_width() {
    let (mut session, _) = opened();
    train(&mut session);
    let all = Filter::default();
    let mut width = None;
    for _ in 0..4 {
        let timeline = session.timeline(SLOT, &all, width).unwrap();
        assert!(timeline.has_traffic && timeline.has_anomalies);
        assert_eq!(timeline.bins.iter().map(|bin| bin.n_rows).sum::<u64>(), 111);
        assert_eq!(timeline.bins.iter().map(|bin| bin.n_packets).sum::<u64>(), 812);
        assert!(
            timeline
                .bins
                .windows(2)
                .all(|pair| pair[0].end.to_bits() == pair[1].start.to_bits())
        );
        width = timeline.coarser;
        assert!(width > timeline.bin_seconds);
    }
}

#[test]
fn a_flow_is_explained() {
    let (mut session, overview) = opened();
    let state = column(&overview, "conn_state");
    let page = session
        .rows(SLOT, &query(SortKey::Row, Filter::default(), vec![state]))
        .unwrap();
    let refused = page.rows.iter().find(|row| row.cells[0] == "REJ").unwrap().row;
    let flow = session.row(SLOT, refused).unwrap().flow.unwrap();
    assert_eq!(flow.sentence, "TCP from 10.0.0.9, port 60000, to 10.0.0.3, port 23");
    assert!(flow.state.unwrap().meaning.contains("refused"));
    assert_eq!(flow.trace.len(), 2);
    assert!(
        flow.trace[0].size > 0 && flow.trace[1].size < 0,
        "down is from the responder"
    );
    assert!((flow.trace[1].seconds - 0.1).abs() < 1e-5);
    assert_eq!(flow.n_packets, Some(2));
    assert!(flow.community_id.unwrap().starts_with("1:"));
    let letters: String = flow.history.iter().map(|letter| letter.code.as_str()).collect();
    assert_eq!(letters, "Sr");
}

#[test]
fn attacks_of_a_capture_are_known_from_a_side_file() {
    let bytes = capture();
    let truth = "attack,source,destination,protocol,destination_port,first_second,packets\ntelnet,10.0.0.9,10.0.0.3,tcp,23,100,2\n";
    let mut opening = Opening::new("small.pcap", 1).with_truth(truth.as_bytes()).unwrap();
    opening.push(&bytes).unwrap();
    let mut session = Session::default();
    let overview = session.insert(SLOT, opening.finish().unwrap());
    let labels: Vec<(&str, u64, bool)> = overview
        .labels
        .iter()
        .map(|label| (label.label.as_str(), label.n_rows, label.is_normal))
        .collect();
    assert_eq!(labels, [("normal", 110, true), ("telnet", 1, false)]);
    assert!(train(&mut session).metrics.is_some());
    assert!(Opening::new("x", 1).with_truth(b"nothing\n").is_err());
}

#[test]
fn an_expression_filters_everything() {
    let (mut session, overview) = opened();
    let summary = train(&mut session);
    let of = |expression: &str| Filter {
        expression: expression.to_owned(),
        ..Filter::default()
    };
    let n = |session: &mut Session, expression: &str| {
        let query = query(SortKey::Row, of(expression), vec![]);
        session.rows(SLOT, &query).map(|page| page.n_total)
    };
    assert_eq!(n(&mut session, "udp").unwrap(), 10);
    assert_eq!(n(&mut session, "ip.addr == 192.0.2.80 && tcp").unwrap(), 100);
    assert_eq!(n(&mut session, "severity >= low").unwrap(), summary.n_anomalies);
    assert_eq!(n(&mut session, "mark == false_positive").unwrap(), 0);
    assert_eq!(session.summary(SLOT, &of("udp")).unwrap().n_rows, 10);
    let timeline = session.timeline(SLOT, &of("udp"), None).unwrap();
    assert_eq!(timeline.bins.iter().map(|bin| bin.n_rows).sum::<u64>(), 10);
    assert!(n(&mut session, "udp &&").is_err());

    let check = session.check_filter(SLOT, "udp && nosuch == 1", 18).unwrap();
    let problem = check.problem.unwrap();
    assert_eq!((problem.start, problem.end, check.n_passing), (7, 13, None));
    let check = session.check_filter(SLOT, "udp && id.res", 13).unwrap();
    assert!(check.proposals.iter().any(|proposal| proposal.text == "id.resp_h"));
    let proto = column(&overview, "proto");
    let refined = session
        .refine_filter(SLOT, "", (0, proto), Refinement::Exclude)
        .unwrap();
    assert_eq!(n(&mut session, &refined).unwrap(), 10, "{refined}");
}
