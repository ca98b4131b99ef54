use super::*;

fn bare(text: &str) -> String {
    match Value::bare(text) {
        Ok(Some(value)) => {
            let kind = match value {
                Value::Number(_) => "number",
                Value::Network(_) => "network",
                Value::Mac(_) => "mac",
                Value::Time(_) => "time",
                Value::Text(_) => "text",
            };
            format!("{kind} {value}")
        }
        Ok(None) => "word".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_looks_like_a_value_is_one() {
    for (text, expected) in [
        ("80", "number 80"),
        ("-1.5e3", "number -1500"),
        ("0x1F", "number 31"),
        ("0b101", "number 5"),
        ("0o17", "number 15"),
        (".5", "number 0.5"),
        ("0.5", "number 0.5"),
        ("10k", "number 10000"),
        ("250ms", "number 0.25s"),
        ("5min", "number 300s"),
        ("1.5MB", "number 1500000B"),
        ("2KiB", "number 2048B"),
        ("10.0.0.1", "network 10.0.0.1"),
        ("10.1.2.3/8", "network 10.0.0.0/8"),
        ("::1", "network ::1"),
        ("2001:db8::/32", "network 2001:db8::/32"),
        ("00:1A:2b:3c:4d:5e", "mac 00:1a:2b:3c:4d:5e"),
        ("00-1a-2b-3c-4d-5e", "mac 00:1a:2b:3c:4d:5e"),
        ("001a.2b3c.4d5e", "mac 00:1a:2b:3c:4d:5e"),
        ("2024-02-29", "time 2024-02-29T00:00:00Z"),
        ("2024-02-29T10:00", "time 2024-02-29T10:00:00Z"),
        ("2024-02-29T10:00:00", "time 2024-02-29T10:00:00Z"),
        ("2024-02-29T10:00:00.25+02:00", "time 2024-02-29T08:00:00.25Z"),
    ] {
        assert_eq!(bare(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_value_is_a_word() {
    for text in [
        "tcp",
        "id.orig_h",
        "S0",
        "e5",
        "5x",
        "1.2.3",
        "256.1.1.1",
        "10.0.0.0/33",
        "12:34:56",
        "0x",
        "0xg",
        "1e",
        "-",
        "2024-13-01",
        "00:1a:2b:3c:4d",
        "00:1a:2b:3c:4d:5e:6f",
        "001a:2b3c:4d5e",
        "dead-beef",
        "example.com",
        "",
    ] {
        assert_eq!(bare(text), "word", "{text}");
    }
}

#[test]
fn traps_are_named() {
    assert_eq!(Value::bare("080"), Err(NumberError::LeadingZero));
    assert_eq!(Value::bare("1e999"), Err(NumberError::TooLarge));
    assert_eq!(Value::bare("0xffffffffffffffffff"), Err(NumberError::TooLarge));
}

#[test]
fn text_is_quoted_so_that_it_reads_back() {
    assert_eq!(
        Value::Text("a\"b\\c\n\u{7}é".to_owned()).to_string(),
        r#""a\"b\\c\n\u{7}é""#
    );
}
