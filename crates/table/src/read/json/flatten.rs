//! One line of JSON -> the values in it, each under its dotted name and as it is written.
//!
//! A hostile line costs no more than its own length in memory times a small factor, and no recursion beyond
//! [`MAX_DEPTH`]: `serde_json` skips what is nested in a value without recursion, and only objects are entered.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Objects within objects; eve.json needs four.
const MAX_DEPTH: usize = 8;
/// Bytes of a dotted name.
const MAX_NAME: usize = 256;
/// Values of one line.
const MAX_VALUES: usize = 16_384;

/// A dotted name, and a number, string, truth value, array or null as JSON.
pub(super) type Member<'a> = (Cow<'a, str>, &'a str);

/// What a line should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused(pub(super) &'static str);

pub(super) fn flatten(line: &[u8]) -> Result<Vec<Member<'_>>, Refused> {
    let Ok(text) = std::str::from_utf8(line) else {
        return Err(Refused("UTF-8 text"));
    };
    let mut members = Vec::new();
    enter(text, "", 1, &mut members)?;
    Ok(members)
}

fn enter<'a>(object: &'a str, prefix: &str, depth: usize, out: &mut Vec<Member<'a>>) -> Result<(), Refused> {
    if depth > MAX_DEPTH {
        return Err(Refused("at most 8 objects within each other"));
    }
    let Ok(Members(members)) = serde_json::from_str(object) else {
        return Err(Refused("a JSON object"));
    };
    for (key, value) in members {
        if prefix.len() + key.len() >= MAX_NAME {
            return Err(Refused("names of at most 256 bytes"));
        }
        if out.len() >= MAX_VALUES {
            return Err(Refused("at most 16,384 values"));
        }
        let name = if prefix.is_empty() {
            key
        } else {
            Cow::Owned(format!("{prefix}.{key}"))
        };
        let value = value.get();
        if value.starts_with('{') {
            enter(value, &name, depth + 1, out)?;
        } else {
            out.push((name, value));
        }
    }
    Ok(())
}

/// The value of a member, as the cell of a table; `None` for null.
///
/// Arrays are kept as JSON.
pub(super) fn cell(value: &str) -> Result<Option<Cow<'_, str>>, Refused> {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Ok((value != "null").then_some(Cow::Borrowed(value)));
    };
    if !inner.contains('\\') {
        return Ok(Some(Cow::Borrowed(inner)));
    }
    match serde_json::from_str(value) {
        Ok(text) => Ok(Some(Cow::Owned(text))),
        Err(_) => Err(Refused("strings of Unicode text")),
    }
}

/// The members of one object, in order, repeated keys included.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            members.push((key, map.next_value()?));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(line: &str) -> String {
        match flatten(line.as_bytes()) {
            Ok(members) => {
                let pairs: Vec<String> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
                pairs.join(";")
            }
            Err(Refused(expected)) => format!("expected {expected}"),
        }
    }

    #[test]
    fn nested_objects_get_dotted_names() {
        let line = r#" {"ts":1.50,"a":{"b":{"c":null,"d":[1,{"x":2}]},"e":"q\"x"},"f":{},"g":true} "#;
        assert_eq!(flat(line), r#"ts=1.50;a.b.c=null;a.b.d=[1,{"x":2}];a.e="q\"x";g=true"#);
    }

    #[test]
    fn cells_are_what_is_written() {
        assert_eq!(cell("2.2530490000000009"), Ok(Some("2.2530490000000009".into())));
        assert_eq!(cell(r#""q\"\u00e9""#), Ok(Some("q\"é".into())));
        assert_eq!(cell("null"), Ok(None));
        assert_eq!(cell(r#""\ud800""#), Err(Refused("strings of Unicode text")));
    }

    #[test]
    fn other_lines_are_refused() {
        for line in [
            "",
            "7",
            "[1]",
            r#"{"a":1"#,
            r#"{"a":1} x"#,
            r#"{"a":01}"#,
            r"{a:1}",
            "null",
        ] {
            assert_eq!(flat(line), "expected a JSON object", "{line}");
        }
        assert_eq!(flatten(b"{\"a\":\"\xff\"}"), Err(Refused("UTF-8 text")));
    }

    #[test]
    fn depth_names_and_values_are_capped() {
        let nested = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(flat(&nested(8)), "a.a.a.a.a.a.a.a=1");
        assert_eq!(flat(&nested(9)), "expected at most 8 objects within each other");
        assert_eq!(flat(&nested(100_000)), "expected at most 8 objects within each other");
        let array = format!(r#"{{"a":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(flatten(array.as_bytes()).map(|members| members.len()), Ok(1));
        let long = format!(r#"{{"{}":1}}"#, "n".repeat(300));
        assert_eq!(flat(&long), "expected names of at most 256 bytes");
        let many = format!("{{{}}}", vec![r#""a":1"#; 20_000].join(","));
        assert_eq!(flat(&many), "expected at most 16,384 values");
    }
}
