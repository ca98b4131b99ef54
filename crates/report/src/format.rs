//! Kinds of files.

use serde::{Deserialize, Serialize};

/// A kind of file that findings are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// A page to read and to print.
    Html,
    /// Everything, as this project names it.
    Json,
    /// JSON lines in the names of the Elastic Common Schema.
    Ecs,
    /// JSON lines in the names of the Open Cybersecurity Schema Framework.
    Ocsf,
    /// A STIX 2.1 bundle.
    Stix,
    /// A log as Zeek writes its notices.
    Notice,
    /// Incidents as a table.
    Csv,
}

impl Format {
    /// All, the most asked for first.
    pub const ALL: [Self; 7] = [
        Self::Html,
        Self::Json,
        Self::Ecs,
        Self::Ocsf,
        Self::Stix,
        Self::Notice,
        Self::Csv,
    ];

    /// Its name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Ecs => "ecs",
            Self::Ocsf => "ocsf",
            Self::Stix => "stix",
            Self::Notice => "notice",
            Self::Csv => "csv",
        }
    }

    /// What its files' names end with, from behind the table's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "report.html",
            Self::Json => "report.json",
            Self::Ecs => "ecs.ndjson",
            Self::Ocsf => "ocsf.ndjson",
            Self::Stix => "stix.json",
            Self::Notice => "notice.log",
            Self::Csv => "incidents.csv",
        }
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Html => "text/html;charset=utf-8",
            Self::Json => "application/json",
            Self::Ecs | Self::Ocsf => "application/x-ndjson",
            Self::Stix => "application/stix+json;version=2.1",
            Self::Notice => "text/tab-separated-values;charset=utf-8",
            Self::Csv => "text/csv;charset=utf-8",
        }
    }

    /// Whether it has a place for rows that belong to no incident.
    pub fn has_anomalies(self) -> bool {
        self != Self::Csv
    }
}
