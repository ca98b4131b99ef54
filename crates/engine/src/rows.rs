//! Pages of rows, in any order.

use wiresift_table::{Column, ColumnData, Table};

use crate::loaded::Loaded;
use crate::message::{ErrorReport, Filter, RowPage, RowQuery, RowSummary, RowVerdict, SortKey, TableSlot};
use crate::ranking::{indices, sort_by_number};
use crate::session::Session;

/// Most rows in an answer.
const MAX_ROWS: u32 = 1_000;

/// The rows of the last query, kept because the next one mostly asks for another page of the same.
#[derive(Clone, Debug)]
pub(crate) struct Sorted {
    anomalies_only: bool,
    filter: Filter,
    sort: SortKey,
    descending: bool,
    rows: Vec<u32>,
}

impl Session {
    /// A page of rows.
    ///
    /// # Errors
    /// Without a table.
    pub fn rows(&mut self, slot: TableSlot, query: &RowQuery) -> Result<RowPage, ErrorReport> {
        let loaded = self.loaded_mut(slot)?;
        let kept = loaded.sorted.take().filter(|sorted| sorted.answers(query));
        let sorted = match kept {
            Some(sorted) => sorted,
            None => sort(loaded, query)?,
        };
        let page = page(loaded, &sorted.rows, query);
        loaded.sorted = Some(sorted);
        Ok(page)
    }
}

fn page(loaded: &Loaded, rows: &[u32], query: &RowQuery) -> RowPage {
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX).min(rows.len());
    let end = rows.len().min(offset + query.limit.min(MAX_ROWS) as usize);
    let page = rows[offset..end].iter().map(|&row| {
        let mut summary = row_summary(loaded, row as usize);
        let cells = query.columns.iter();
        summary.cells = cells
            .map(|&at| loaded.table().cell(row as usize, at as usize).to_string())
            .collect();
        summary
    });
    RowPage {
        offset: offset as u64,
        n_total: rows.len() as u64,
        rows: page.collect(),
    }
}

impl Sorted {
    fn answers(&self, query: &RowQuery) -> bool {
        self.anomalies_only == query.anomalies_only
            && self.filter == query.filter
            && self.sort == query.sort
            && self.descending == query.descending
    }
}

/// A row's verdict and label, without cells.
pub(crate) fn row_summary(loaded: &Loaded, row: usize) -> RowSummary {
    let table = loaded.table();
    let label = label(table, row);
    RowSummary {
        row: u32::try_from(row).unwrap_or(u32::MAX),
        verdict: loaded.scored().map(|scored| RowVerdict {
            rank: scored.ranking.rank[row] + 1,
            score: scored.score(row),
            votes: scored.votes(row),
            confidence: scored.confidence(row),
            severity: scored.severity(row),
        }),
        is_attack: label.as_deref().map(|label| !table.label_is_normal(label)),
        label,
        family: loaded.families().and_then(|families| families.row(row)),
        mark: u32::try_from(row)
            .ok()
            .and_then(|row| loaded.heard.marks().get(&row).cloned()),
        cells: Vec::new(),
    }
}

/// The row's label as written.
pub(crate) fn label(table: &Table, row: usize) -> Option<String> {
    Some(table.cell(row, table.label_column()?).to_string()).filter(|label| !label.is_empty())
}

fn sort(loaded: &Loaded, query: &RowQuery) -> Result<Sorted, ErrorReport> {
    let (table, scored) = (loaded.table(), loaded.scored());
    let passes = loaded.passes(&query.filter)?;
    let is_wanted = |row: &u32| {
        let row = *row as usize;
        passes(row) && (!query.anomalies_only || scored.is_none() || loaded.is_anomaly(row))
    };
    let mut rows: Vec<u32> = match scored {
        Some(scored) => scored.ranking.order.iter().copied().filter(is_wanted).collect(),
        None => indices(table.n_rows()).filter(is_wanted).collect(),
    };
    let descending = query.descending;
    match query.sort {
        SortKey::Score if descending || scored.is_none() => {}
        SortKey::Score => rows.reverse(),
        SortKey::Row => sort_by_number(&mut rows, descending, |row| Some(row.into())),
        SortKey::Votes => {
            let votes = |row| Some(scored?.votes(row as usize).count_ones().into());
            sort_by_number(&mut rows, descending, votes);
        }
        SortKey::Family => {
            let suspicion = |row| loaded.families()?.suspicion(row as usize);
            sort_by_number(&mut rows, descending, suspicion);
        }
        SortKey::Label => {
            if let Some(labels) = table.labels() {
                sort_by_name(&mut rows, &labels.names, &labels.codes, descending);
            }
        }
        SortKey::Column(at) => {
            if let Some(column) = table.columns.get(at as usize) {
                sort_by_column(&mut rows, column, descending);
            }
        }
    }
    Ok(Sorted {
        anomalies_only: query.anomalies_only,
        filter: query.filter.clone(),
        sort: query.sort,
        descending,
        rows,
    })
}

fn sort_by_column(rows: &mut [u32], column: &Column, descending: bool) {
    match &column.data {
        ColumnData::Number(numbers) => {
            sort_by_number(rows, descending, |row| Some(numbers.get(row as usize)));
        }
        ColumnData::Category(category) => sort_by_name(rows, &category.names, &category.codes, descending),
        // Rows without a text come last either way.
        ColumnData::Text(text) => rows.sort_by(|&a, &b| {
            let (a, b) = (text.get(a as usize), text.get(b as usize));
            let of_texts = || if descending { b.cmp(a) } else { a.cmp(b) };
            a.is_empty().cmp(&b.is_empty()).then_with(of_texts)
        }),
    }
}

/// By the alphabet; a row's code is the place of its name.
fn sort_by_name(rows: &mut [u32], names: &[String], codes: &[u32], descending: bool) {
    let places = alphabetical(names);
    let place = |row: u32| places.get(codes[row as usize] as usize);
    sort_by_number(rows, descending, |row| place(row).map(|&place| place as f64));
}

/// For each name its place in the alphabet: comparing places is much faster than comparing names.
fn alphabetical(names: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| names[a].cmp(&names[b]));
    let mut places = vec![0; names.len()];
    for (place, at) in order.into_iter().enumerate() {
        places[at] = place;
    }
    places
}
