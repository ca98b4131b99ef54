//! Tables of flows made by hand.

mod columns;
mod truth;

use wiresift_flow::{ConnState, End, FlowProtocol, History, Moments, Side};

use super::*;

/// TCP from 10.0.0.1:40000 to 10.0.0.2:80, one packet of 60 bytes each way, at `second`.
fn flow(id: u64, second: f64) -> Flow {
    let end = |host, port| Endpoint {
        address: [10, 0, 0, host].into(),
        port,
    };
    let side = || Side {
        n_packets: 1,
        ip_bytes: 60,
        ..Side::default()
    };
    #[expect(clippy::cast_possible_truncation, reason = "small times")]
    let first = Timestamp((second * 1e9) as i64);
    Flow {
        id,
        originator: end(1, 40_000),
        responder: end(2, 80),
        protocol: FlowProtocol::TCP,
        first,
        last: first,
        state: ConnState::SF,
        history: History::default(),
        is_flipped: false,
        continues: false,
        end: End::Closed,
        sent: side(),
        received: side(),
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

fn table(flows: &[Flow]) -> (Table, Vec<u32>) {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    for flow in flows {
        columns.push(flow).unwrap();
    }
    columns.finish("test".to_owned())
}

fn shown(table: &Table, row: usize, column: &str) -> String {
    let column = table.column_index(column).unwrap();
    table.cell(row, column).to_string()
}
