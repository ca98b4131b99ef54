//! Compact storage of many strings: one buffer and where each string ends.

/// A list of strings in one allocation. An empty string is a missing value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    buffer: String,
    ends: Vec<usize>,
}

impl Text {
    /// Number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string at `row`; empty when it is missing or past the end.
    pub fn get(&self, row: usize) -> &str {
        let start = match row.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let end = self.ends.get(row).copied();
        match (start, end) {
            (Some(start), Some(end)) => self.buffer.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }

    /// All strings in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    pub(crate) fn push(&mut self, value: &str) {
        self.buffer.push_str(value);
        self.ends.push(self.buffer.len());
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        if len < self.ends.len() {
            self.ends.truncate(len);
            self.buffer.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }
}
