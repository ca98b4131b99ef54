//! Known tables, and good guesses for the others.

mod about;
mod argus;
mod cic;
pub(crate) mod eve;
pub(crate) mod field;
mod flow10;
mod flows;
pub(crate) mod generic;
mod kdd;
mod known;
mod names;
mod ton;
mod unsw;
pub(crate) mod zeek;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::column::{Column, Role, Unit};
use crate::read::time::TimeOrder;

/// What a table is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schema {
    /// Ten features of a flow, maybe a label: the sample that ships with the page.
    Flow10,
    /// KDD Cup 1999: 41 features, maybe a label.
    Kdd99,
    /// NSL-KDD: KDD'99 and a difficulty, which is set aside because it comes from the answers of classifiers.
    NslKdd,
    /// Anything else; types and roles are guessed.
    Generic,
    /// Zeek's conn.log as text, JSON or CSV, maybe with labels, as in `IoT-23`.
    ZeekConn,
    /// Flow events of Suricata's eve.json, labelled by its alerts.
    SuricataEve,
    /// Argus' flows: `binetflow` files, CTU-13.
    Argus,
    /// `CICFlowMeter`'s flows: CIC-IDS2017 and its successors.
    CicFlowMeter,
    /// `UNSW-NB15`.
    UnswNb15,
    /// The network part of `ToN_IoT`.
    TonIot,
    /// Flows that were made of a capture here, with every feature.
    Flows,
}

impl Schema {
    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flow10 => "Flow table (10 features)",
            Self::Kdd99 => "KDD Cup 1999",
            Self::NslKdd => "NSL-KDD",
            Self::Generic => "Table",
            Self::ZeekConn => "Zeek conn.log",
            Self::SuricataEve => "Suricata eve.json (flows)",
            Self::Argus => "Argus flows",
            Self::CicFlowMeter => "CICFlowMeter flows",
            Self::UnswNb15 => "UNSW-NB15",
            Self::TonIot => "ToN-IoT (network)",
            Self::Flows => "Capture (flows)",
        }
    }

    /// Attack family of a label; `None` where the schema does not say.
    pub fn family(self, label: &str) -> Option<Family> {
        match self {
            Self::Kdd99 | Self::NslKdd => kdd::family(label),
            Self::Flow10 => flow10::family(label),
            Self::Generic => None,
            Self::ZeekConn => zeek::family(label),
            Self::SuricataEve => eve::family(label),
            Self::Argus => argus::family(label),
            Self::CicFlowMeter => cic::family(label),
            Self::UnswNb15 => unsw::family(label),
            Self::TonIot => ton::family(label),
            Self::Flows => flows::family(label),
        }
    }

    /// The column that names the kind of attack of every row, where the one called `label` only says whether.
    pub(crate) fn kind_of_attack(self) -> Option<&'static str> {
        match self {
            Self::UnswNb15 => Some("attack_cat"),
            Self::TonIot => Some("type"),
            _ => None,
        }
    }
}

/// Families of attacks: the four of KDD'99, and what later data sets and tools tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    /// No attack.
    Normal,
    /// Denial of service.
    Dos,
    /// Probing and scanning.
    Probe,
    /// Remote to local: entering from outside.
    R2l,
    /// User to root: gaining rights inside.
    U2r,
    /// Guessing of passwords.
    BruteForce,
    /// Against a web application: injection, cross-site scripting.
    WebAttack,
    /// Use of a fault in a program, and code brought in by it.
    Exploit,
    /// Malformed or random input.
    Fuzzing,
    /// A program with ill intent arrives, spreads or acts.
    Malware,
    /// A machine under control talks to its master.
    CommandAndControl,
    /// Data is taken out.
    Exfiltration,
    /// Someone sits between two hosts.
    ManInTheMiddle,
}

impl Family {
    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Dos => "DoS",
            Self::Probe => "Probe",
            Self::R2l => "R2L",
            Self::U2r => "U2R",
            Self::BruteForce => "Brute force",
            Self::WebAttack => "Web attack",
            Self::Exploit => "Exploit",
            Self::Fuzzing => "Fuzzing",
            Self::Malware => "Malware",
            Self::CommandAndControl => "C&C",
            Self::Exfiltration => "Exfiltration",
            Self::ManInTheMiddle => "Man in the middle",
        }
    }
}

/// The family of the first of `words` that is in the label, in whatever case; normal for the names of normal traffic.
fn family_by_words(label: &str, words: &[(&str, Family)]) -> Option<Family> {
    let label = crate::labels::fold(label);
    if crate::labels::is_normal(&label, &crate::labels::default_normal()) {
        return Some(Family::Normal);
    }
    let known = words.iter().find(|(word, _)| label.contains(word));
    known.map(|&(_, family)| family)
}

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Numbers, until a value is none.
    Guess,
    /// Numbers; a row with anything else is a bad one.
    Number,
    /// Words or codes, whatever they look like.
    Symbol,
    /// Numbers, in decimal or hexadecimal.
    Port,
    /// Points in time. Where that is only a guess, a value that is none makes the column text.
    Time { order: TimeOrder, is_certain: bool },
}

pub(crate) use names::{knows, of_names};

/// What [`recognize`] finds.
#[derive(Debug)]
pub(crate) struct Recognized {
    pub(crate) schema: Schema,
    pub(crate) names: Vec<String>,
    pub(crate) readings: Vec<Reading>,
}

/// Recognises a table by its header, or without one by its number of columns and its first rows.
pub(crate) fn recognize(header: Option<&[String]>, n_columns: usize, sample: &[Vec<String>]) -> Recognized {
    let known = match header {
        Some(names) => kdd::by_header(names)
            .or_else(|| flow10::by_header(names))
            .or_else(|| known::by_header(names, sample)),
        None => kdd::by_shape(n_columns, sample)
            .or_else(|| flow10::by_shape(n_columns, sample))
            .or_else(|| unsw::by_shape(n_columns, sample)),
    };
    known.unwrap_or_else(|| {
        let names = unique_names(header, n_columns);
        let readings = names.iter().enumerate();
        let readings = readings.map(|(at, name)| guessed_reading(name, || known::order_of(sample, at)));
        Recognized {
            schema: Schema::Generic,
            readings: readings.collect(),
            names,
        }
    })
}

/// How a column that nobody described is read; `order` looks at its first values.
pub(crate) fn guessed_reading(name: &str, order: impl Fn() -> Option<TimeOrder>) -> Reading {
    let order = generic::is_time_name(name).then(order).flatten();
    order.map_or(Reading::Guess, |order| Reading::Time {
        order,
        is_certain: false,
    })
}

/// Sets role and unit of every column.
pub(crate) fn assign_roles(schema: Schema, columns: &mut [Column]) {
    match schema {
        Schema::Kdd99 | Schema::NslKdd => kdd::assign_roles(columns),
        Schema::Flow10 => flow10::assign_roles(columns),
        other => match known::use_of(other) {
            Some(use_of) => field::assign_roles(columns, use_of),
            None => generic::assign_roles(columns),
        },
    }
}

/// Names without surrounding space, none empty, none twice (`x`, `x.1`, as pandas does).
fn unique_names(header: Option<&[String]>, n_columns: usize) -> Vec<String> {
    let mut taken = std::collections::HashSet::new();
    let mut names = Vec::with_capacity(n_columns);
    for at in 0..n_columns {
        let given = header.and_then(|header| header.get(at)).map_or("", |name| name.trim());
        let base = if given.is_empty() {
            format!("column_{}", at + 1)
        } else {
            given.to_owned()
        };
        let mut name = base.clone();
        let mut n = 0;
        while !taken.insert(name.clone()) {
            n += 1;
            name = format!("{base}.{n}");
        }
        names.push(name);
    }
    names
}

/// A name reduced to lower-case letters and digits with single underscores between: `Src IP`, `src_ip` and `src-ip`
/// are one.
pub(crate) fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// Whether more than half of the sample rows pass, so that bad rows do not hide a schema.
fn most(sample: &[Vec<String>], is_row: impl Fn(&[String]) -> bool) -> bool {
    let n = sample.iter().filter(|row| is_row(row)).count();
    2 * n > sample.len()
}

fn set(column: &mut Column, role: Role, unit: Option<Unit>) {
    column.role = role;
    column.unit = unit;
}
