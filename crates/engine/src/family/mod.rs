//! Which attack every row looks like: a model judges the table, a part of its different rows at a time. It is the session's
//! own classifier, trained on its labels or imported, or one that ships.
//!
//! The shell brings the model's bytes ([`Shipped::file_name`] says which), calls [`Judging::step`] until it is done and gives
//! the outcome back to the session. Between two steps the session answers questions, and a judging that is dropped is cancelled.

mod classifier;
mod judging;
mod teach;
mod verdicts;

use wiresift_table::{Schema, Table};

pub(crate) use classifier::Classifier;
pub use judging::{Judging, Source};
pub(crate) use verdicts::Families;

/// A model that ships with the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shipped {
    /// All features of KDD'99.
    AllFeatures,
    /// Those that packets alone give.
    Packets,
}

impl Shipped {
    /// The model for a table; `None` where none knows its columns.
    pub(crate) fn of(table: &Table) -> Option<Self> {
        match table.schema {
            Schema::Kdd99 | Schema::NslKdd => Some(Self::AllFeatures),
            Schema::Flows => Some(Self::Packets),
            _ => None,
        }
    }

    /// Its file, beside the page's other files.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::AllFeatures => "kdd-family-41.safetensors",
            Self::Packets => "kdd-family-packets.safetensors",
        }
    }
}

#[cfg(test)]
mod tests;
