//! One line of JSON -> the values in it, each under its dotted name and as it is written.
//!
//! A hostile line costs no more than its own length in memory times a small factor, and no recursion beyond
//! [`MAX_DEPTH`]: `serde_json` skips what is nested in a value without recursion, and only objects are entered.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Deserializer;

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
    let Some(members) = Scanner(object).members() else {
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

/// What is left of an object's text.
///
/// `serde_json` says where each value ends; its own raw values would do the same, but are behind a feature that makes
/// every dependency that uses it be compiled anew.
struct Scanner<'a>(&'a str);

impl<'a> Scanner<'a> {
    /// The members in order, repeated keys included; `None` where this is not one object and nothing else.
    fn members(mut self) -> Option<Vec<Member<'a>>> {
        let mut members = Vec::new();
        let mut is_over = self.take('{')? && self.take('}').is_some();
        while !is_over {
            let key = self.value().filter(|key| key.starts_with('"'))?;
            self.take(':')?;
            members.push((cell(key).ok().flatten()?, self.value()?));
            is_over = self.take(',').is_none() && self.take('}')?;
        }
        self.rest().is_empty().then_some(members)
    }

    fn rest(&self) -> &'a str {
        self.0.trim_start_matches([' ', '\t', '\n', '\r'])
    }

    /// Takes this sign, if it comes next; always true then.
    fn take(&mut self, sign: char) -> Option<bool> {
        self.0 = self.rest().strip_prefix(sign)?;
        Some(true)
    }

    /// The next value as it is written.
    fn value(&mut self) -> Option<&'a str> {
        let text = self.rest();
        let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let (value, rest) = text.split_at_checked(values.byte_offset())?;
        self.0 = rest;
        Some(value)
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
