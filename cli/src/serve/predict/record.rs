//! JSON -> records: names and values as text.

use serde_json::{Map, Value};
use wiresift_table::records::Field;

use super::Failure;

/// Objects within objects: Zeek writes `id.orig_h`, others `{"id": {"orig_h": ..}}`.
const MAX_DEPTH: usize = 4;

/// The records of a request, in its order.
pub(super) fn parse(body: &[u8]) -> Result<Vec<Vec<Field>>, Failure> {
    let value: Value = serde_json::from_slice(body).map_err(|error| Failure::request(error.to_string()))?;
    let records = match value {
        Value::Array(records) => records,
        record => vec![record],
    };
    if records.is_empty() {
        return Err(Failure::content("record", "there is no record"));
    }
    let record = |(at, record): (usize, Value)| match record {
        Value::Object(fields) => flat(at, fields),
        _ => Err(Failure::content("record", format!("record {at} is not a JSON object"))),
    };
    records.into_iter().enumerate().map(record).collect()
}

fn flat(at: usize, fields: Map<String, Value>) -> Result<Vec<Field>, Failure> {
    let mut record = Vec::with_capacity(fields.len());
    add(fields, "", 0, &mut record).map_err(|field| {
        let message = format!("record {at}, field {field:?}: expected a number, a text or null");
        Failure::content("value", message)
    })?;
    if record.iter().all(|(_, value)| value.is_none()) {
        return Err(Failure::content("record", format!("record {at} has no value")));
    }
    Ok(record)
}

/// The name of a field that cannot be taken is the error.
fn add(fields: Map<String, Value>, prefix: &str, depth: usize, record: &mut Vec<Field>) -> Result<(), String> {
    for (name, value) in fields {
        let name = format!("{prefix}{name}");
        let text = match value {
            Value::Null => None,
            Value::Bool(is_set) => Some(if is_set { "1" } else { "0" }.to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) => Some(text),
            Value::Object(inner) if depth < MAX_DEPTH => {
                add(inner, &format!("{name}."), depth + 1, record)?;
                continue;
            }
            Value::Object(_) | Value::Array(_) => return Err(name.chars().take(60).collect()),
        };
        record.push((name, text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(body: &str) -> &'static str {
        parse(body.as_bytes()).err().map_or("", |failure| failure.kind)
    }

    #[test]
    fn one_record_is_a_list_of_one() {
        let one = parse(br#"{"a": 1, "b": {"c": "x", "d": null}, "e": true}"#).unwrap();
        let field = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        let expected = [
            field("a", Some("1")),
            field("b.c", Some("x")),
            field("b.d", None),
            field("e", Some("1")),
        ];
        assert_eq!(one, [expected]);
        assert_eq!(parse(br#"[{"a": 1}, {"b": 2.50}]"#).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_record_is_told_apart() {
        for body in ["", "{", "nul", "{\"a\": 1e999}", "\u{feff}{}"] {
            assert_eq!(kind(body), "request", "{body}");
        }
        assert_eq!(kind(&"[".repeat(100_000)), "request");
        for body in ["[]", "1", "[1]", "{}", "[{\"a\": 1}, {}]", "{\"a\": null}"] {
            assert_eq!(kind(body), "record", "{body}");
        }
        for body in ["{\"a\": [1]}", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}"] {
            assert_eq!(kind(body), "value", "{body}");
        }
    }
}
