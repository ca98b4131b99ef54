use super::*;
use crate::{Encoder, EncoderOptions, Kind, Role, Schema, Unit};

#[test]
fn rows_are_in_the_order_of_first_packets() {
    let (table, arrivals) = table(&[flow(2, 12.5), flow(0, 10.0), flow(1, 11.25)]);
    assert_eq!(arrivals, [1, 2, 0]);
    assert_eq!((table.schema, table.n_rows()), (Schema::Flows, 3));
    let times: Vec<String> = (0..3).map(|row| shown(&table, row, "ts")).collect();
    assert_eq!(times, ["10.000000", "11.250000", "12.500000"]);
    assert_eq!(shown(&table, 0, "uid"), "C0");
    assert_eq!(shown(&table, 2, "uid"), "C2");
}

#[test]
fn what_names_a_flow_is_shown_and_never_fed() {
    let (table, _) = table(&[flow(0, 1.0)]);
    let row = |name| shown(&table, 0, name);
    assert_eq!(row("id.orig_h"), "10.0.0.1");
    assert_eq!(row("id.orig_p"), "40000");
    assert_eq!(row("id.resp_h"), "10.0.0.2");
    assert_eq!(row("id.resp_p"), "80");
    assert_eq!(row("proto"), "tcp");
    assert_eq!(row("conn_state"), "SF");
    let role = |name| table.columns[table.column_index(name).unwrap()].role;
    assert_eq!(role("ts"), Role::Timestamp);
    for name in ["uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"] {
        assert_eq!(role(name), Role::Identifier, "{name}");
    }
    for name in ["proto", "conn_state", "orig_packets", "beacon_score"] {
        assert_eq!(role(name), Role::Feature, "{name}");
    }
}

#[test]
fn every_feature_is_a_column_with_its_unit() {
    let (table, _) = table(&[flow(0, 1.0), flow(1, 2.0)]);
    let of_flow = FLOW.iter().map(|feature| (feature.name, feature.unit));
    let around = BEHAVIOUR.iter().map(|feature| (feature.name, feature.unit));
    for (name, unit) in of_flow.chain(around) {
        let column = &table.columns[table.column_index(name).unwrap()];
        assert_eq!((column.unit, column.kind()), (Some(unit), Kind::Number), "{name}");
        assert_eq!((column.role, column.n_missing), (Role::Feature, 0), "{name}");
    }
    assert_eq!(shown(&table, 1, "orig_ip_bytes"), "60");
    assert_eq!(shown(&table, 1, "count"), "2");
    assert_eq!(shown(&table, 1, "same_srv_rate"), "1");
}

#[test]
fn bytes_are_shown_to_the_last_one() {
    let mut large = flow(0, 1.0);
    large.sent.ip_bytes = 5_123_456_789;
    let (table, _) = table(&[large, flow(1, 2.0)]);
    assert_eq!(shown(&table, 0, "orig_ip_bytes"), "5123456789");
    assert_eq!(shown(&table, 1, "orig_ip_bytes"), "60");
}

#[test]
fn columns_without_values_are_left_out() {
    let mut tagged = flow(0, 1.0);
    tagged.vlan = Some(7);
    let (with, _) = table(&[tagged, flow(1, 2.0)]);
    assert_eq!(
        (shown(&with, 0, "vlan"), shown(&with, 1, "vlan")),
        ("7".to_owned(), String::new())
    );
    let (without, _) = table(&[flow(0, 1.0)]);
    assert_eq!(without.column_index("vlan"), None);
    assert_eq!(without.column_index("label"), None);
}

#[test]
fn tunnels_are_named() {
    let mut inner = flow(0, 1.0);
    inner.parent = Some(wiresift_capture::Parent {
        source: [192, 0, 2, 1].into(),
        destination: [192, 0, 2, 2].into(),
        tunnel: wiresift_capture::Tunnel::Vxlan,
        id: 100,
        fragment: None,
    });
    let (table, _) = table(&[inner]);
    assert_eq!(shown(&table, 0, "tunnel_parents"), "vxlan 192.0.2.1 192.0.2.2 100");
}

/// A flow whose originator said this.
fn said(id: u64, protocol: FlowProtocol, payload: &[u8]) -> Flow {
    let mut inspector = wiresift_flow::hint::Inspector::new(protocol);
    inspector.push(true, None, payload);
    let mut flow = flow(id, 1.0);
    flow.protocol = protocol;
    flow.hints = inspector.finish(flow.originator.port, flow.responder.port);
    flow
}

#[test]
fn what_payload_says_is_shown_and_its_numbers_are_fed() {
    let query = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x04abcd\x03org\0\0\x10\0\x01";
    let flows = [
        said(
            0,
            FlowProtocol::TCP,
            b"POST / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: curl/8\r\n\r\n",
        ),
        said(1, FlowProtocol::TCP, b"SSH-2.0-Go\r\n"),
        said(2, FlowProtocol::UDP, query),
        // Known by its port only.
        said(3, FlowProtocol::TCP, b"\x01\x02\x03"),
    ];
    let (table, _) = table(&flows);
    let cells = |column| [0, 1, 2, 3].map(|row| shown(&table, row, column));
    assert_eq!(cells("service"), ["http", "ssh", "dns", ""]);
    assert_eq!(cells("server_name"), ["a.test", "", "abcd.org", ""]);
    assert_eq!(cells("http_method"), ["POST", "", "", ""]);
    assert_eq!(cells("user_agent"), ["curl/8", "", "", ""]);
    assert_eq!(cells("ssh_client"), ["", "SSH-2.0-Go", "", ""]);
    assert_eq!(cells("dns_carrier_share"), ["0", "0", "1", "0"]);
    let role = |name| table.columns[table.column_index(name).unwrap()].role;
    for name in ["server_name", "http_method", "user_agent", "ssh_client"] {
        assert_eq!(role(name), Role::Identifier, "{name}");
    }
    for name in ["service", "dns_carrier_share", "http_requests"] {
        assert_eq!(role(name), Role::Feature, "{name}");
    }
}

#[test]
fn a_full_table_counts_what_it_leaves_out() {
    let mut columns = FlowColumns::new(FlowColumnsOptions { max_rows: 2 });
    let kept: Vec<Option<u32>> = (0..5).map(|id| columns.push(&flow(id, 1.0))).collect();
    assert_eq!(kept, [Some(0), Some(1), None, None, None]);
    assert_eq!((columns.n_rows(), columns.n_left_out()), (2, 3));
    let (table, _) = columns.finish("full".to_owned());
    assert_eq!(table.report.warnings, [ReadWarning::FlowsLeftOut { n_flows: 3 }]);
}

#[test]
fn no_flows_are_an_empty_table() {
    let (table, arrivals) = table(&[]);
    assert_eq!((table.n_rows(), arrivals.len()), (0, 0));
    assert!(table.columns.iter().all(|column| column.data.is_empty()));
}

#[test]
fn words_become_a_feature_each() {
    let mut udp = flow(1, 2.0);
    udp.protocol = FlowProtocol::UDP;
    udp.state = ConnState::S0;
    let (table, _) = table(&[flow(0, 1.0), udp]);
    let encoder = Encoder::fit(&table, None).unwrap();
    let names: Vec<&str> = encoder.features().iter().map(|feature| feature.name.as_str()).collect();
    for name in ["proto=tcp", "proto=udp", "conn_state=S0", "conn_state=SF", "duration"] {
        assert!(names.contains(&name), "{name}");
    }
    for word in ["ts", "uid", "id.orig", "id.resp", "history", "label"] {
        assert!(!names.iter().any(|name| name.starts_with(word)), "{word}");
    }
    let encoded = encoder.transform(&table).unwrap();
    assert!(encoded.x.iter().all(|value| value.is_finite()));
}

#[test]
fn a_flag_that_nobody_sets_is_zeros_or_no_feature() {
    let (table, _) = table(&[flow(0, 1.0), flow(1, 2.0)]);
    let encoder = Encoder::fit(&table, None).unwrap();
    let encoded = encoder.transform(&table).unwrap();
    let at = encoder
        .features()
        .iter()
        .position(|feature| feature.name == "orig_cwr_packets");
    assert!(encoded.x.column(at.unwrap()).iter().all(|value| value.abs() < 1e-9));
    let options = EncoderOptions {
        keep_constants: false,
        ..EncoderOptions::default()
    };
    let encoder = Encoder::fit_with(&table, None, &options).unwrap();
    assert!(
        encoder
            .features()
            .iter()
            .all(|feature| feature.name != "orig_cwr_packets")
    );
}

#[test]
fn an_exported_table_is_known_again() {
    let (table, _) = table(&[flow(0, 1.5), flow(1, 2.0)]);
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let mut csv = line(table.columns.iter().map(|column| column.name.clone()).collect());
    for row in 0..table.n_rows() {
        csv += &line(
            table
                .columns
                .iter()
                .map(|column| column.cell(row).to_string())
                .collect(),
        );
    }
    let mut reader = crate::TableReader::new("again", crate::ReadOptions::default());
    reader.push(csv.as_bytes()).unwrap();
    let again = reader.finish().unwrap();
    assert_eq!(again.schema, Schema::Flows);
    for (before, after) in table.columns.iter().zip(&again.columns) {
        assert_eq!((&before.name, before.role), (&after.name, after.role));
        assert_eq!(before.unit, after.unit, "{}", before.name);
        let cells = |column: &Column| [column.cell(0).to_string(), column.cell(1).to_string()];
        assert_eq!(cells(before), cells(after), "{}", before.name);
    }
    assert_eq!(
        again.columns[table.column_index("id.resp_p").unwrap()].unit,
        Some(Unit::Port)
    );
}

#[test]
fn context_is_no_row_but_part_of_the_traffic() {
    let flows: Vec<Flow> = (0..6).map(|id| flow(id, id as f64 * 0.1)).collect();
    let (whole, _) = table(&flows);
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    flows[..4].iter().for_each(|flow| columns.push_context(flow));
    for flow in &flows[4..] {
        columns.push(flow).unwrap();
    }
    let (part, arrivals) = columns.finish("part".to_owned());
    assert_eq!((part.n_rows(), arrivals), (2, vec![0, 1]));
    for name in ["uid", "id.orig_h", "count", "dst_host_count", "srv_count"] {
        assert_eq!(
            [shown(&part, 0, name), shown(&part, 1, name)],
            [shown(&whole, 4, name), shown(&whole, 5, name)],
            "{name}"
        );
    }
}
