//! What is shown of a row.

use leptos::prelude::*;
use wiresift_engine::message::{ColumnKind, ColumnOverview, Role, SortKey};

/// Cells of the table shown before anyone chooses.
const N_DEFAULT_CELLS: usize = 8;

/// A column of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableColumn {
    /// The ensemble's score.
    Score,
    /// Low, medium, high.
    Severity,
    /// Who voted.
    Votes,
    /// Votes / detectors.
    Confidence,
    /// The label.
    Label,
    /// The place in the file.
    Row,
    /// A column of the table.
    Cell {
        /// Its index in the table.
        column: u32,
        /// Whether it holds numbers.
        is_number: bool,
    },
}

impl TableColumn {
    /// What a click on its head orders by.
    pub fn sort_key(self) -> Option<SortKey> {
        match self {
            Self::Score => Some(SortKey::Score),
            Self::Votes => Some(SortKey::Votes),
            Self::Label => Some(SortKey::Label),
            Self::Row => Some(SortKey::Row),
            Self::Cell { column, .. } => Some(SortKey::Column(column)),
            // Both follow the votes.
            Self::Severity | Self::Confidence => None,
        }
    }

    /// Whether it is set flush right.
    pub fn is_number(self) -> bool {
        match self {
            Self::Score | Self::Confidence | Self::Row => true,
            Self::Cell { is_number, .. } => is_number,
            Self::Severity | Self::Votes | Self::Label => false,
        }
    }
}

/// A column of the grid with its head and width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridColumn {
    /// What it shows.
    pub kind: TableColumn,
    /// Its head.
    pub title: String,
    /// As CSS writes it.
    pub width: String,
}

impl GridColumn {
    /// A column that every result has.
    pub fn fixed(kind: TableColumn) -> Self {
        let (title, width) = match kind {
            TableColumn::Score => ("Score", "72px"),
            TableColumn::Severity => ("Severity", "104px"),
            TableColumn::Votes => ("Votes", "132px"),
            TableColumn::Confidence => ("Confidence", "96px"),
            TableColumn::Label => ("Label", "148px"),
            TableColumn::Row => ("Row", "88px"),
            TableColumn::Cell { .. } => ("", "120px"),
        };
        Self {
            kind,
            title: title.to_owned(),
            width: width.to_owned(),
        }
    }

    /// A column of the table, wide enough for its name.
    pub fn cell(column: u32, name: &str, unit: Option<&str>, is_number: bool) -> Self {
        let title = unit.map_or_else(|| name.to_owned(), |unit| format!("{name} ({unit})"));
        let width = (title.chars().count() * 7 + 40).clamp(96, 220);
        Self {
            kind: TableColumn::Cell { column, is_number },
            title,
            width: format!("{width}px"),
        }
    }

    /// The columns of a table that may be shown; the label has its own.
    pub fn cells(columns: &[ColumnOverview]) -> Vec<Self> {
        let shown = columns.iter().filter(|column| column.role != Role::Label);
        shown
            .map(|column| {
                Self::cell(
                    column.index,
                    &column.name,
                    column.unit.as_deref(),
                    column.kind == ColumnKind::Number,
                )
            })
            .collect()
    }

    /// What every row shows: score, severity, votes, confidence, its label if there are labels, its place.
    pub fn fixed_ones(has_label: bool) -> Vec<Self> {
        let label = has_label.then_some(TableColumn::Label);
        [
            Some(TableColumn::Score),
            Some(TableColumn::Severity),
            Some(TableColumn::Votes),
            Some(TableColumn::Confidence),
            label,
            Some(TableColumn::Row),
        ]
        .into_iter()
        .flatten()
        .map(Self::fixed)
        .collect()
    }
}

/// The columns shown before anyone chooses.
pub fn default_cells(cells: &[GridColumn]) -> Vec<GridColumn> {
    cells.iter().take(N_DEFAULT_CELLS).cloned().collect()
}

/// Chooses which columns of the table are shown, in the table's order.
#[component]
pub fn ColumnPicker(
    /// All that may be chosen.
    cells: StoredValue<Vec<GridColumn>>,
    /// Those that are.
    chosen: RwSignal<Vec<GridColumn>>,
) -> impl IntoView {
    let toggle = move |cell: &GridColumn| {
        chosen.update(|chosen| {
            let keep = !chosen.contains(cell);
            let kept = cells.with_value(|cells| {
                cells
                    .iter()
                    .filter(|c| if *c == cell { keep } else { chosen.contains(c) })
                    .cloned()
                    .collect()
            });
            *chosen = kept;
        });
    };
    let option = move |cell: GridColumn| {
        let title = cell.title.clone();
        let is_chosen = {
            let cell = cell.clone();
            move || chosen.read().contains(&cell)
        };
        view! {
            <label class="ws-menu__option">
                <input type="checkbox" prop:checked=is_chosen on:change=move |_| toggle(&cell) />
                {title}
            </label>
        }
    };
    view! {
        <details class="ws-menu">
            <summary class="ws-button" data-testid="column-picker">
                {move || format!("Columns ({} of {})", chosen.read().len(), cells.with_value(Vec::len))}
            </summary>
            <div class="ws-menu__box">
                <button type="button" class="ws-button ws-button--quiet" on:click=move |_| chosen.set(default_cells(&cells.read_value()))>
                    "Reset"
                </button>
                {move || cells.get_value().into_iter().map(option).collect_view()}
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_has_a_column_of_its_own() {
        let column = |index, role| ColumnOverview {
            index,
            name: format!("c{index}"),
            unit: Some("bytes".to_owned()),
            kind: ColumnKind::Number,
            role,
            scaling: None,
            n_missing: 0,
            n_distinct: 1,
            distinct_capped: false,
            numbers: None,
            top: Vec::new(),
        };
        let cells = GridColumn::cells(&[
            column(0, Role::Feature),
            column(1, Role::Label),
            column(2, Role::Identifier),
        ]);
        let titles: Vec<_> = cells.iter().map(|cell| cell.title.as_str()).collect();
        assert_eq!(titles, ["c0 (bytes)", "c2 (bytes)"]);
        assert_eq!(
            GridColumn::fixed_ones(true).len(),
            GridColumn::fixed_ones(false).len() + 1
        );
    }
}
