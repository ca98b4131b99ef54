use super::*;
use crate::token::Compare;

fn check(text: &str, expected: &[&str]) {
    let shown: Vec<String> = tokenize(text)
        .into_iter()
        .map(|token| match token.kind {
            TokenKind::Word(word) => word,
            TokenKind::QuotedName(name) => format!("field {name}"),
            TokenKind::Value(value) => format!("value {value}"),
            TokenKind::Error(error) => format!("error {error}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn words_and_values() {
    check(
        "ip.addr==10.0.0.0/8",
        &["ip.addr", "Compare(Equal)", "value 10.0.0.0/8"],
    );
    check(
        "tcp.port in {22,80..90}",
        &[
            "tcp.port", "In", "OpenSet", "value 22", "Comma", "value 80", "Range", "value 90", "CloseSet",
        ],
    );
    check("1.5..2.5", &["value 1.5", "Range", "value 2.5"]);
    check("10.0.0.1..10.0.0.9", &["value 10.0.0.1", "Range", "value 10.0.0.9"]);
    check(
        "2024-01-01..2024-02-01",
        &["value 2024-01-01T00:00:00Z", "Range", "value 2024-02-01T00:00:00Z"],
    );
    check("2024-01-01T10:00:00+02:00", &["value 2024-01-01T08:00:00Z"]);
    check("x>1e+5", &["x", "Compare(Greater)", "value 100000"]);
    check("::1 fe80::1", &["value ::1", "value fe80::1"]);
    check("größe > 3", &["größe", "Compare(Greater)", "value 3"]);
}

#[test]
fn operators_are_words_or_signs() {
    check("a&&b||!c^^d", &["a", "And", "b", "Or", "Not", "c", "Xor", "d"]);
    check("a AND b or NOT c", &["a", "And", "b", "Or", "Not", "c"]);
    check(
        "a===1!==2~=3",
        &[
            "a",
            "Compare(AllEqual)",
            "value 1",
            "Compare(AnyNotEqual)",
            "value 2",
            "Compare(AnyNotEqual)",
            "value 3",
        ],
    );
    check("a~b&7 bitand", &["a", "Matches", "b", "Mask", "value 7", "Mask"]);
    assert_eq!(
        TokenKind::keyword("ge"),
        Some(TokenKind::Compare(Compare::GreaterOrEqual))
    );
}

#[test]
fn strings_with_and_without_escapes() {
    check(r#""a\"b\\\x41\u{e9}""#, &[r#"value "a\"b\\Aé""#]);
    check(
        r#""\x48EAD" "\110EAD" "\u0048\U0001F600\u{1f600}\v\0""#,
        &[r#"value "HEAD""#, r#"value "HEAD""#, r#"value "H😀😀\u{b}\u{0}""#],
    );
    check(r#"r"\d+""#, &[r#"value "\\d+""#]);
    check("r#\"say \"hi\"\"#", &[r#"value "say \"hi\"""#]);
    check("`Flow Bytes/s` `a``b`", &["field Flow Bytes/s", "field a`b"]);
    check("rest r", &["rest", "r"]);
}

#[test]
fn mistakes_are_words_and_reading_goes_on() {
    check("a = 1", &["a", "error did you mean ==?", "value 1"]);
    check(
        "a == 'x'",
        &[
            "a",
            "Compare(Equal)",
            "error did you mean \"?",
            "x",
            "error did you mean \"?",
        ],
    );
    check(
        r#""a\qb" and c"#,
        &[
            "error there is no escape \"q\": write \\\\ for a backslash, or r\"..\"",
            "And",
            "c",
        ],
    );
    for text in ["\\xff", "\\377", "\\u12", "\\ud800", "\\u{110000}", "\\"] {
        let quoted = format!("\"{text}\" c");
        let found = tokenize(&quoted);
        assert!(matches!(found[0].kind, TokenKind::Error(_)), "{text}");
    }
    check("a == \"b", &["a", "Compare(Equal)", "error the closing \" is missing"]);
    check("a # b", &["a", "error '#' means nothing in a filter", "b"]);
    check(
        "port == 080",
        &[
            "port",
            "Compare(Equal)",
            "error a number that begins with 0 could be octal: write 0o17 or 17",
        ],
    );
}

#[test]
fn spans_cover_what_was_read() {
    let text = " é == \"ü\"  and`x y`";
    let words: Vec<&str> = tokenize(text).iter().map(|token| token.span.of(text)).collect();
    assert_eq!(words, ["é", "==", "\"ü\"", "and", "`x y`"]);
}
