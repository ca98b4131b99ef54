//! What is shown of a row.

use leptos::prelude::*;
use wiresift_engine::message::{ColumnKind, ColumnOverview, Noun, Role, SortKey};

use crate::format;

/// Cells of the table shown before anyone chooses, of a table that is not of flows.
const N_DEFAULT_CELLS: usize = 8;

/// A number with more characters is rounded.
const MAX_DIGITS: usize = 8;

/// What tells one flow from another, as Zeek and the engine name it, what it is called here, and its width.
const FLOW_COLUMNS: [(&str, &str, u16); 13] = [
    ("ts", "Time (UTC)", 184),
    ("id.orig_h", "Originator", 132),
    ("id.resp_h", "Responder", 132),
    ("id.resp_p", "Port", 72),
    ("proto", "Protocol", 84),
    ("service", "Service", 84),
    ("conn_state", "State", 76),
    ("duration", "Duration (s)", 108),
    ("orig_ip_bytes", "Bytes out", 96),
    ("resp_ip_bytes", "Bytes in", 96),
    ("orig_bytes", "Payload out", 104),
    ("resp_bytes", "Payload in", 104),
    ("server_name", "Server name", 180),
];

/// A column of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableColumn {
    /// What the analyst says.
    Mark,
    /// The ensemble's score.
    Score,
    /// Low, medium, high.
    Severity,
    /// Who voted.
    Votes,
    /// Votes / detectors.
    Confidence,
    /// Which attack it looks like.
    Family,
    /// The label.
    Label,
    /// The place in the file.
    Row,
    /// A column of the table.
    Cell {
        /// Its index in the table.
        column: u32,
        /// How its values are shown.
        format: CellFormat,
    },
}

/// How the values of a column are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFormat {
    /// As they were read.
    Text,
    /// As they were read, flush right.
    Number,
    /// Whole numbers with their thousands set apart.
    Count,
    /// Seconds since the Unix epoch, as a date and a time.
    Time,
}

impl CellFormat {
    fn of(column: &ColumnOverview) -> Self {
        let is_epoch = column.numbers.is_some_and(|numbers| (1e8..1e11).contains(&numbers.max));
        match (column.kind, column.role) {
            (ColumnKind::Number, Role::Timestamp) if is_epoch => Self::Time,
            (ColumnKind::Number, Role::Identifier) => Self::Number,
            (ColumnKind::Number, _) => Self::Count,
            (ColumnKind::Category | ColumnKind::Text, _) => Self::Text,
        }
    }

    /// A value as it is shown.
    pub fn show(self, value: &str) -> String {
        match self {
            Self::Text | Self::Number => value.to_owned(),
            Self::Count => match (value.parse(), value.parse()) {
                (Ok(whole), _) => format::count(whole),
                // More digits than were measured.
                (_, Ok(number)) if value.len() > MAX_DIGITS => format::number(number),
                _ => value.to_owned(),
            },
            Self::Time => value.parse().map_or_else(|_| value.to_owned(), format::utc_millis),
        }
    }
}

impl TableColumn {
    /// What a click on its head orders by.
    pub fn sort_key(self) -> Option<SortKey> {
        match self {
            Self::Score => Some(SortKey::Score),
            Self::Votes => Some(SortKey::Votes),
            Self::Family => Some(SortKey::Family),
            Self::Label => Some(SortKey::Label),
            Self::Row => Some(SortKey::Row),
            Self::Cell { column, .. } => Some(SortKey::Column(column)),
            // Severity and confidence follow the votes.
            Self::Severity | Self::Confidence | Self::Mark => None,
        }
    }

    /// Whether it is set flush right.
    pub fn is_number(self) -> bool {
        match self {
            Self::Score | Self::Confidence | Self::Row => true,
            Self::Cell { format, .. } => matches!(format, CellFormat::Number | CellFormat::Count),
            Self::Mark | Self::Severity | Self::Votes | Self::Family | Self::Label => false,
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
            TableColumn::Mark => ("Mark", "60px"),
            TableColumn::Score => ("Score", "72px"),
            TableColumn::Severity => ("Severity", "104px"),
            TableColumn::Votes => ("Votes", "132px"),
            TableColumn::Confidence => ("Confidence", "96px"),
            TableColumn::Family => ("Family", "168px"),
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
    pub fn cell(column: u32, name: &str, unit: Option<&str>, format: CellFormat) -> Self {
        let kind = TableColumn::Cell { column, format };
        if let Some((_, title, width)) = FLOW_COLUMNS.iter().find(|(known, ..)| *known == name) {
            return Self {
                kind,
                title: (*title).to_owned(),
                width: format!("{width}px"),
            };
        }
        let title = unit.map_or_else(|| name.to_owned(), |unit| format!("{name} ({unit})"));
        let width = (title.chars().count() * 7 + 40).clamp(96, 220);
        Self {
            kind,
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
                    CellFormat::of(column),
                )
            })
            .collect()
    }

    /// What every row shows: score, severity, votes and confidence where there is a result, its family once that is known, its label if there are labels, its
    /// place.
    pub fn fixed_ones(is_ranked: bool, has_family: bool, has_label: bool, noun: Noun) -> Vec<Self> {
        let judged = [
            TableColumn::Mark,
            TableColumn::Score,
            TableColumn::Severity,
            TableColumn::Votes,
            TableColumn::Confidence,
        ];
        let mut kinds = if is_ranked { judged.to_vec() } else { Vec::new() };
        kinds.extend(has_family.then_some(TableColumn::Family));
        kinds.extend(has_label.then_some(TableColumn::Label));
        kinds.push(TableColumn::Row);
        let mut columns: Vec<Self> = kinds.into_iter().map(Self::fixed).collect();
        if let Some(place) = columns.last_mut() {
            noun.title().clone_into(&mut place.title);
        }
        columns
    }
}

/// The columns shown before anyone chooses.
pub fn default_cells(cells: &[GridColumn]) -> Vec<GridColumn> {
    let named = |title: &str| cells.iter().find(|cell| cell.title == title).cloned();
    let of_flows: Vec<GridColumn> = FLOW_COLUMNS.iter().filter_map(|(_, title, _)| named(title)).collect();
    if of_flows.len() > N_DEFAULT_CELLS / 2 {
        return of_flows;
    }
    cells.iter().take(N_DEFAULT_CELLS).cloned().collect()
}

/// Chooses which columns of the table are shown; one that is added comes last.
#[component]
pub fn ColumnPicker(
    /// All that may be chosen.
    cells: StoredValue<Vec<GridColumn>>,
    /// Those that are.
    chosen: RwSignal<Vec<GridColumn>>,
) -> impl IntoView {
    let toggle = move |cell: &GridColumn| {
        chosen.update(|chosen| match chosen.iter().position(|one| one == cell) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(cell.clone()),
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

    fn column(index: u32, name: &str, role: Role) -> ColumnOverview {
        ColumnOverview {
            index,
            name: name.to_owned(),
            unit: Some("bytes".to_owned()),
            kind: ColumnKind::Number,
            role,
            scaling: None,
            n_missing: 0,
            n_distinct: 1,
            distinct_capped: false,
            numbers: None,
            top: Vec::new(),
        }
    }

    fn titles(cells: &[GridColumn]) -> Vec<&str> {
        cells.iter().map(|cell| cell.title.as_str()).collect()
    }

    #[test]
    fn the_label_has_a_column_of_its_own() {
        let cells = GridColumn::cells(&[
            column(0, "c0", Role::Feature),
            column(1, "c1", Role::Label),
            column(2, "c2", Role::Identifier),
        ]);
        assert_eq!(titles(&cells), ["c0 (bytes)", "c2 (bytes)"]);
        let ranked = |has_label| GridColumn::fixed_ones(true, false, has_label, Noun::Row).len();
        assert_eq!(ranked(true), ranked(false) + 1);
    }

    #[test]
    fn before_a_result_there_are_no_verdicts() {
        assert_eq!(
            titles(&GridColumn::fixed_ones(false, false, false, Noun::Flow)),
            ["Flow"]
        );
    }

    #[test]
    fn flows_show_what_tells_them_apart() {
        let names = [
            "uid",
            "proto",
            "ts",
            "id.resp_h",
            "id.orig_h",
            "conn_state",
            "duration",
            "entropy",
        ];
        let columns: Vec<_> = (0..)
            .zip(names)
            .map(|(at, name)| column(at, name, Role::Identifier))
            .collect();
        assert_eq!(
            titles(&default_cells(&GridColumn::cells(&columns))),
            [
                "Time (UTC)",
                "Originator",
                "Responder",
                "Protocol",
                "State",
                "Duration (s)"
            ]
        );
    }

    #[test]
    fn values_are_shown_as_people_read_them() {
        assert_eq!(CellFormat::Time.show("1700000000.123456"), "2023-11-14 22:13:20.123");
        assert_eq!(CellFormat::Count.show("1234567"), format::count(1_234_567));
        assert_eq!(CellFormat::Count.show("0.25"), "0.25");
        assert_eq!(CellFormat::Count.show("0.60000014"), "0.6");
        assert_eq!(CellFormat::Number.show("51514"), "51514");
    }
}
