use proptest::prelude::*;

use super::*;

/// Reads a filter and writes it again, with every precedence in parentheses' place.
fn check(text: &str, expected: &str) {
    let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let printed = expr.to_string();
    assert_eq!(printed, expected, "{text}");
    assert_eq!(parse(&printed).unwrap(), expr, "{text} reads back");
}

#[track_caller]
fn check_error(text: &str, at: &str, expected: &str) {
    let error = parse(text).unwrap_err();
    let shown = match error.span {
        Span { start, end } if start == end => format!("@{start}"),
        span => span.of(text).to_owned(),
    };
    assert_eq!((shown.as_str(), error.to_string().as_str()), (at, expected), "{text}");
}

#[test]
fn logic_binds_as_in_wireshark() {
    check("a or b and c", "a or b and c");
    check("(a or b) and c", "(a or b) and c");
    check("a or (b and c)", "a or b and c");
    check("a xor b or c and d", "a xor b or c and d");
    check("a xor (b or c)", "a xor (b or c)");
    check("not a and b", "not a and b");
    check("not (a and b)", "not (a and b)");
    check("!a == 1", "not a == 1");
    check("!!a", "not not a");
    check("(a and b) and c", "(a and b) and c");
    check("a && b || c ^^ d", "a and b or c xor d");
    check("((a))", "a");
}

#[test]
fn comparisons_and_their_signs() {
    check(
        "a eq 1 and a ne 2 and a gt 3 and a lt 4 and a ge 5 and a le 6",
        "a == 1 and a != 2 and a > 3 and a < 4 and a >= 5 and a <= 6",
    );
    check(
        "a any_eq 1 or a all_eq 2 or a all_ne 3 or a any_ne 4",
        "a == 1 or a === 2 or a != 3 or a !== 4",
    );
    check("any a != 1", "any a != 1");
    check("all a > 1", "all a > 1");
    check("any == 1 and all any != any", "any == 1 and all any != any");
    check("1 < a <= 5", "1 < a and a <= 5");
    check("x == 5 and 80 == tcp.port", "x == 5 and 80 == tcp.port");
    check("a contains x and b ~ \"^x\"", "a contains \"x\" and b matches \"^x\"");
    check("a contains 10.0", "a contains \"10.0\"");
    check("len(a) > 3", "len(a) > 3");
    check("not ip_rfc1918(a)", "not ip_rfc1918(a)");
    check("upper(lower(`a b`)) == X", "upper(lower(`a b`)) == X");
    check("flags & 0x12", "flags & 0x12");
    check("flags & 2 == 2", "flags & 0x2 == 2");
}

#[test]
fn sets_and_ranges() {
    check("a in {22,80..90, 443}", "a in {22, 80..90, 443}");
    check("a in {22 80 443}", "a in {22, 80, 443}");
    check("a not in {tcp, \"udp\"}", "not a in {\"tcp\", \"udp\"}");
    check("a in {10.0.0.1..10.0.0.9 ::1}", "a in {10.0.0.1..10.0.0.9, ::1}");
}

#[test]
fn an_empty_filter_passes_everything() {
    check("", "");
    check("  \n", "");
}

#[test]
fn names_are_quoted_where_they_need_it() {
    check("`Flow Bytes/s` > 1", "`Flow Bytes/s` > 1");
    check("detailed-label == x", "detailed-label == x");
    check("`and` and `a``b` and `80`", "`and` and `a``b` and `80`");
}

#[test]
fn errors_say_what_was_expected_and_where() {
    check_error("a ==", "@4", "expected a value or a field after this");
    check_error(
        "a and",
        "@5",
        "expected a field, not or an opening parenthesis after this",
    );
    check_error("a b", "b", "expected and, or, xor or the end, found b");
    check_error("(a or b", "@7", "expected a closing parenthesis, and or or after this");
    check_error("a)", ")", "expected and, or, xor or the end, found )");
    check_error("a in 5", "5", "expected an opening brace, found 5");
    check_error("a in {}", "}", "expected a value or a closing brace, found }");
    check_error("a in {1, 2", "@10", "expected a value or a closing brace after this");
    check_error("a in {1..}", "}", "expected a value or a closing brace, found }");
    check_error("80", "@2", "expected an operator such as == or in after this");
    check_error("a = 5", "=", "did you mean ==?");
    check_error(
        "size(a) > 5",
        "size",
        "there is no function size: there are len, lower, upper, count, string, ip_rfc1918, ip_ula, ip_linklocal, ip_multicast",
    );
    check_error("a & x", "x", "expected a whole number, the bits of interest, found x");
    check_error("a == 1 # b", "#", "'#' means nothing in a filter");
    check_error("é == \"ü", "\"ü", "the closing \" is missing");
}

#[test]
fn depth_and_length_are_limited() {
    let deep = format!("{}a{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert_eq!(parse(&deep).unwrap(), parse("a").unwrap());
    let nots = "!".repeat(100_000 / 8);
    assert!(matches!(
        parse(&nots).unwrap_err().kind,
        SyntaxErrorKind::TooDeep { .. }
    ));
    let calls = "len(".repeat(1_000);
    assert!(matches!(
        parse(&calls).unwrap_err().kind,
        SyntaxErrorKind::TooDeep { .. }
    ));
    let long = "é".repeat(MAX_BYTES);
    assert!(matches!(
        parse(&long).unwrap_err().kind,
        SyntaxErrorKind::TooLong { .. }
    ));
    let wide = vec!["a == 1"; 2_000].join(" or ");
    assert_eq!(parse(&wide).unwrap().to_string(), wide);
}

const WORDS: &[&str] = &[
    "a",
    "ip.addr",
    "`b c`",
    "any",
    "all",
    "len",
    "lower",
    "count",
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
    "matches",
    "contains",
    "in",
    "not",
    "!",
    "and",
    "&&",
    "xor",
    "or",
    "||",
    "&",
    "=",
    "|",
    "80",
    "0x1f",
    "-2.5",
    "1e3",
    "5ms",
    "2KiB",
    "080",
    "10.0.0.1",
    "10.0.0.0/8",
    "::1",
    "fe80::/10",
    "00:11:22:33:44:55",
    "2024-01-01",
    "2024-01-01T00:00:00+01:00",
    "\"x\"",
    "\"\\\"\\n\\u{1}\"",
    "\"",
    "`",
    "r\"\\d\"",
    "r#\"a\"b\"#",
    "\"\\q\"",
    "'",
    "#",
    "é",
    "\u{0}",
    "true",
];

fn soup() -> impl Strategy<Value = String> {
    let word = (prop::sample::select(WORDS), prop::bool::ANY);
    let glue = |words: Vec<(&str, bool)>| {
        let words = words
            .into_iter()
            .map(|(word, is_apart)| format!("{word}{}", if is_apart { " " } else { "" }));
        words.collect()
    };
    prop::collection::vec(word, 0..40).prop_map(glue)
}

/// Filters that are right, so that the property below is about something.
fn filter() -> impl Strategy<Value = String> {
    let operand = prop::sample::select(
        &[
            "a",
            "`b c`",
            "len(d)",
            "upper(e)",
            "f & 6",
            "any",
            "80",
            "10.0.0.0/8",
            "\"x\\ty\"",
            "2024-01-01",
        ][..],
    );
    let operator = prop::sample::select(&["==", "!=", "===", "!==", "<", ">="][..]);
    let test = prop_oneof![
        Just("a".to_owned()),
        (operand.clone(), operator, operand).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        Just("a in {1, b, 2..3}".to_owned()),
        Just("all a matches r\"\\d\"".to_owned()),
        Just("a not in {::1}".to_owned()),
        Just("1 <= a < 5".to_owned()),
    ];
    test.prop_recursive(6, 60, 4, |inner| {
        let operator = prop::sample::select(&[" and ", " or ", " xor "][..]);
        prop_oneof![
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            (prop::collection::vec(inner, 2..4), operator).prop_map(|(parts, op)| parts.join(op)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_soup_of_words_makes_it_panic(text in soup()) {
        match parse(&text) {
            Ok(expr) => prop_assert_eq!(parse(&expr.to_string()), Ok(expr)),
            Err(error) => {
                prop_assert!(text.get(std::ops::Range::from(error.span)).is_some());
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let tokens = tokenize(&text);
        prop_assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert!(tokens.iter().all(|token| !token.span.of(&text).is_empty()));
        drop(parse(&text));
    }

    #[test]
    fn what_is_written_reads_back(text in filter()) {
        let expr = parse(&text).unwrap();
        prop_assert_eq!(parse(&expr.to_string()), Ok(expr));
    }
}
