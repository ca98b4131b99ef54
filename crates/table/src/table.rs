//! A table in memory: columns, what they are used for, and what its labels mean.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::column::{Cell, Column, ColumnData, Kind, Numbers, Role, Scaling};
use crate::distinct::{Distinct, distinct_rows};
use crate::labels::{self, LabelCount, Labels, Truth};
use crate::read::number::{Token, classify};
use crate::report::ReadReport;
use crate::saved::SavedTable;
use crate::schema::{self, Schema};
use crate::summary::{ColumnSummary, summarize};

/// A table of typed columns, all of the same length.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "SavedTable")]
pub struct Table {
    /// Name of the file it came from.
    pub name: String,
    /// What it was recognised as.
    pub schema: Schema,
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
    /// What happened while it was read.
    pub report: ReadReport,
    pub(crate) normal_labels: BTreeSet<String>,
    pub(crate) label_column: Option<usize>,
}

/// A column index past the end of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of a table with {n_columns} columns")]
pub struct NoSuchColumn {
    /// The index asked for.
    pub column: usize,
    /// How many columns there are.
    pub n_columns: usize,
}

impl Table {
    pub(crate) fn new(name: String, schema: Schema, columns: Vec<Column>, report: ReadReport) -> Self {
        let mut table = Self {
            name,
            schema,
            columns,
            report,
            normal_labels: labels::default_normal(),
            label_column: None,
        };
        schema::assign_roles(schema, &mut table.columns);
        table.label_column = table.guess_label();
        table
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.report.n_rows
    }

    /// Index of the column called `name`.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// One value, for display; missing outside of the table.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.columns
            .get(column)
            .map_or(Cell::Missing, |column| column.cell(row))
    }

    /// Figures for an overview of column `column`.
    ///
    /// # Errors
    /// [`NoSuchColumn`].
    pub fn column_summary(&self, column: usize) -> Result<ColumnSummary, NoSuchColumn> {
        self.columns
            .get(column)
            .map(summarize)
            .ok_or_else(|| self.no_such(column))
    }

    /// Rows that repeat an earlier row in every column.
    pub fn n_repeated_rows(&self) -> usize {
        let all: Vec<&ColumnData> = self.columns.iter().map(|column| &column.data).collect();
        let distinct = distinct_rows(&all, self.n_rows());
        self.n_rows() - distinct.first_row.len()
    }

    /// The different rows as far as [`Role::Feature`] columns go.
    pub fn distinct_feature_rows(&self) -> Distinct {
        let features = self.columns.iter().filter(|column| column.role == Role::Feature);
        let data: Vec<&ColumnData> = features.map(|column| &column.data).collect();
        distinct_rows(&data, self.n_rows())
    }

    /// Changes what a column is used for. Making a column a label makes it *the* label; taking that role from the
    /// label passes it on to the next column with a label's role.
    ///
    /// # Errors
    /// [`NoSuchColumn`].
    pub fn set_role(&mut self, column: usize, role: Role) -> Result<(), NoSuchColumn> {
        self.column_mut(column)?.role = role;
        if role == Role::Label {
            self.label_column = Some(column);
        } else if self.label_column == Some(column) {
            self.label_column = self.guess_label();
        }
        Ok(())
    }

    /// Sets how a column is scaled; `None` leaves it to the encoder.
    ///
    /// # Errors
    /// [`NoSuchColumn`].
    pub fn set_scaling(&mut self, column: usize, scaling: Option<Scaling>) -> Result<(), NoSuchColumn> {
        self.column_mut(column)?.scaling = scaling;
        Ok(())
    }

    /// Reads a column of strings as numbers; what is no number becomes missing. Returns how many values that costs.
    ///
    /// # Errors
    /// [`NoSuchColumn`].
    pub fn read_as_numbers(&mut self, column: usize) -> Result<usize, NoSuchColumn> {
        let n_rows = self.n_rows();
        let column = self.column_mut(column)?;
        if column.kind() == Kind::Number {
            return Ok(0);
        }
        let n_lost = column.count_not_numbers();
        let mut numbers = Numbers::new();
        for row in 0..n_rows {
            match column.cell(row) {
                Cell::Text(text) => match classify(text.as_bytes()) {
                    Token::Decimal(number) => numbers.push_decimal(number),
                    Token::Float(value, token) => numbers.push_float(value, token),
                    Token::Missing | Token::Text => numbers.push_missing(),
                },
                Cell::Missing | Cell::Number { .. } => numbers.push_missing(),
            }
        }
        let (name, role, scaling, unit) = (column.name.clone(), column.role, column.scaling, column.unit);
        *column = Column {
            role,
            scaling,
            unit,
            ..Column::new(name, ColumnData::Number(numbers))
        };
        Ok(n_lost)
    }

    /// The column that says what each row really is. Other columns with [`Role::Label`] only give more detail.
    pub fn label_column(&self) -> Option<usize> {
        self.label_column
    }

    /// The label of every row; `None` when there is no label column, or it is empty.
    pub fn labels(&self) -> Option<Labels> {
        let column = self.columns.get(self.label_column?)?;
        labels::labels(column)
    }

    /// How often each label occurs, most frequent first.
    pub fn label_counts(&self) -> Vec<LabelCount> {
        self.labels()
            .map(|labels| self.count_labels(&labels))
            .unwrap_or_default()
    }

    fn count_labels(&self, labels: &Labels) -> Vec<LabelCount> {
        let counted = labels.names.iter().zip(labels.counts());
        let mut counts: Vec<LabelCount> = counted
            .map(|(name, count)| LabelCount {
                name: name.clone(),
                count,
                is_normal: self.label_is_normal(name),
                family: self.schema.family(name),
            })
            .collect();
        wiresift_order::sort_by(&mut counts, |a, b| {
            b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name))
        });
        counts
    }

    /// What each row really is, by its label; `None` as for [`Table::labels`].
    pub fn truth(&self) -> Option<Vec<Truth>> {
        let labels = self.labels()?;
        let meaning: Vec<Truth> = labels
            .names
            .iter()
            .map(|name| {
                if self.label_is_normal(name) {
                    Truth::Normal
                } else if labels::is_unknown(name) {
                    Truth::Unknown
                } else {
                    Truth::Anomaly
                }
            })
            .collect();
        let truth = |&code: &u32| meaning.get(code as usize).copied().unwrap_or(Truth::Unknown);
        Some(labels.codes.iter().map(truth).collect())
    }

    /// Whether a label means normal traffic. Case and a full stop at the end do not matter.
    pub fn label_is_normal(&self, label: &str) -> bool {
        labels::is_normal(label, &self.normal_labels)
    }

    /// Labels that mean normal traffic, in lower case.
    pub fn normal_labels(&self) -> &BTreeSet<String> {
        &self.normal_labels
    }

    /// Replaces the labels that mean normal traffic.
    pub fn set_normal_labels(&mut self, names: impl IntoIterator<Item = String>) {
        self.normal_labels = names.into_iter().map(|name| labels::fold(&name)).collect();
    }

    fn guess_label(&self) -> Option<usize> {
        let names_attacks = |column: &Column| {
            column.role == Role::Label
                && column.n_missing == 0
                && self.schema.kind_of_attack() == Some(column.name.as_str())
        };
        if let Some(at) = self.columns.iter().position(names_attacks) {
            return Some(at);
        }
        let labels = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.role == Role::Label);
        let rank = |column: &Column| {
            let is_empty = column.n_missing == column.data.len();
            (
                is_empty,
                schema::generic::label_rank(&column.name).unwrap_or(usize::MAX),
            )
        };
        labels.min_by_key(|(_, column)| rank(column)).map(|(at, _)| at)
    }

    fn column_mut(&mut self, column: usize) -> Result<&mut Column, NoSuchColumn> {
        let error = self.no_such(column);
        self.columns.get_mut(column).ok_or(error)
    }

    fn no_such(&self, column: usize) -> NoSuchColumn {
        NoSuchColumn {
            column,
            n_columns: self.columns.len(),
        }
    }
}
