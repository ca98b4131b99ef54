//! Tables that lack some of the columns that a model was trained on.

use wiresift_table::{Cell, Column, ColumnData, Encoded, Kind, Numbers, Role, Table, Values};

use super::AttackModel;
use crate::ClassifyError;

/// The matrix of a table, and what the table did not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// The matrix; what is missing counts as the median of the rows that were learnt from.
    pub encoded: Encoded,
    /// `[n_rows]`: for every row the columns of the model without a value, as indices into [`Partial::columns`].
    pub missing: Vec<Vec<u32>>,
    /// The model's columns.
    pub columns: Vec<String>,
    /// Those of them that have no value in any row, or that the table does not have at all.
    pub absent: Vec<String>,
    /// The first value that is text where the model knows numbers: its row, its column, and the value.
    pub misfit: Option<(usize, String, String)>,
}

impl AttackModel {
    /// [`AttackModel::encode`] of a table that may lack columns.
    ///
    /// # Errors
    /// [`ClassifyError::Encode`] where the matrix would be too large.
    pub fn encode_partly(&self, table: &Table) -> Result<Partial, ClassifyError> {
        let translated = self.translated(table);
        let named: Vec<(&str, &Column)> = match &translated {
            Some(columns) => columns.named(),
            None => table
                .columns
                .iter()
                .map(|column| (column.name.as_str(), column))
                .collect(),
        };
        let n_rows = table.n_rows();
        let empty = empty(n_rows);
        let columns: Vec<String> = self.encoder.column_names().map(str::to_owned).collect();
        // The last of a name counts, as in encoding.
        let find = |name: &str| named.iter().rev().find(|(known, _)| *known == name);
        let used: Vec<(&str, &Column)> = columns
            .iter()
            .map(|name| find(name).map_or((name.as_str(), &empty), |(_, column)| (name.as_str(), *column)))
            .collect();
        let missing = (0..n_rows).map(|row| {
            let at = (0_u32..).zip(&used);
            let missing = at.filter(|(_, (_, column))| matches!(column.cell(row), Cell::Missing));
            missing.map(|(at, _)| at).collect()
        });
        Ok(Partial {
            encoded: self.encoder.transform_columns(&used, n_rows)?,
            missing: missing.collect(),
            absent: used
                .iter()
                .filter(|(_, column)| is_empty(column))
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            misfit: self.misfit(&used, n_rows),
            columns,
        })
    }

    fn misfit(&self, used: &[(&str, &Column)], n_rows: usize) -> Option<(usize, String, String)> {
        let is_number = |name: &str| {
            let mut features = self.encoder.features().iter();
            features.any(|feature| feature.column == name && feature.category.is_none())
        };
        let mut texts = used
            .iter()
            .filter(|(name, column)| column.kind() != Kind::Number && is_number(name));
        texts.find_map(|(name, column)| {
            let is_text = |text: &str| text.trim().parse::<f64>().is_err();
            (0..n_rows).find_map(|row| match column.cell(row) {
                Cell::Text(text) if is_text(text) => {
                    let shown = text.chars().take(60).collect();
                    Some((row, (*name).to_owned(), shown))
                }
                _ => None,
            })
        })
    }
}

fn is_empty(column: &Column) -> bool {
    column.n_missing >= column.data.len()
}

/// A column without a value.
fn empty(n_rows: usize) -> Column {
    Column {
        name: String::new(),
        data: ColumnData::Number(Numbers::computed(Values::F32(vec![f32::NAN; n_rows]), None)),
        role: Role::Feature,
        scaling: None,
        unit: None,
        n_missing: n_rows,
        n_infinite: 0,
    }
}
