//! Any bytes as a capture, in any chunks: every packet is in one flow, no flow is impossible, and all of them are rows of
//! a table and lines of a log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_flow::{Flow, FlowOptions, FlowProtocol, FlowTable, community_id, conn_log, features};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};

fuzz_target!(|data: (u8, u8, &[u8])| {
    let (chunk, max_open, bytes) = data;
    let mut table = FlowTable::new(FlowOptions {
        max_open: usize::from(max_open),
        max_fragmented: 4,
        max_traced: 3,
        ..FlowOptions::default()
    });
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let (mut n_packets, mut n_flows) = (0, 0);
    let mut ended = |flow: Flow| {
        n_packets += flow.n_packets();
        n_flows += 1;
        check(&flow);
        columns.push(&flow);
    };
    let options = CaptureOptions {
        max_inflated_bytes: 1 << 22,
        ..CaptureOptions::default()
    };
    let mut reader = CaptureReader::new(options);
    for chunk in bytes.chunks(usize::from(chunk) + 1) {
        if reader
            .push(chunk, &mut |packet| table.push(&packet, &mut ended))
            .is_err()
        {
            break;
        }
        assert!(table.report().n_open <= u64::from(max_open.max(1)));
    }
    reader.finish(&mut |packet| table.push(&packet, &mut ended));
    table.finish(&mut ended);
    let report = table.report();
    assert_eq!(
        (report.n_packets, report.n_flows, report.n_open),
        (n_packets, n_flows, 0)
    );
    assert_eq!(report.n_ended, n_flows);
    let (table, arrivals) = columns.finish("fuzz".to_owned());
    assert_eq!((table.n_rows() as u64, arrivals.len() as u64), (n_flows, n_flows));
    for column in 0..table.columns.len() {
        drop(table.column_summary(column));
    }
});

fn check(flow: &Flow) {
    assert!(flow.n_packets() > 0);
    assert!(flow.duration().is_finite() && flow.duration() >= 0.0);
    assert!(flow.trace.len() <= 3);
    check_history(flow.history.as_str());
    for feature in &features::FLOW {
        let value = (feature.value)(flow);
        assert!(value.is_finite() && value >= 0.0, "{}: {value}", feature.name);
    }
    for side in [&flow.sent, &flow.received] {
        assert!(side.n_data_packets <= side.n_packets);
        assert!(u64::from(side.n_retransmissions) <= side.n_packets);
        assert!((0.0..=8.0).contains(&side.payload_entropy));
    }
    drop(community_id(flow.originator, flow.responder, flow.protocol, 0));
    let mut line = Vec::new();
    let is_written = conn_log::write_flow(&mut line, flow).expect("memory takes all");
    assert_eq!(is_written, flow.protocol != FlowProtocol::Arp);
    let n_fields = line.split(|&byte| byte == b'\t').count();
    assert!(!is_written || n_fields == conn_log::FIELDS.len());
    assert_eq!(
        line.iter().filter(|&&byte| byte == b'\n').count(),
        usize::from(is_written)
    );
}

/// Known letters, and those that stand for one event once a side. TCP without SYN, ACK, FIN, RST or payload has none.
fn check_history(history: &str) {
    for (at, letter) in history.char_indices() {
        assert!("^shadfrctgwiq".contains(letter.to_ascii_lowercase()), "{history}");
        let is_once = "shadfiq".contains(letter.to_ascii_lowercase());
        assert!(!is_once || !history[..at].contains(letter), "{history}");
    }
}
