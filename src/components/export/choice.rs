//! Kinds of files that can be saved, in words.

use wiresift_engine::message::{Noun, ReportFormat};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What was found.
    Report(ReportFormat),
    /// The anomalies with every column of theirs.
    Table,
    /// The packets.
    Packets,
}

impl Choice {
    /// What there is to choose from; of one incident there is no table, and only captures have packets.
    pub fn all(noun: Noun, is_part: bool) -> Vec<Self> {
        let mut all: Vec<Self> = ReportFormat::ALL.map(Self::Report).into();
        if !is_part {
            all.push(Self::Table);
        }
        if noun == Noun::Flow {
            all.push(Self::Packets);
        }
        all
    }

    /// Its id for tests.
    pub fn id(self) -> &'static str {
        match self {
            Self::Report(format) => format.name(),
            Self::Table => "table",
            Self::Packets => "pcap",
        }
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Report(ReportFormat::Html) => "Report to read and print",
            Self::Report(ReportFormat::Json) => "JSON",
            Self::Report(ReportFormat::Ecs) => "Elastic Common Schema",
            Self::Report(ReportFormat::Ocsf) => "OCSF findings",
            Self::Report(ReportFormat::Stix) => "STIX 2.1 bundle",
            Self::Report(ReportFormat::Notice) => "Zeek notices",
            Self::Report(ReportFormat::Csv) => "Incidents as a table",
            Self::Table => "Anomalies as a table",
            Self::Packets => "Packets",
        }
    }

    /// What it is for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Report(ReportFormat::Html) => "One HTML file with charts. Print it for a PDF.",
            Self::Report(ReportFormat::Json) => "Everything, for scripts of your own.",
            Self::Report(ReportFormat::Ecs) => "JSON lines for Elasticsearch and its kin.",
            Self::Report(ReportFormat::Ocsf) => "JSON lines for security lakes.",
            Self::Report(ReportFormat::Stix) => "For threat intelligence platforms. Only what has IP addresses.",
            Self::Report(ReportFormat::Notice) => "A notice.log beside Zeek's other logs.",
            Self::Report(ReportFormat::Csv) => "CSV, a line an incident.",
            Self::Table => "CSV with every column, most unusual first.",
            Self::Packets => "A pcap of the flows' packets, read from the capture again.",
        }
    }

    /// Whether incidents, anomalies or both can be chosen.
    pub fn has_scope(self) -> bool {
        matches!(self, Self::Report(format) if format.has_anomalies())
    }

    /// Whether addresses can be replaced; why not otherwise.
    pub fn pseudonymises(self) -> Result<(), &'static str> {
        match self {
            Self::Report(_) => Ok(()),
            Self::Table => {
                Err("This file has every cell as it was read. Export the case to replace addresses in all of them.")
            }
            Self::Packets => Err("Packets stay as they were captured."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_captures_have_packets_and_only_the_whole_has_a_table() {
        let ids = |noun, is_part| {
            let all = Choice::all(noun, is_part);
            all.into_iter().map(Choice::id).collect::<Vec<_>>()
        };
        assert!(ids(Noun::Flow, false).ends_with(&["table", "pcap"]));
        assert!(ids(Noun::Flow, true).ends_with(&["csv", "pcap"]));
        assert!(ids(Noun::Row, true).ends_with(&["csv"]));
    }
}
