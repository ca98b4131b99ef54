//! A case with its addresses and names replaced.

use std::collections::HashMap;

use wiresift_flow::Hints;
use wiresift_table::{Column, ReadReport, ReadWarning, Role, Table};

use super::{KEY_BYTES, Pseudonyms};
use crate::capture::Captured;
use crate::case::notes::Notes;
use crate::case::saved_version::SavedVersion;
use crate::case::{CaseError, Piece, Pieces};
use crate::loaded::digest;
use crate::message::VersionId;
use crate::opening::Opened;

/// Columns that were made from addresses, names of flows by which they could be searched for.
const OPAQUE: [&str; 5] = ["uid", "community_id", "flow_id", "conn_uids", "fuid"];

/// Ends of the names of columns that hold one name of a host and nothing else.
const NAMES: [&str; 9] = [
    "server_name",
    "host",
    "hostname",
    "rrname",
    "query",
    "sni",
    "domain",
    "san.dns",
    "client_name",
];

/// Replaces addresses and names in a case. What was read as a result stays one: the same rows, scores and ranks.
///
/// # Errors
/// [`CaseError`], where a piece cannot be read.
pub fn pseudonymise(pieces: &Pieces, key: &[u8; KEY_BYTES]) -> Result<Pieces, CaseError> {
    let pseudonyms = Pseudonyms::new(key);
    let mut training: Opened = Piece::Training.read(pieces.get(&Piece::Training).ok_or(CaseError::Missing)?)?;
    let mut notes = pieces.get(&Piece::Notes).map(|notes| Notes::read(notes)).transpose()?;
    let rules = Rules::of(&training.table, notes.as_ref());
    let mut replaced = Pieces::new();
    if let Some(notes) = &mut notes {
        note(notes, &pseudonyms);
        replaced.insert(Piece::Notes, notes.write()?);
    }
    // Scores name their table by its digest, which changes with its strings.
    let mut digests = HashMap::new();
    let before = digest(&training.table);
    rules.open(&mut training, &pseudonyms);
    digests.insert(before, digest(&training.table));
    replaced.insert(Piece::Training, Piece::Training.write(&training)?);
    if let Some(test) = pieces.get(&Piece::Test) {
        let mut test: Opened = Piece::Test.read(test)?;
        let before = digest(&test.table);
        rules.open(&mut test, &pseudonyms);
        digests.insert(before, digest(&test.table));
        replaced.insert(Piece::Test, Piece::Test.write(&test)?);
    }
    for (&piece, bytes) in pieces {
        let Piece::Version(number) = piece else { continue };
        let mut version = SavedVersion::read(VersionId(number), bytes)?;
        rules.version(&mut version, &digests, &pseudonyms);
        replaced.insert(piece, version.write(VersionId(number))?);
    }
    Ok(replaced)
}

/// What is replaced in a column's strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Addresses; words of labels look like names, and stay.
    Addresses,
    /// Addresses and names wherever they stand.
    Text,
    /// All of it: it is a name.
    Name,
    /// All of it: it was made from addresses.
    Opaque,
}

impl Rule {
    fn replace(self, pseudonyms: &Pseudonyms, text: &str) -> String {
        match self {
            Self::Addresses => pseudonyms.addresses(text),
            Self::Text => pseudonyms.text(text),
            Self::Name => pseudonyms.name(text),
            Self::Opaque => pseudonyms.opaque(text),
        }
    }

    fn of(name: &str, is_label: bool) -> Self {
        let name = name.to_ascii_lowercase();
        let ends_with = |end: &&str| {
            let before = name.strip_suffix(*end);
            before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()))
        };
        if is_label {
            Self::Addresses
        } else if OPAQUE.iter().any(ends_with) {
            Self::Opaque
        } else if NAMES.iter().any(ends_with) {
            Self::Name
        } else {
            Self::Text
        }
    }
}

/// One rule a column, for both tables and the encoder: what was equal stays equal.
struct Rules(HashMap<String, Rule>);

impl Rules {
    fn of(table: &Table, notes: Option<&Notes>) -> Self {
        let label = notes.and_then(|notes| notes.label_column);
        let rule = |(at, column): (usize, &Column)| {
            let is_label = column.role == Role::Label || label == Some(at);
            (column.name.clone(), Rule::of(&column.name, is_label))
        };
        Self(table.columns.iter().enumerate().map(rule).collect())
    }

    fn rule(&self, column: &str) -> Rule {
        let known = self.0.get(column).copied();
        known.unwrap_or_else(|| Rule::of(column, false))
    }

    fn version(&self, version: &mut SavedVersion, digests: &HashMap<String, String>, pseudonyms: &Pseudonyms) {
        let fitting = &mut version.fitting;
        fitting
            .encoder
            .map_categories(|column, category| self.rule(column).replace(pseudonyms, category));
        fitting.notes.iter_mut().for_each(|note| *note = pseudonyms.text(note));
        version
            .marks
            .values_mut()
            .for_each(|mark| mark.map_text(|text| pseudonyms.text(text)));
        let source = &mut version.about.source;
        source.name = file_name(&source.name);
        // The digest of a table that is not here could be searched for, so it goes.
        source.digest = source
            .digest
            .take()
            .map(|digest| digests.get(&digest).cloned().unwrap_or_default());
        for scores in [&mut version.training, &mut version.test].into_iter().flatten() {
            scores.table = digests.get(&scores.table).cloned().unwrap_or_default();
        }
    }

    fn open(&self, opened: &mut Opened, pseudonyms: &Pseudonyms) {
        let table = &mut opened.table;
        table.name = file_name(&table.name);
        for column in &mut table.columns {
            let rule = self.rule(&column.name);
            column.map_text(|text| rule.replace(pseudonyms, text));
        }
        let labels: Vec<String> = table
            .normal_labels()
            .iter()
            .map(|label| pseudonyms.addresses(label))
            .collect();
        table.set_normal_labels(labels);
        report(&mut table.report, pseudonyms);
        for warning in &mut opened.warnings {
            *warning = pseudonyms.text(warning);
        }
        if let Some(captured) = &mut opened.captured {
            capture(captured, pseudonyms);
        }
    }
}

/// Of a file's name only its kind stays.
pub(crate) fn file_name(name: &str) -> String {
    let kinds = [
        "pcap.gz",
        "pcapng.gz",
        "pcap",
        "pcapng",
        "csv.gz",
        "csv",
        "tsv",
        "json",
        "log",
    ];
    let name = name.to_ascii_lowercase();
    let kind = kinds.iter().find(|kind| name.ends_with(&format!(".{kind}")));
    kind.map_or_else(|| "pseudonymised".to_owned(), |kind| format!("pseudonymised.{kind}"))
}

/// Quotes of rows could be of anything.
fn report(report: &mut ReadReport, pseudonyms: &Pseudonyms) {
    for skipped in &mut report.skipped {
        skipped.examples.clear();
    }
    for warning in &mut report.warnings {
        match warning {
            ReadWarning::MostlyNumbers { example, .. } | ReadWarning::OtherKeys { example, .. } => {
                *example = pseudonyms.text(example);
            }
            _ => {}
        }
    }
}

fn capture(captured: &mut Captured, pseudonyms: &Pseudonyms) {
    for talker in &mut captured.summary.talkers {
        talker.address = pseudonyms.addresses(&talker.address);
    }
    captured.extras.hints_mut().for_each(|hints| said(hints, pseudonyms));
}

/// What payloads say. Fingerprints and versions are of programs, not of who runs them.
fn said(hints: &mut Hints, pseudonyms: &Pseudonyms) {
    let name = |text: &mut Option<Box<str>>| replace(text, |text| pseudonyms.name(text));
    let text = |text: &mut Option<Box<str>>| replace(text, |text| pseudonyms.text(text));
    if let Some(dns) = &mut hints.dns {
        name(&mut dns.query);
        name(&mut dns.longest_query);
    }
    if let Some(tls) = &mut hints.tls {
        name(&mut tls.server_name);
    }
    if let Some(http) = &mut hints.http {
        name(&mut http.host);
        text(&mut http.path);
        text(&mut http.user_agent);
    }
    if let Some(ssh) = &mut hints.ssh {
        text(&mut ssh.client);
        text(&mut ssh.server);
    }
}

fn replace(text: &mut Option<Box<str>>, with: impl Fn(&str) -> String) {
    if let Some(text) = text {
        *text = with(text).into();
    }
}

fn note(notes: &mut Notes, pseudonyms: &Pseudonyms) {
    let labels = std::mem::take(&mut notes.normal_labels);
    notes.normal_labels = labels.iter().map(|label| pseudonyms.addresses(label)).collect();
    // It may name anyone, and means nothing without the names.
    notes.page.filter.expression.clear();
    for version in &mut notes.versions {
        version.name = pseudonyms.text(&version.name);
    }
    // A quoted string may name anyone; numbers and addresses are replaced as they are in the tables.
    notes.rules.retain(|rule| !rule.expression.contains(['"', '\'']));
    for rule in &mut notes.rules {
        rule.expression = pseudonyms.addresses(&rule.expression);
        rule.name = pseudonyms.text(&rule.name);
    }
    for statuses in [&mut notes.training_incidents, &mut notes.test_incidents] {
        let replaced = std::mem::take(statuses).into_iter();
        *statuses = replaced.map(|(key, status)| (pseudonyms.text(&key), status)).collect();
    }
    for journal in [&mut notes.training, &mut notes.test] {
        journal.map_text(|text| pseudonyms.text(text));
    }
}
