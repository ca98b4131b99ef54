//! What the rows of a table are called.

use serde::{Deserialize, Serialize};

/// What a row stands for. Every text that counts rows takes its noun from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Noun {
    /// A line of a table.
    #[default]
    Row,
    /// A flow of a capture.
    Flow,
}

impl Noun {
    /// "row".
    pub fn one(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Flow => "flow",
        }
    }

    /// "rows".
    pub fn many(self) -> &'static str {
        match self {
            Self::Row => "rows",
            Self::Flow => "flows",
        }
    }

    /// "Row".
    pub fn title(self) -> &'static str {
        match self {
            Self::Row => "Row",
            Self::Flow => "Flow",
        }
    }

    /// "Rows".
    pub fn titles(self) -> &'static str {
        match self {
            Self::Row => "Rows",
            Self::Flow => "Flows",
        }
    }

    /// What holds them: "table".
    pub fn whole(self) -> &'static str {
        match self {
            Self::Row => "table",
            Self::Flow => "capture",
        }
    }
}
