//! Rules that mute rows, made from one of them.
//!
//! A rule is a filter, so that what it hides can be looked at, and it means the same in the next file. It cannot speak of incidents
//! or of muting, which follow from it.

use wiresift_filter::{Refine, Selection, parse, refine};

use super::build::Built;
use super::hosts::{Ends, text};
use crate::errors::sentence;
use crate::loaded::Loaded;
use crate::message::{ErrorReport, MutePreview, MuteRule, MuteScope};

/// Whether an expression can be a rule.
///
/// # Errors
/// One that is no filter, or lets everything pass.
pub(super) fn check(expression: &str) -> Result<(), ErrorReport> {
    let hint = Some("Make the rule from a row, or mend its filter.");
    if expression.trim().is_empty() {
        return Err(ErrorReport::setting(
            "A rule without a filter would mute everything.".to_owned(),
            hint,
        ));
    }
    let parsed = parse(expression).map_err(|error| ErrorReport::setting(sentence(&error.to_string()), hint));
    parsed.map(drop)
}

impl Loaded {
    /// The rows that some rule mutes; `None` without rules.
    pub(super) fn muted(&self, rules: &[MuteRule]) -> Option<Selection> {
        let of_rules = rules.iter().filter_map(|rule| self.rows_of(&rule.expression).ok());
        of_rules.reduce(|all, rows| all | &rows)
    }

    pub(super) fn counted_rules(&self, rules: &[MuteRule]) -> Vec<MuteRule> {
        let counted = rules.iter().map(|rule| MuteRule {
            n_rows: self.rows_of(&rule.expression).ok().map(|rows| rows.count() as u64),
            ..rule.clone()
        });
        counted.collect()
    }

    /// What a rule made from `row` would mute.
    ///
    /// # Errors
    /// Without that row, or in a table without addresses.
    pub(super) fn preview(&self, row: u32, scope: MuteScope) -> Result<MutePreview, ErrorReport> {
        let (name, expression) = self.rule_of(row as usize, scope)?;
        let rows = self
            .rows_of(&expression)
            .map_err(|error| ErrorReport::bug(error.to_string()))?;
        let n_anomalies = rows.rows().filter(|&row| self.is_anomaly(row as usize)).count();
        let rule = MuteRule {
            id: 0,
            name: name.clone(),
            expression: expression.clone(),
            at: 0.0,
            n_rows: None,
        };
        let rules: Vec<MuteRule> = self.desk.rules.iter().cloned().chain([rule]).collect();
        let after = Built::of(self, self.muted(&rules).as_ref());
        let before = self.built();
        let left = |key: &String| after.keys.iter().zip(&after.incidents).find(|(known, _)| *known == key);
        let mut gone = Vec::new();
        let mut n_smaller = 0;
        for (key, incident) in before.keys.iter().zip(&before.incidents) {
            match left(key) {
                None => gone.push(incident.title.clone()),
                Some((_, left)) => n_smaller += u32::from(left.n_rows < incident.n_rows),
            }
        }
        Ok(MutePreview {
            name,
            expression,
            n_rows: rows.count() as u64,
            n_anomalies: n_anomalies as u64,
            gone,
            n_smaller,
        })
    }

    /// A rule in words and as a filter.
    fn rule_of(&self, row: usize, scope: MuteScope) -> Result<(String, String), ErrorReport> {
        let table = self.table();
        if row >= table.n_rows() {
            return Err(ErrorReport::bug(format!("There is no row {row}.")));
        }
        let ends = Ends::of(table).ok_or_else(|| {
            let hint = "Dismiss its incident instead, or mark rows as false positives.";
            ErrorReport::setting("The table names no hosts that could be muted.".to_owned(), Some(hint))
        })?;
        let [from, to] = [ends.originator, ends.responder].map(|column| text(table, row, column));
        let port = ends.port.map(|column| (column, text(table, row, column)));
        let on_port = port
            .as_ref()
            .map_or_else(String::new, |(_, port)| format!(" on port {port}"));
        let port = port.map(|(column, _)| column);
        let (name, columns) = match scope {
            MuteScope::PairOnPort => (
                format!("{from} to {to}{on_port}"),
                vec![Some(ends.originator), Some(ends.responder), port],
            ),
            MuteScope::Pair => (
                format!("{from} to {to}"),
                vec![Some(ends.originator), Some(ends.responder)],
            ),
            MuteScope::Originator => (format!("everything that {from} begins"), vec![Some(ends.originator)]),
            MuteScope::Service => (format!("everything to {to}{on_port}"), vec![Some(ends.responder), port]),
        };
        let mut expression = String::new();
        for column in columns.into_iter().flatten() {
            let cell = table.cell(row, column);
            expression = refine(&expression, Refine::Include, &table.columns[column].name, &cell)
                .map_err(|error| ErrorReport::bug(error.to_string()))?;
        }
        Ok((name, expression))
    }
}
