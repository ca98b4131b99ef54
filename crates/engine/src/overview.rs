//! What is in a table, in a form that can be shown.

use wiresift_table::{ColumnSummary, Kind, NumberSummary, SkippedRows, Table, ValueSummary};

use crate::loaded::Loaded;
use crate::message::{self, ColumnKind, ColumnOverview, LabelCount, Overview};
use crate::opening::Opened;

/// Describes a table.
pub(crate) fn overview(loaded: &Loaded) -> Overview {
    let Opened {
        table,
        size_bytes,
        seconds_read,
        n_repeated_rows,
        warnings,
        captured,
    } = &loaded.opened;
    let report = &table.report;
    let read = report.warnings.iter().map(ToString::to_string);
    Overview {
        name: table.name.clone(),
        schema: table.schema.name().to_owned(),
        noun: loaded.noun(),
        n_rows: table.n_rows() as u64,
        n_repeated_rows: *n_repeated_rows,
        n_skipped_rows: report.n_skipped,
        skipped: report.skipped.iter().map(skipped).collect(),
        warnings: warnings.iter().cloned().chain(read).collect(),
        size_bytes: *size_bytes,
        seconds_read: *seconds_read,
        columns: (0..table.columns.len()).filter_map(|at| column(table, at)).collect(),
        labels: labels(table),
        has_times: loaded.time_column().is_some(),
        capture: captured.as_ref().map(|captured| Box::new(captured.summary.clone())),
    }
}

/// The values of the label, most frequent first.
pub(crate) fn labels(table: &Table) -> Vec<LabelCount> {
    let counts = table.label_counts().into_iter();
    counts
        .map(|count| LabelCount {
            label: count.name,
            family: count.family.map(|family| family.name().to_owned()),
            n_rows: count.count as u64,
            is_normal: count.is_normal,
        })
        .collect()
}

fn skipped(rows: &SkippedRows) -> String {
    let examples: Vec<String> = rows.examples.iter().map(ToString::to_string).collect();
    let noun = if rows.count == 1 { "row" } else { "rows" };
    format!(
        "{} {noun} skipped, {}: {}",
        rows.count,
        rows.reason,
        examples.join("; ")
    )
}

fn column(table: &Table, at: usize) -> Option<ColumnOverview> {
    let column = table.columns.get(at)?;
    let ColumnSummary {
        kind,
        n_missing,
        n_infinite,
        n_distinct,
        is_distinct_capped,
        values,
    } = table.column_summary(at).ok()?;
    let (numbers, top) = match values {
        ValueSummary::Number(numbers) => (numbers.map(number), Vec::new()),
        ValueSummary::Category(top) => (
            None,
            top.into_iter().map(|(name, count)| (name, count as u64)).collect(),
        ),
        ValueSummary::Text(first) => (None, first.into_iter().map(|name| (name, 0)).collect()),
    };
    Some(ColumnOverview {
        index: u32::try_from(at).ok()?,
        name: column.name.clone(),
        unit: column.unit.map(|unit| unit.to_string()),
        kind: match kind {
            Kind::Number => ColumnKind::Number,
            Kind::Category => ColumnKind::Category,
            Kind::Text => ColumnKind::Text,
        },
        role: column.role,
        scaling: column.scaling,
        n_missing: (n_missing + n_infinite) as u64,
        n_distinct: n_distinct as u64,
        distinct_capped: is_distinct_capped,
        numbers,
        top,
    })
}

fn number(
    NumberSummary {
        min, mean, median, max, ..
    }: NumberSummary,
) -> message::NumberSummary {
    message::NumberSummary { min, median, mean, max }
}
