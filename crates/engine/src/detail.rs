//! Everything about one row: what each detector says, and what is usual for each of its values.

use hashbrown::HashMap;
use wiresift_table::{Category, Cell, Column, ColumnData, Numbers, Role, Table};

use crate::flow_detail::flow_detail;
use crate::loaded::Loaded;
use crate::message::{DetailCell, ErrorReport, RowDetail, TableSlot, Verdict};
use crate::ranking::indices;
use crate::rows::row_summary;
use crate::session::Session;

/// Rows that the usual values are taken from; more would not change them to the digits shown.
const N_SAMPLED: usize = 20_000;

/// Share of the rows within the usual range of a number.
const RANGE: f64 = 0.95;

/// A value that fewer of the rows have is unusual.
const RARE: f64 = 0.01;

/// Values of a category that are named.
const N_NAMED: usize = 3;

/// What is usual in a column, among the rows that are no anomaly; among all, before that is known.
#[derive(Clone, Debug)]
pub(crate) enum Usual {
    Range { low: f64, high: f64 },
    Values(Vec<(String, f64)>),
    Nothing,
}

/// What is usual in each column of a table, by its name.
pub(crate) fn usual_by_name(loaded: &Loaded) -> HashMap<String, Usual> {
    let columns = loaded.table().columns.iter();
    columns
        .map(|column| (column.name.clone(), usual(column, loaded)))
        .collect()
}

/// What is usual in another table's columns, by what was usual in one.
pub(crate) fn usual_from(known: &HashMap<String, Usual>, table: &Table) -> Vec<Usual> {
    let columns = table.columns.iter();
    columns
        .map(|column| known.get(&column.name).cloned().unwrap_or(Usual::Nothing))
        .collect()
}

impl Session {
    /// One row with its verdicts and all its cells.
    ///
    /// # Errors
    /// Without a table, or without that row.
    pub fn row(&mut self, slot: TableSlot, row: u32) -> Result<RowDetail, ErrorReport> {
        let loaded = self.loaded_mut(slot)?;
        let usual = loaded.usual.take().unwrap_or_else(|| {
            let columns = loaded.table().columns.iter();
            columns.map(|column| usual(column, loaded)).collect()
        });
        loaded.usual = Some(usual);
        let (loaded, row) = (self.loaded(slot)?, row as usize);
        let table = loaded.table();
        if row >= table.n_rows() {
            return Err(ErrorReport::bug(format!("There is no row {row}.")));
        }
        let usual = loaded.usual.as_deref().unwrap_or_default();
        let columns = indices(table.columns.len()).zip(&table.columns).zip(usual);
        Ok(RowDetail {
            summary: row_summary(loaded, row),
            verdicts: self.verdicts(loaded, row)?,
            cells: columns
                .map(|((at, column), usual)| cell(table, at, column, usual, row))
                .collect(),
            flow: flow_detail(loaded, row).map(Box::new),
        })
    }

    fn verdicts(&self, loaded: &Loaded, row: usize) -> Result<Vec<Verdict>, ErrorReport> {
        let Some(scored) = loaded.scored() else {
            return Ok(Vec::new());
        };
        let voters = self.fitting()?.voters().zip(scored.scores.iter());
        let verdicts = voters.map(|((kind, member), scores)| {
            let score = scores[scored.distinct_of[row] as usize];
            Verdict {
                kind,
                score: f64::from(score),
                threshold: f64::from(member.threshold),
                percentile: member.calibration.percentile(score),
                vote: score > member.threshold,
            }
        });
        Ok(verdicts.collect())
    }
}

fn cell(table: &Table, at: u32, column: &Column, usual: &Usual, row: usize) -> DetailCell {
    let cell = column.cell(row);
    DetailCell {
        column: at,
        name: column.name.clone(),
        about: about(table, &column.name),
        unit: column.unit.map(|unit| unit.to_string()),
        role: column.role,
        value: cell.to_string(),
        usual: usual.words(),
        is_unusual: column.role == Role::Feature && usual.excludes(&cell),
    }
}

fn usual(column: &Column, loaded: &Loaded) -> Usual {
    let n_rows = loaded.table().n_rows();
    let step = n_rows.div_ceil(N_SAMPLED).max(1);
    let rows = (0..n_rows).step_by(step).filter(|&row| !loaded.is_anomaly(row));
    match &column.data {
        ColumnData::Number(numbers) => usual_range(numbers, rows),
        ColumnData::Category(category) => usual_values(category, rows),
        ColumnData::Text(_) => Usual::Nothing,
    }
}

fn usual_range(numbers: &Numbers, rows: impl Iterator<Item = usize>) -> Usual {
    let mut values: Vec<f64> = rows
        .map(|row| numbers.get(row))
        .filter(|value| value.is_finite())
        .collect();
    if values.is_empty() {
        return Usual::Nothing;
    }
    values.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the number of values"
    )]
    let cut = ((1.0 - RANGE) / 2.0 * values.len() as f64) as usize;
    Usual::Range {
        low: values[cut],
        high: values[values.len() - 1 - cut],
    }
}

fn usual_values(category: &Category, rows: impl Iterator<Item = usize>) -> Usual {
    let mut counts = vec![0_u32; category.names.len()];
    for row in rows {
        if let Some(count) = counts.get_mut(category.codes[row] as usize) {
            *count += 1;
        }
    }
    let total = f64::from(counts.iter().sum::<u32>());
    if total == 0.0 {
        return Usual::Nothing;
    }
    let named = category.names.iter().zip(&counts).filter(|(_, count)| **count > 0);
    let mut shares: Vec<(String, f64)> = named
        .map(|(name, &count)| (name.clone(), f64::from(count) / total))
        .collect();
    wiresift_order::sort_by(&mut shares, |a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Usual::Values(shares)
}

impl Usual {
    fn words(&self) -> String {
        match self {
            Self::Range { low, high } if low >= high => short(*low),
            Self::Range { low, high } => format!("{} to {}", short(*low), short(*high)),
            Self::Values(shares) => {
                let named = shares.iter().take(N_NAMED);
                let words: Vec<String> = named
                    .map(|(name, share)| format!("{name} ({:.0}%)", share * 100.0))
                    .collect();
                words.join(", ")
            }
            Self::Nothing => String::new(),
        }
    }

    fn excludes(&self, cell: &Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Range { low, high }, Cell::Number { value, .. }) => !(*low..=*high).contains(value),
            (Self::Values(shares), Cell::Text(text)) => shares
                .iter()
                .find(|(name, _)| name == text)
                .is_none_or(|(_, share)| *share < RARE),
            (Self::Range { .. } | Self::Values(_) | Self::Nothing, _) => false,
        }
    }
}

/// What a column is, for people, where that is known.
pub(crate) fn about(table: &Table, column: &str) -> Option<String> {
    let about = table.schema.about(column)?;
    // Docs set names of columns apart; a page has no need to.
    Some(about.replace('`', ""))
}

/// A number with at most four digits that mean something.
pub(crate) fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1_000.0 {
        return format!("{value:.0}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=12"
    )]
    let decimals = (3.0 - value.abs().log10().floor()).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (1.0, "1"),
            (0.170_000_001, "0.17"),
            (1_234.5, "1234"),
            (99.25, "99.25"),
            (-0.001_234_5, "-0.001234"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn a_value_outside_the_range_is_unusual() {
        let usual = Usual::Range { low: 1.0, high: 5.0 };
        let number = |value: f64| Cell::Number {
            value,
            text: value.to_string().into(),
        };
        assert!(usual.excludes(&number(5.1)));
        assert!(!usual.excludes(&number(5.0)));
        assert!(!usual.excludes(&Cell::Missing));
        assert_eq!(usual.words(), "1 to 5");
    }

    #[test]
    fn a_rare_value_is_unusual_and_so_is_a_new_one() {
        let usual = Usual::Values(vec![("tcp".to_owned(), 0.995), ("icmp".to_owned(), 0.005)]);
        assert!(!usual.excludes(&Cell::Text("tcp")));
        assert!(usual.excludes(&Cell::Text("icmp")));
        assert!(usual.excludes(&Cell::Text("gre")));
    }
}
