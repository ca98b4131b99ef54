//! Compact storage of many strings: one buffer and where each string ends.

use serde::{Deserialize, Serialize};

/// A list of strings in one allocation. An empty string is a missing value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Whether the ends are those of strings, one behind the other.
    pub(super) fn is_sound(&self) -> bool {
        self.ends.is_sorted()
            && self.ends.last().copied().unwrap_or(0) == self.buffer.len()
            && self.ends.iter().all(|&end| self.buffer.is_char_boundary(end))
    }

    /// Every string replaced; missing ones stay missing.
    pub(super) fn mapped(&self, mut map: impl FnMut(&str) -> String) -> Self {
        let mut mapped = Self::default();
        for value in self.iter() {
            match value {
                "" => mapped.push(""),
                value => mapped.push(&map(value)),
            }
        }
        mapped
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
