//! Logs as JSON lines: known ones, unknown ones and hostile ones.

use crate::{
    Cell, Delimiter, Family, Kind, ReadError, ReadOptions, ReadWarning, Role, Schema, SkipReason, Table, TableReader,
    Truth,
};

fn read_with(text: &str, chunk: usize, options: ReadOptions) -> Result<Table, ReadError> {
    let mut reader = TableReader::new("test.json", options);
    for piece in text.as_bytes().chunks(chunk) {
        reader.push(piece)?;
    }
    reader.finish()
}

fn read(text: &str) -> Table {
    read_with(text, usize::MAX, ReadOptions::default()).unwrap()
}

fn error_of(text: &str, options: ReadOptions) -> ReadError {
    read_with(text, usize::MAX, options)
        .map(|table| table.n_rows())
        .unwrap_err()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn with_role(table: &Table, role: Role) -> Vec<&str> {
    let columns = table.columns.iter().filter(|column| column.role == role);
    columns.map(|column| column.name.as_str()).collect()
}

fn cells(table: &Table, column: &str) -> Vec<String> {
    let at = table.column_index(column).unwrap();
    (0..table.n_rows()).map(|row| table.cell(row, at).to_string()).collect()
}

const CONN: &str = r#"{"ts":22.335172,"uid":"C1","id.orig_h":"fe80::1","id.orig_p":61099,"id.resp_h":"ff02::1","id.resp_p":5355,"proto":"udp","service":"dns","duration":0.09628199999999865,"orig_bytes":50,"conn_state":"S0","history":"D","orig_pkts":2}
{"id":{"orig_h":"10.0.0.1","orig_p":1,"resp_h":"10.0.0.2","resp_p":2},"ts":23.5,"uid":"C2","proto":"tcp","conn_state":"SF","local_orig":true,"local_resp":false,"orig_pkts":7,"vendor":"x"}
"#;

const EMPTY: [&str; 6] = [
    "resp_bytes",
    "missed_bytes",
    "orig_ip_bytes",
    "resp_pkts",
    "resp_ip_bytes",
    "ip_proto",
];

#[test]
fn zeeks_connections() {
    let table = read(CONN);
    assert_eq!(
        (table.schema, table.n_rows(), table.report.n_skipped),
        (Schema::ZeekConn, 2, 0)
    );
    assert_eq!(table.report.delimiter, Delimiter::JsonLines);
    let seen = table.columns.iter().filter(|column| column.n_missing < 2);
    assert_eq!(
        seen.map(|column| column.name.as_str()).collect::<Vec<_>>(),
        [
            "ts",
            "uid",
            "id.orig_h",
            "id.orig_p",
            "id.resp_h",
            "id.resp_p",
            "proto",
            "service",
            "duration",
            "orig_bytes",
            "conn_state",
            "local_orig",
            "local_resp",
            "history",
            "orig_pkts"
        ]
    );
    assert_eq!(cells(&table, "duration"), ["0.09628199999999865", ""]);
    assert_eq!(cells(&table, "id.orig_h"), ["fe80::1", "10.0.0.1"]);
    assert_eq!(cells(&table, "local_orig"), ["", "T"]);
    // Empty, but there for a model that was trained on a log with it.
    assert_eq!(with_role(&table, Role::Ignored), EMPTY);
    assert_eq!(with_role(&table, Role::Timestamp), ["ts"]);
    assert!(table.report.warnings.contains(&ReadWarning::OtherKeys {
        example: "vendor".to_owned(),
        n_values: 1
    }));
}

#[test]
fn times_of_zeek_in_iso_8601() {
    let text = CONN.replace("22.335172", r#""2021-06-06T13:59:46.457984Z""#);
    let text = text.replace("23.5", r#""2021-06-06T13:59:47.000000Z""#);
    let table = read(&text);
    assert!(matches!(table.cell(0, 0), Cell::Number { value, .. } if (value - 1_622_987_986.457_984).abs() < 1e-6));
    assert_eq!(cells(&table, "ts")[1], "2021-06-06T13:59:47.000000Z");
}

#[test]
fn zeeks_other_logs_and_wrong_types_make_bad_rows() {
    let dns =
        r#"{"ts":24.0,"uid":"C3","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"udp","query":"a.example"}"#;
    let word = r#"{"ts":25.0,"uid":"C4","id.orig_h":"10.0.0.1","orig_pkts":"many","conn_state":"SF"}"#;
    let table = read(&format!("{CONN}{dns}\n\n{word}\n{CONN}"));
    assert_eq!((table.n_rows(), table.report.n_skipped), (4, 2));
    let skipped: Vec<String> = table.report.skipped.iter().map(|s| s.examples[0].to_string()).collect();
    assert!(
        skipped[0].starts_with("line 3: expected a record of a connection, found"),
        "{skipped:?}"
    );
    assert_eq!(
        skipped[1],
        r#"line 5, column "orig_pkts": expected a number, found "\"many\"""#
    );
    assert_eq!(cells(&table, "uid"), ["C1", "C2", "C1", "C2"]);
}

fn flow(id: Option<u64>, port: u16) -> String {
    let id = id.map_or(String::new(), |id| format!(r#""flow_id":{id},"#));
    format!(
        r#"{{"timestamp":"2021-06-06T15:59:46.457984+0200",{id}"event_type":"flow","src_ip":"10.0.0.1","src_port":{port},"dest_ip":"10.0.0.2","dest_port":80,"proto":"TCP","app_proto":"http","flow":{{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":180,"bytes_toclient":120,"start":"2021-06-06T15:59:40.000000+0200","end":"2021-06-06T15:59:45.000000+0200","age":5,"state":"closed","reason":"timeout","alerted":false}},"metadata":{{"flowbits":["ET.Evil"]}},"tcp":{{"tcp_flags":"1b","syn":true}}}}"#
    )
}

fn alert(id: Option<u64>, port: u16, severity: u32, category: &str) -> String {
    let id = id.map_or(String::new(), |id| format!(r#""flow_id":{id},"#));
    // As seen from the server, to show that the direction does not matter.
    format!(
        r#"{{"timestamp":"2021-06-06T15:59:41.000000+0200",{id}"event_type":"alert","src_ip":"10.0.0.2","src_port":80,"dest_ip":"10.0.0.1","dest_port":{port},"proto":"TCP","alert":{{"signature":"ET {category}","category":"{category}","severity":{severity},"metadata":{{"tag":["x"]}}}}}}"#
    )
}

#[test]
fn suricatas_alerts_label_its_flows() {
    let lines = [
        alert(Some(1), 1001, 3, "Misc Attack"),
        flow(Some(1), 1001),
        r#"{"timestamp":"2021-06-06T15:59:46+0200","event_type":"dns","dns":{"rrname":"a.example"}}"#.to_owned(),
        flow(Some(2), 1002),
        flow(None, 1003),
        r#"{"timestamp":"2021-06-06T15:59:46+0200","event_type":"stats","stats":{"uptime":1}}"#.to_owned(),
        alert(None, 1003, 2, "Detection of a Network Scan"),
        // The most severe alert counts, wherever it stands.
        alert(Some(1), 1001, 1, "A Network Trojan was detected"),
        alert(Some(9), 1009, 1, "Misc Attack"),
        r#"{"timestamp":"2021-06-06T15:59:46+0200","event_type":"dns","dns":{"rrname":"b.example"}}"#.to_owned(),
    ];
    let table = read(&lines.join("\n"));
    assert_eq!(
        (table.schema, table.n_rows(), table.report.n_skipped),
        (Schema::SuricataEve, 3, 0)
    );
    assert_eq!(
        cells(&table, "label"),
        [
            "alert: A Network Trojan was detected",
            "no alert",
            "alert: Detection of a Network Scan"
        ]
    );
    assert_eq!(
        cells(&table, "alert.signature"),
        ["ET A Network Trojan was detected", "", "ET Detection of a Network Scan"]
    );
    assert_eq!(table.label_column(), table.column_index("label"));
    assert_eq!(table.truth(), Some(vec![Truth::Anomaly, Truth::Normal, Truth::Anomaly]));
    let families: Vec<_> = table.label_counts().iter().map(|label| label.family).collect();
    assert_eq!(
        families,
        [Some(Family::Malware), Some(Family::Probe), Some(Family::Normal)]
    );
    assert!(table.report.warnings.contains(&ReadWarning::OtherEvents {
        types: vec![("dns".to_owned(), 2), ("stats".to_owned(), 1)]
    }));
    assert!(table.report.warnings.contains(&ReadWarning::Alerts {
        n_alerts: 4,
        n_flows: 2,
        n_without_flow: 1
    }));
    assert_eq!(
        with_role(&table, Role::Timestamp),
        ["flow.start", "flow.end", "timestamp"]
    );
    assert_eq!(
        with_role(&table, Role::Label),
        ["flow.alerted", "metadata.flowbits", "label", "alert.signature"]
    );
    assert_eq!(
        with_role(&table, Role::Identifier),
        ["flow_id", "src_ip", "src_port", "dest_ip", "dest_port"]
    );
    assert!(with_role(&table, Role::Feature).contains(&"flow.bytes_toserver"));
    let start = table.column_index("flow.start").unwrap();
    assert!(matches!(table.cell(0, start), Cell::Number { value, .. } if (value - 1_622_987_980.0).abs() < 1e-6));
}

#[test]
fn without_alerts_there_is_no_label_of_alerts() {
    let table = read(&flow(Some(1), 1));
    assert_eq!(table.column_index("label"), None);
}

#[test]
fn types_of_events_are_counted_apart_up_to_a_limit() {
    let mut lines = vec![flow(Some(1), 1)];
    for n in 0..200 {
        lines.push(format!(r#"{{"timestamp":"","event_type":"type{}"}}"#, n % 100));
    }
    let table = read(&lines.join("\n"));
    let types = table.report.warnings.iter().find_map(|warning| match warning {
        ReadWarning::OtherEvents { types } => Some(types.as_slice()),
        _ => None,
    });
    let types = types.unwrap();
    assert_eq!(
        (types.len(), types.iter().map(|(_, count)| count).sum::<u64>()),
        (64, 200)
    );
    assert_eq!(types[0], ("others".to_owned(), 200 - 2 * 63));
}

#[test]
fn a_log_without_flows_says_so() {
    let text = format!("{}\n", alert(Some(1), 1, 1, "Misc Attack"));
    let error = error_of(&text, ReadOptions::default());
    assert_eq!(error, ReadError::NoFlowEvents { n_events: 1 });
    assert_eq!(error.to_string(), "expected flow events, found 1 events of other types");
}

#[test]
fn any_other_lines_make_a_table_of_their_keys() {
    let text = r#"{"time":"2024-02-29 23:59:59","host":{"name":"a","up":true},"n":1.50}
{"n":2,"n":3,"tags":["x","y"],"host.name":"b","empty":{}}
{"n":null,"time":"2024-03-01 00:00:00","label":"bad"}
"#;
    for chunk in [1, 7, usize::MAX] {
        let table = read_with(text, chunk, ReadOptions::default()).unwrap();
        assert_eq!((table.schema, table.n_rows()), (Schema::Generic, 3));
        assert_eq!(names(&table), ["time", "host.name", "host.up", "n", "tags", "label"]);
        assert_eq!(cells(&table, "n"), ["1.50", "2", ""]);
        assert_eq!(cells(&table, "host.name"), ["a", "b", ""]);
        assert_eq!(cells(&table, "host.up"), ["true", "", ""]);
        assert_eq!(cells(&table, "tags"), ["", r#"["x","y"]"#, ""]);
        assert_eq!(
            (table.columns[0].role, table.columns[0].kind()),
            (Role::Timestamp, Kind::Number)
        );
        assert_eq!(with_role(&table, Role::Label), ["label"]);
    }
}

#[test]
fn bad_lines_are_skipped_and_counted() {
    let text =
        "{\"a\":1,\"b\":2}\nnot json\n{\"a\":3\n[1,2]\n{}\n{\"a\":\"\\ud800\",\"b\":1}\n\n{\"a\":4,\"b\":5}\n{\"a\":6,";
    let table = read(text);
    assert_eq!((table.n_rows(), table.report.n_skipped), (2, 6));
    let skipped = &table.report.skipped[0];
    assert_eq!(skipped.reason, SkipReason::NotAnObject);
    let lines: Vec<u64> = skipped.examples.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6]);
    assert_eq!(
        skipped.examples[0].to_string(),
        "line 2: expected a JSON object, found \"not json\""
    );
    assert_eq!(cells(&table, "a"), ["1", "4"]);
    let options = ReadOptions {
        max_skipped_rows: 3,
        ..ReadOptions::default()
    };
    assert!(
        matches!(error_of(text, options), ReadError::TooManyBadRows { max: 3, n_columns: 2, first } if first.line == 2)
    );
}

#[test]
fn columns_rows_and_lines_are_capped() {
    let text = "{\"a\":1,\"b\":2,\"c\":3}\n{\"d\":4,\"a\":5}\n{\"a\":6}\n";
    let options = ReadOptions {
        max_columns: 2,
        ..ReadOptions::default()
    };
    let table = read_with(text, usize::MAX, options).unwrap();
    assert_eq!(names(&table), ["a", "b"]);
    assert!(table.report.warnings.contains(&ReadWarning::OtherKeys {
        example: "c".to_owned(),
        n_values: 2
    }));
    let options = ReadOptions {
        max_cells: 8,
        ..ReadOptions::default()
    };
    let error = error_of(&text.replace("\"d\"", "\"b\""), options);
    assert!(
        matches!(
            error,
            ReadError::TooManyRows {
                line: 3,
                max: 2,
                n_columns: 3
            }
        ),
        "{error:?}"
    );
    let options = ReadOptions {
        max_row_bytes: 100,
        ..ReadOptions::default()
    };
    let long = format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n", "x".repeat(200));
    assert_eq!(error_of(&long, options), ReadError::RowTooLong { line: 2, max: 100 });
}

#[test]
fn a_byte_order_mark_and_other_line_ends_do_no_harm() {
    let table = read("\u{feff}{\"a\":1}\r\n{\"a\":2}\r\n");
    assert_eq!(cells(&table, "a"), ["1", "2"]);
}
