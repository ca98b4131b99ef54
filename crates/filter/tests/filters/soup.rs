//! Whatever is typed, nothing panics; and what logic promises, holds.

use proptest::prelude::*;
use wiresift_filter::{complete, highlight};

use crate::support::{rows, with_flows};

const WORDS: &[&str] = &[
    "ip.addr",
    "tcp.port",
    "service",
    "duration",
    "score",
    "severity",
    "marked",
    "ts",
    "vlan",
    "row",
    "dns",
    "tcp",
    "nothing",
    "server_name",
    "id.orig_h",
    "frame.time_relative",
    "any",
    "all",
    "len(",
    "lower(",
    "count(",
    "(",
    ")",
    "{",
    "}",
    ",",
    "..",
    "==",
    "===",
    "!=",
    "!==",
    "<",
    ">=",
    "~",
    "contains",
    "in",
    "not",
    "and",
    "xor",
    "or",
    "&",
    "=",
    "80",
    "443",
    "0x1f",
    "-2.5",
    "5ms",
    "2KiB",
    "10.0.0.1",
    "10.0.0.0/8",
    "::1",
    "00:66:66:66:66:66",
    "2024-01-01",
    "\"dns\"",
    "high",
    "true",
    "\"",
    "`duration`",
    "`",
    "r\"a+\"",
];

/// Tests that are right, of every kind.
const TESTS: &[&str] = &[
    "ip.addr == 10.0.0.0/8",
    "ip.addr != 10.0.0.2",
    "ip.addr !== 10.0.0.2",
    "all tcp.port > 100",
    "tcp.port in {22, 80..90}",
    "service",
    "service == dns",
    "server_name ~ com",
    "duration > 1",
    "orig_bytes > resp_bytes",
    "ip.src == ip.dst",
    "score > 0.9",
    "severity >= low",
    "marked",
    "vlan & 4",
    "count(ip) == 2",
    "len(uid) > 2",
    "tcp",
    "frame.time_relative < 1h",
    "row in {1..4, 9}",
];

fn test() -> impl Strategy<Value = String> {
    prop::sample::select(TESTS).prop_map(str::to_owned)
}

fn filter() -> impl Strategy<Value = String> {
    test().prop_recursive(4, 20, 3, |inner| {
        let operator = prop::sample::select(&["and", "or", "xor"][..]);
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (inner.clone(), operator, inner).prop_map(|(a, operator, b)| format!("({a}) {operator} ({b})")),
        ]
    })
}

fn passing(filter: &str) -> Vec<usize> {
    with_flows(|fields| rows(filter, fields).unwrap_or_else(|error| panic!("{filter}: {error}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_soup_of_words_makes_it_panic(words in prop::collection::vec(prop::sample::select(WORDS), 0..12), cursor in 0_usize..100) {
        let text = words.join(" ");
        with_flows(|fields| {
            match rows(&text, fields) {
                Ok(rows) => assert!(rows.iter().all(|&row| row < 12)),
                Err(error) => assert!(text.get(error.span().start..error.span().end).is_some()),
            }
            let completions = complete(&text, cursor, fields);
            assert!(text.get(completions.span.start..completions.span.end).is_some());
            assert!(highlight(&text).iter().all(|(span, _)| text.get(span.start..span.end).is_some()));
        });
    }

    #[test]
    fn logic_is_that_of_sets(a in filter(), b in filter()) {
        let (with_a, with_b) = (passing(&a), passing(&b));
        let sets = |passes: fn(bool, bool) -> bool| -> Vec<usize> {
            (0..12).filter(|row| passes(with_a.contains(row), with_b.contains(row))).collect()
        };
        prop_assert_eq!(passing(&format!("({a}) and ({b})")), sets(|a, b| a && b));
        prop_assert_eq!(passing(&format!("({a}) or ({b})")), sets(|a, b| a || b));
        prop_assert_eq!(passing(&format!("({a}) xor ({b})")), sets(|a, b| a != b));
        prop_assert_eq!(passing(&format!("not ({a})")), sets(|a, _| !a));
    }
}
