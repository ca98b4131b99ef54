//! Known tables, and good guesses for the others.

mod flow10;
pub(crate) mod generic;
mod kdd;

use serde::{Deserialize, Serialize};

use crate::column::{Column, Kind, Role, Unit};

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
}

impl Schema {
    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flow10 => "Flow table (10 features)",
            Self::Kdd99 => "KDD Cup 1999",
            Self::NslKdd => "NSL-KDD",
            Self::Generic => "Table",
        }
    }

    /// Attack family of a label; `None` where the schema does not say.
    pub fn family(self, label: &str) -> Option<Family> {
        match self {
            Self::Kdd99 | Self::NslKdd => kdd::family(label),
            Self::Flow10 => flow10::family(label),
            Self::Generic => None,
        }
    }
}

/// Attack families of KDD'99.
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
        }
    }
}

/// What [`recognize`] finds.
#[derive(Debug)]
pub(crate) struct Recognized {
    pub(crate) schema: Schema,
    pub(crate) names: Vec<String>,
    /// Fixed kinds; `None` where the values decide.
    pub(crate) kinds: Vec<Option<Kind>>,
}

/// Recognises a table by its header, or without one by its number of columns and its first rows.
pub(crate) fn recognize(header: Option<&[String]>, n_columns: usize, sample: &[Vec<String>]) -> Recognized {
    let known = match header {
        Some(names) => kdd::by_header(names).or_else(|| flow10::by_header(names)),
        None => kdd::by_shape(n_columns, sample).or_else(|| flow10::by_shape(n_columns, sample)),
    };
    known.unwrap_or_else(|| Recognized {
        schema: Schema::Generic,
        names: unique_names(header, n_columns),
        kinds: vec![None; n_columns],
    })
}

/// Sets role and unit of every column.
pub(crate) fn assign_roles(schema: Schema, columns: &mut [Column]) {
    match schema {
        Schema::Kdd99 | Schema::NslKdd => kdd::assign_roles(columns),
        Schema::Flow10 => flow10::assign_roles(columns),
        Schema::Generic => generic::assign_roles(columns),
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
            out.extend(c.to_lowercase());
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
