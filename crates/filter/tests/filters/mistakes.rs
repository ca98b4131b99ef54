//! What is wrong with a filter, where, and in which words.

use crate::support::{rows, with_flows};

/// Filters, the part that is wrong, what is said of it.
#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    with_flows(|fields| {
        for (filter, at, expected) in cases {
            let error = rows(filter, fields).unwrap_err();
            let span = error.span();
            let found = (&filter[span.start..span.end], error.to_string());
            assert_eq!((found.0, found.1.as_str()), (*at, *expected), "{filter}");
        }
    });
}

#[test]
fn names_that_are_no_field() {
    check(&[
        ("scor > 0.9", "scor", "there is no field scor; did you mean score?"),
        (
            "orig_byte > 1",
            "orig_byte",
            "there is no field orig_byte; did you mean orig_bytes?",
        ),
        ("zzzzzzzz", "zzzzzzzz", "there is no field zzzzzzzz"),
        (
            "`service x` == 1",
            "`service x`",
            "there is no field `service x`; did you mean service?",
        ),
        (
            "`tcp.port` == 1",
            "`tcp.port`",
            "there is no field `tcp.port`; did you mean tcp.port?",
        ),
        (
            "http.request.method == GET",
            "http.request.method",
            "this table has no column that tells http.request.method",
        ),
        (
            "tcp == 80",
            "tcp",
            "tcp is a protocol, which is there or not: write it alone",
        ),
    ]);
}

#[test]
fn values_and_operators_that_do_not_go_with_a_field() {
    check(&[
        ("duration > dns", "dns", "duration is a number, and \"dns\" is not"),
        (
            "duration > 10.0.0.1",
            "10.0.0.1",
            "duration is a number, and 10.0.0.1 is not",
        ),
        ("ip.src == dns", "dns", "ip.src is an address, and \"dns\" is not"),
        ("ip.src == 5", "5", "ip.src is an address, and 5 is not"),
        (
            "severity == severe",
            "severe",
            "severity is one of none, low, medium, high",
        ),
        (
            "marked > true",
            "true",
            "> does not go with marked, which is one of a few words",
        ),
        (
            "duration > 5kB",
            "5kB",
            "duration is not measured in bytes: write a plain number",
        ),
        (
            "id.resp_p > 5s",
            "5s",
            "id.resp_p is not measured in seconds: write a plain number",
        ),
        (
            "duration contains 5",
            "duration",
            "contains does not go with duration, which is a number",
        ),
        (
            "len(duration) > 5",
            "len(duration)",
            "len does not go with duration, which is a number",
        ),
        (
            "id.resp_p in {90..80}",
            "90..80",
            "a range goes from the lesser to the greater of two numbers, addresses or times",
        ),
        (
            "ip.src in {10.0.0.9..10.0.0.1}",
            "10.0.0.9..10.0.0.1",
            "a range goes from the lesser to the greater of two numbers, addresses or times",
        ),
        (
            "ip_rfc1918(service)",
            "ip_rfc1918(service)",
            "ip_rfc1918 does not go with service, which is a text",
        ),
        (
            "ip_ula(addr) == 1",
            "ip_ula(addr)",
            "ip_ula does not go with addr, which is an address",
        ),
        (
            "string(service) == x",
            "string(service)",
            "string does not go with service, which is a text",
        ),
        ("1 == 2", "1 == 2", "a comparison needs a field"),
        (
            "duration == service",
            "duration == service",
            "duration and service hold different things",
        ),
        (
            "service matches \"(\"",
            "\"(\"",
            "no regular expression: found open group without closing ')'",
        ),
        (
            "uid and service ~ \"a{1000}{1000}\"",
            "\"a{1000}{1000}\"",
            "no regular expression: compiled regex exceeded size limit",
        ),
    ]);
}
