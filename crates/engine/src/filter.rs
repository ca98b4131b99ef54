//! Which rows pass a filter, and help while one is typed.

use std::cell::OnceCell;

use wiresift_filter::{
    AddressCache, Computed, ComputedValues, Fields, FilterError, Program, Refine, Selection, complete, parse, refine,
};
use wiresift_table::Truth;

use crate::errors::sentence;
use crate::family::Families;
use crate::fitting::Scored;
use crate::loaded::Loaded;
use crate::message::{
    DetectorKind, ErrorReport, Filter, FilterCheck, FilterProblem, FilterProposal, Judgement, Refinement, TableSlot,
};
use crate::session::Session;

/// The words of the severity, from the least.
const SEVERITIES: &[&str] = &["none", "low", "medium", "high"];
/// The words of the risk of an attack family, from the least.
const RISKS: &[&str] = &["low", "medium", "high", "critical"];
/// What labels say of rows.
const TRUTHS: &[&str] = &["normal", "attack"];
/// The words of the analyst's marks.
const MARKS: &[&str] = &["false_positive", "true_positive"];

/// The last expression and the rows that pass it: every card of the page asks with the same one.
#[derive(Debug)]
pub(crate) struct Selected {
    expression: String,
    rows: Selection,
}

impl Loaded {
    /// Whether a row passes a filter. A table without times has no row at any time.
    ///
    /// # Errors
    /// An expression that is none, or asks for what the table does not have.
    pub(crate) fn passes(&self, filter: &Filter) -> Result<impl Fn(usize) -> bool, ErrorReport> {
        let selection = self.selection(&filter.expression).map_err(|error| {
            let hint = "Mend the filter, or clear it.";
            ErrorReport::setting(sentence(&error.to_string()), Some(hint))
        })?;
        let (times, range) = (self.times(), filter.time);
        Ok(move |row| {
            let is_selected = selection.as_ref().is_none_or(|selection| selection.contains(row));
            is_selected
                && match (range, &times) {
                    (None, _) => true,
                    (Some(range), Some(times)) => range.contains(times(row)),
                    (Some(_), None) => false,
                }
        })
    }

    /// The rows that pass an expression; `None` for all.
    fn selection(&self, expression: &str) -> Result<Option<Selection>, FilterError> {
        if expression.trim().is_empty() {
            return Ok(None);
        }
        if let Some(selected) = self.selected.borrow().as_ref()
            && selected.expression == expression
        {
            return Ok(Some(selected.rows.clone()));
        }
        let parsed = parse(expression)?;
        let rows = self.with_fields(|fields| Ok::<_, FilterError>(Program::new(&parsed, fields)?.run()))?;
        self.selected.replace(Some(Selected {
            expression: expression.to_owned(),
            rows: rows.clone(),
        }));
        Ok(Some(rows))
    }

    /// The rows that pass an expression that does not speak of incidents.
    pub(crate) fn rows_of(&self, expression: &str) -> Result<Selection, FilterError> {
        let parsed = parse(expression)?;
        self.with_plain_fields(Vec::new(), |fields| Ok(Program::new(&parsed, fields)?.run()))
    }

    /// What an expression can name: the columns, what the ensemble says of rows, what the analyst does, and incidents.
    fn with_fields<T>(&self, ask: impl FnOnce(&Fields<'_>) -> T) -> T {
        let incident = number("incident", "the number of the incident it belongs to, or 0", |row| {
            f64::from(self.incident_of(row))
        });
        self.with_plain_fields(vec![incident], ask)
    }

    /// The same without incidents, which follow from what they can be asked by, but for `computed`.
    fn with_plain_fields<'a, T>(&'a self, computed: Vec<Computed<'a>>, ask: impl FnOnce(&Fields<'_>) -> T) -> T {
        let cache = self.addresses.get_or_init(|| AddressCache::new(self.table()));
        let names = self.families().map(Families::names);
        let votes = self.scored().map(Scored::voters).unwrap_or_default();
        let votes: Vec<(String, DetectorKind)> = votes
            .iter()
            .map(|kind| (format!("vote.{}", kind.name()), *kind))
            .collect();
        let truth = OnceCell::new();
        let mut computed: Vec<Computed<'_>> = computed;
        if self.table().label_column().is_some() {
            computed.push(choice(
                "truth",
                "normal or attack, as the label says",
                TRUTHS,
                false,
                |row| match truth.get_or_init(|| self.table().truth()).as_ref()?.get(row)? {
                    Truth::Normal => Some(0),
                    Truth::Anomaly => Some(1),
                    Truth::Unknown => None,
                },
            ));
        }
        if let Some(times) = self.times() {
            computed.push(number(
                "time.hour",
                "the hour of the day it began in, UTC, from 0 to 23",
                move |row| hour_of_day(times(row)),
            ));
        }
        computed.push(choice("mark", "what you say of the row", MARKS, false, |row| {
            let mark = self.heard.marks().get(&u32::try_from(row).ok()?)?;
            Some(usize::from(mark.judgement == Judgement::TruePositive))
        }));
        if let (Some(families), Some(names)) = (self.families(), &names) {
            computed.extend([
                choice("family", "the attack that it looks like", names, false, |row| {
                    families.class(row)
                }),
                number("family.confidence", "how sure the family is, from 0 to 1", |row| {
                    families.confidence(row)
                }),
                choice("risk", "low, medium, high or critical", RISKS, true, |row| {
                    families.risk(row)
                }),
            ]);
        }
        if let Some(scored) = self.scored() {
            computed.extend([
                number("score", "how anomalous, from 0 to 1", |row| scored.score(row)),
                number("rank", "the place by score, from 1", |row| {
                    f64::from(scored.ranking.rank[row] + 1)
                }),
                number("votes", "detectors that call it anomalous", |row| {
                    f64::from(scored.votes(row).count_ones())
                }),
                number("confidence", "votes over detectors", |row| scored.confidence(row)),
                choice("severity", "none, low, medium or high", SEVERITIES, true, |row| {
                    Some(scored.severity(row) as usize)
                }),
            ]);
        }
        if let Some(scored) = self.scored() {
            // A detector that does not vote has nothing to say: its name alone asks for its votes.
            computed.extend(votes.iter().map(|(name, kind)| {
                number(name, "1 where this detector calls it anomalous", move |row| {
                    if scored.votes(row) & kind.bit() == 0 {
                        f64::NAN
                    } else {
                        1.0
                    }
                })
            }));
        }
        ask(&Fields::new(self.table(), cache, computed))
    }
}

/// The hour of the day, 0 to 23, of a time in seconds since the Unix epoch, UTC; NaN of none.
pub(crate) fn hour_of_day(time: f64) -> f64 {
    (time.rem_euclid(86_400.0) / 3_600.0).floor().min(23.0)
}

fn number<'a>(name: &'a str, about: &'a str, of: impl Fn(usize) -> f64 + 'a) -> Computed<'a> {
    Computed {
        name,
        about,
        values: ComputedValues::Number(Box::new(of)),
    }
}

fn choice<'a>(
    name: &'a str,
    about: &'a str,
    names: &'a [&'a str],
    is_ordered: bool,
    of: impl Fn(usize) -> Option<usize> + 'a,
) -> Computed<'a> {
    Computed {
        name,
        about,
        values: ComputedValues::Choice {
            names,
            is_ordered,
            of: Box::new(of),
        },
    }
}

impl Session {
    /// What there is to say of an expression with the cursor after `cursor` bytes. A mistake in it is part of the answer.
    ///
    /// # Errors
    /// Without a table.
    pub fn check_filter(&self, slot: TableSlot, expression: &str, cursor: u32) -> Result<FilterCheck, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let completions = loaded.with_fields(|fields| complete(expression, cursor as usize, fields));
        let (problem, n_passing) = match loaded.selection(expression) {
            Ok(None) => (None, Some(loaded.table().n_rows() as u64)),
            Ok(Some(rows)) => (None, Some(rows.count() as u64)),
            Err(error) => (Some(problem(&error)), None),
        };
        let proposals = completions.items.into_iter().map(|item| FilterProposal {
            text: item.text,
            about: item.about,
        });
        Ok(FilterCheck {
            problem,
            n_passing,
            start: byte(completions.span.start),
            end: byte(completions.span.end),
            proposals: proposals.collect(),
        })
    }

    /// An expression after a click on a cell.
    ///
    /// # Errors
    /// Without a table or that cell, or for an expression that is none.
    pub fn refine_filter(
        &self,
        slot: TableSlot,
        expression: &str,
        cell: (u32, u32),
        refinement: Refinement,
    ) -> Result<String, ErrorReport> {
        let table = self.loaded(slot)?.table();
        let (row, at) = (cell.0 as usize, cell.1 as usize);
        let column = table.columns.get(at).filter(|_| row < table.n_rows());
        let column = column.ok_or_else(|| ErrorReport::bug(format!("There is no cell {row}, {at}.")))?;
        let how = match refinement {
            Refinement::Include => Refine::Include,
            Refinement::Exclude => Refine::Exclude,
            Refinement::Only => Refine::Only,
        };
        refine(expression, how, &column.name, &table.cell(row, at))
            .map_err(|error| ErrorReport::setting(sentence(&error.to_string()), Some("Mend the filter first.")))
    }
}

fn problem(error: &FilterError) -> FilterProblem {
    let span = error.span();
    FilterProblem {
        message: sentence(&error.to_string()),
        start: byte(span.start),
        end: byte(span.end),
    }
}

fn byte(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
