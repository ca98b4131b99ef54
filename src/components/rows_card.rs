//! Rows with their controls, and the details of one beside them.

use leptos::prelude::*;
use wiresift_engine::message::{Filter, Overview, TableSlot};

use super::copy_table::CopyTable;
use super::field::Segments;
use super::row_panel::RowPanel;
use super::row_table::{ColumnPicker, GridColumn, RowTable, default_cells};
use super::show_rows::AnomaliesOnly;
use crate::state::{Session, Shared};

/// The rows of a table: as they are, or ranked once there is a result.
#[component]
pub fn RowsCard(
    /// The table.
    table: TableSlot,
    /// What is in it.
    overview: Shared<Overview>,
    /// Bits of the detectors that could vote; `None` before there is a result.
    voters: Option<u8>,
    /// What rows must be like.
    #[prop(into)]
    filter: Signal<Filter>,
) -> impl IntoView {
    let (noun, has_label) = (overview.noun, !overview.labels.is_empty());
    let cells = StoredValue::new(GridColumn::cells(&overview.columns));
    let chosen = RwSignal::new(default_cells(&cells.read_value()));
    let is_ranked = voters.is_some();
    let session = expect_context::<RwSignal<Session>>();
    let has_family = Memo::new(move |_| is_ranked && session.with(|session| session.has_families(table)));
    let columns = Memo::new(move |_| {
        let fixed = GridColumn::fixed_ones(is_ranked, has_family.get(), has_label, noun);
        [fixed, chosen.get()].concat()
    });
    let shared = use_context::<AnomaliesOnly>().filter(|_| is_ranked);
    let anomalies_only = shared.map_or_else(|| RwSignal::new(is_ranked), |AnomaliesOnly(only)| only);
    let open = RwSignal::new(None::<u32>);
    let title = if is_ranked {
        format!("Ranked {}", noun.many())
    } else {
        noun.titles().to_owned()
    };
    let (label, all) = (title.clone(), format!("All {}", noun.many()));
    view! {
        <section class="ws-card ws-anomalies" aria-label=label>
            <header class="ws-card__head ws-anomalies__head">
                <h2 class="ws-card__title">{title}</h2>
                {is_ranked
                    .then(|| {
                        view! {
                            <Segments
                                label="Shown"
                                name="rows-shown"
                                options=vec![(true, "Anomalies".to_owned()), (false, all)]
                                value=anomalies_only
                                on_change=move |only| anomalies_only.set(only)
                            />
                        }
                    })}
                <ColumnPicker cells=cells chosen=chosen />
                <CopyTable label="Copy what is in view" />
            </header>
            <div class="ws-anomalies__body" class:ws-anomalies__body--open=move || open.get().is_some()>
                <RowTable table=table noun=noun columns=columns voters=voters anomalies_only=anomalies_only filter=filter open=open />
                <RowPanel table=table noun=noun open=open />
            </div>
        </section>
    }
}
