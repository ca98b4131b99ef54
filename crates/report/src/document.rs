//! A JSON object made by paths.

use serde::Serialize;
use serde_json::{Map, Value};

/// A JSON object whose members are named by dotted paths: `set("source.ip", ..)` makes `{"source": {"ip": ..}}`. Members come
/// out in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Document(Map<String, Value>);

impl Document {
    /// Sets a member; what is null or empty is left out.
    pub(crate) fn set(&mut self, path: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_nothing = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if is_nothing {
            return;
        }
        let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut place = &mut self.0;
        for parent in parents.split('.').filter(|parent| !parent.is_empty()) {
            let member = place.entry(parent).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(members) = member else { return };
            place = members;
        }
        place.insert(name.to_owned(), value);
    }

    /// With a member.
    pub(crate) fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.set(path, value);
        self
    }
}

impl Document {
    /// With the members of another.
    pub(crate) fn joined(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl From<Document> for Value {
    fn from(document: Document) -> Self {
        Self::Object(document.0)
    }
}

/// Adds a document to JSON lines.
pub(crate) fn add_line(lines: &mut Vec<u8>, document: &Document) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *lines, document)?;
    lines.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_nest_and_nothing_is_left_out() {
        let document = Document::default()
            .with("a.b", 1)
            .with("a.c.d", "x")
            .with("empty", "")
            .with("none", None::<u64>)
            .with("list", Vec::<String>::new());
        let written = serde_json::to_string(&document).unwrap();
        assert_eq!(written, r#"{"a":{"b":1,"c":{"d":"x"}}}"#);
    }
}
