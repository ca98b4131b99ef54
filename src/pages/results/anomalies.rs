//! The ranked rows and the details of one.

use leptos::prelude::*;
use wiresift_engine::message::{Overview, TableSlot};

use crate::components::anomaly_table::{AnomalyTable, ColumnPicker, GridColumn, default_cells};
use crate::components::field::Segments;
use crate::components::row_panel::RowPanel;
use crate::state::Shared;

/// The table of anomalies, its controls, and the panel beside it.
#[component]
pub(super) fn Anomalies(table: TableSlot, overview: Shared<Overview>, is_labelled: bool, voters: u8) -> impl IntoView {
    let has_label = is_labelled || !overview.labels.is_empty();
    let cells = StoredValue::new(GridColumn::cells(&overview.columns));
    let chosen = RwSignal::new(default_cells(&cells.read_value()));
    let columns = Memo::new(move |_| [GridColumn::fixed_ones(has_label), chosen.get()].concat());
    let anomalies_only = RwSignal::new(true);
    let open = RwSignal::new(None::<u32>);
    view! {
        <section class="ws-card ws-anomalies" aria-label="Anomalies">
            <header class="ws-card__head ws-anomalies__head">
                <h2 class="ws-card__title">"Ranked rows"</h2>
                <Segments
                    label="Rows shown"
                    name="rows-shown"
                    options=vec![(true, "Anomalies"), (false, "All rows")]
                    value=anomalies_only
                    on_change=move |only| anomalies_only.set(only)
                />
                <ColumnPicker cells=cells chosen=chosen />
            </header>
            <div class="ws-anomalies__body" class:ws-anomalies__body--open=move || open.get().is_some()>
                <AnomalyTable table=table columns=columns voters=voters anomalies_only=anomalies_only open=open />
                <RowPanel table=table open=open />
            </div>
        </section>
    }
}
