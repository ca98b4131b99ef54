//! What is proposed at the cursor.

use wiresift_filter::complete;

use crate::support::with_flows;

/// `|` is the cursor; `first` are the first proposals, and `replaced` what they replace.
#[track_caller]
fn check(text: &str, replaced: &str, first: &[&str]) {
    let cursor = text.find('|').unwrap();
    let text = text.replacen('|', "", 1);
    with_flows(|fields| {
        let completions = complete(&text, cursor, fields);
        let found: Vec<&str> = completions
            .items
            .iter()
            .take(first.len())
            .map(|item| item.text.as_str())
            .collect();
        assert_eq!(found, first, "{text} at {cursor}");
        assert_eq!(
            &text[completions.span.start..completions.span.end],
            replaced,
            "{text} at {cursor}"
        );
    });
}

#[test]
fn fields_where_a_test_begins() {
    check("|", "", &["score", "votes", "severity", "marked", "ts"]);
    check("tcp.p|", "tcp.p", &["tcp.port"]);
    check("a == 1 and ser|", "ser", &["service", "server_name"]);
    check("(not orig|", "orig", &["orig_bytes", "orig_l2_addr"]);
    check("le|n", "len", &["len("]);
    check("len(his|", "his", &["history"]);
    check("ud|", "ud", &["udp.port", "udp.srcport", "udp.dstport", "udp"]);
}

#[test]
fn operators_behind_a_field() {
    check("duration |", "", &["==", "!=", ">"]);
    check("duration >|", ">", &[">", ">="]);
    check("len(history) |", "", &["=="]);
    check("duration con|", "con", &["contains"]);
}

#[test]
fn values_behind_an_operator() {
    check("service == |", "", &["ssl", "http", "dns", "mdns"]);
    check("service == \"d|\"", "\"d\"", &["dns", "mdns"]);
    check("severity >= |", "", &["none", "low", "medium", "high"]);
    check("ip.src == 10.0.0.6|", "10.0.0.6", &["10.0.0.66"]);
    check("conn_state in {S0, R|", "R", &["REJ", "RSTO"]);
    check("lower(service) == h|", "h", &["http"]);
    check("server_name == \"s|", "\"s", &["\"say \\\"hi\\\" \\\\o/\""]);
}

#[test]
fn logic_behind_a_test() {
    check("service == dns |", "", &["and", "or", "xor"]);
    check("service == dns a|", "a", &["and"]);
    check("conn_state in {S0} |", "", &["and"]);
    check("conn_state in |", "", &["{"]);
    check("conn_state in {S0 |", "", &[",", "}"]);
    check("(tcp) |", "", &["and"]);
}
