//! Lines as Zeek writes them.

use super::build::{connection, flows, udp};
use crate::conn_log::{write_flow, write_footer, write_header};

#[test]
fn a_line_has_a_field_a_column() {
    let mut out = Vec::new();
    write_header(&mut out, "2026-11-21-08-30-00").unwrap();
    for flow in flows(&[connection(0.0), vec![udp(1.0, 5)]].concat()) {
        assert!(write_flow(&mut out, &flow).unwrap());
    }
    write_footer(&mut out, "2026-11-21-08-31-00").unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let [.., fields, types, tcp, udp, close] = &lines[..] else {
        panic!("{text}");
    };
    assert_eq!((fields[0], types[0], close[0]), ("#fields", "#types", "#close"));
    let tcp_expected = [
        "10.0.0.9", "50000", "10.0.0.1", "8080", "tcp", "-", "0.800000", "100", "300", "SF", "T", "T", "0", "ShADdFf",
        "6", "340", "3", "420", "-", "6",
    ];
    assert_eq!(tcp[0], "0.000000");
    assert_eq!(tcp[2..22], tcp_expected);
    assert_eq!(
        (udp[8], udp[9], udp[10], udp[11]),
        ("-", "-", "-", "S0"),
        "one packet has no duration"
    );
    assert!(
        lines[lines.len() - 3..lines.len() - 1]
            .iter()
            .all(|line| line.len() == fields.len() - 1)
    );
    assert!(tcp[22].starts_with("1:"));
}
