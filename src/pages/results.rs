//! Step four: what stands out.

mod charts;
mod importance;
mod summary;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{FeedbackAction, Filter, Overview, Summary, TableSlot};

use crate::analyst::Analyst;
use crate::client::Client;
use crate::components::card::Card;
use crate::components::copy_table::CopyTable;
use crate::components::detectors::{AgreementMatrix, DetectorTable};
use crate::components::export::ExportButton;
use crate::components::family::FamilyCard;
use crate::components::feedback::FeedbackCard;
use crate::components::field::Segments;
use crate::components::filter_bar::FilterBar;
use crate::components::filter_chip::FilterChip;
use crate::components::overview::OverviewSection;
use crate::components::rows_card::RowsCard;
use crate::components::show_rows::AnomaliesOnly;
use crate::components::timeline::TimelineCard;
use crate::format;
use crate::queue::InTurn;
use crate::state::{Session, Shared};
use charts::{FeatureDistribution, LossCurve, RocCurves, ScoreSpread, SeverityChart, VotesChart};
use importance::ImportanceCard;
use summary::{Headline, LabelRecall, Timings};

/// The results of the training table and of the test table.
#[component]
pub fn ResultsPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let has_test = Memo::new(move |_| session.with(|session| session.results.test.is_some()));
    let chosen = RwSignal::new(if has_test.get_untracked() {
        TableSlot::Test
    } else {
        TableSlot::Training
    });
    let slot = Memo::new(move |_| {
        if has_test.get() {
            chosen.get()
        } else {
            TableSlot::Training
        }
    });
    let result = Memo::new(move |_| {
        let slot = slot.get();
        session.with(|session| {
            Some((
                slot,
                session.results.get(slot)?.clone(),
                session.tables.get(slot)?.clone(),
            ))
        })
    });
    let noun = Memo::new(move |_| session.with(Session::noun));
    let is_stale = Memo::new(move |_| session.with(|session| session.results_are_stale));
    let choose = move |slot| {
        // The other table has times of its own.
        session.update(|session| session.set_time(None));
        chosen.set(slot);
    };
    view! {
        <Show when=move || has_test.get()>
            <Segments
                label="Table"
                name="result-slot"
                options=[(TableSlot::Training, "Training"), (TableSlot::Test, "Test")]
                    .map(|(slot, title)| (slot, format!("{title} {}", noun.get_untracked().whole())))
                    .to_vec()
                value=slot
                on_change=choose
            />
        </Show>
        <Show when=move || is_stale.get()>
            <p class="ws-hint" role="status">"Columns or labels were edited since. " <a href="#train">"Train again"</a> " to see the effect."</p>
        </Show>
        {move || result.get().map(|(slot, summary, overview)| view! { <Result table=slot whole=summary overview=overview /> })}
    }
}

/// The result of the rows that pass the filter: the whole one is there, that of a part is asked for.
fn shown(table: TableSlot, whole: Shared<Summary>, filter: Memo<Filter>) -> Memo<Shared<Summary>> {
    let client = expect_context::<Client>();
    let part = RwSignal::new(None::<(Filter, Shared<Summary>)>);
    Effect::new(move |_| {
        let asked = filter.get();
        if asked.is_empty() {
            part.set(None);
            return;
        }
        spawn_local(async move {
            let summary = client.summary(table, asked.clone()).await;
            if let Ok(summary) = summary
                && filter.try_get_untracked().as_ref() == Some(&asked)
            {
                part.set(Some((asked, Shared::new(summary))));
            }
        });
    });
    Memo::new(move |_| match part.get() {
        // The last part stays in view until the next one is there.
        Some((_, summary)) if !filter.with(Filter::is_empty) => summary,
        _ => whole.clone(),
    })
}

#[component]
fn Result(table: TableSlot, whole: Shared<Summary>, overview: Shared<Overview>) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let filter = Memo::new(move |_| session.with(|session| session.filter.clone()));
    let summary = shown(table, whole.clone(), filter);
    let noun = overview.noun;
    let voters = whole
        .detectors
        .iter()
        .fold(0, |bits, detector| bits | detector.kind.bit());
    // A training may have taken verdicts in, and a test table has its own.
    Analyst::new(expect_context::<Client>(), table).act(FeedbackAction::Look);
    provide_context(AnomaliesOnly(RwSignal::new(true)));
    let part = move |draw: fn(Shared<Summary>) -> AnyView| move || draw(summary.get());
    let (notes, rows) = (whole.notes.clone(), overview.clone());
    view! {
        <header class="ws-page-head">
            <h1 class="ws-page-head__title">{whole.name.clone()}</h1>
            <p class="ws-page-head__note">{learned(&whole)}</p>
            <ExportButton table=table />
        </header>
        <InTurn>
            <FilterBar table=table noun=noun />
            <FilterChip />
            <OverviewSection table=table noun=noun filter=filter />
        </InTurn>
        <InTurn>
            {part(|summary| view! { <Headline summary=summary /> }.into_any())}
            <div class="ws-board">
                <TimelineCard
                    table=table
                    noun=noun
                    filter=filter
                    on_time=move |time| session.update(|session| session.set_time(time))
                />
                {part(|summary| view! { <SeverityChart summary=summary /> }.into_any())}
            </div>
        </InTurn>
        <InTurn>
            <FeedbackCard table=table noun=noun />
            <FamilyCard table=table noun=noun filter=filter />
        </InTurn>
        <div id="rows" class="ws-anchor">
            <InTurn>
                <RowsCard table=table overview=rows voters=Some(voters) filter=filter />
            </InTurn>
        </div>
        <InTurn>
            {part(|summary| view! { <Detectors summary=summary /> }.into_any())}
            <div class="ws-board ws-board--even">
                {part(|summary| view! { <VotesAndAgreement summary=summary /> }.into_any())}
                <FeatureDistribution table=table overview=overview filter=filter />
                {part(|summary| view! { <ScoresAndLabels summary=summary /> }.into_any())}
                <ImportanceCard table=table summary=whole.clone() />
                <LossCurve summary=whole.clone() />
                <Timings summary=whole />
            </div>
            {(!notes.is_empty()).then(|| view! { <Notes notes=notes /> })}
        </InTurn>
    }
}

fn learned(summary: &Summary) -> String {
    format!(
        "Learned from {} with {}",
        format::counted(summary.n_training_rows, summary.noun),
        format::plural(summary.detectors.len() as u64, "detector", "detectors"),
    )
}

#[component]
fn Detectors(summary: Shared<Summary>) -> impl IntoView {
    let (detectors, n_rows, noun) = (summary.detectors.clone(), summary.n_rows, summary.noun);
    view! {
        <Card title="Detectors" note="A score above the threshold is a vote. Scores of different detectors have different scales.">
            <DetectorTable detectors=detectors n_rows=n_rows noun=noun />
            <CopyTable label="Copy the table" />
        </Card>
    }
}

#[component]
fn VotesAndAgreement(summary: Shared<Summary>) -> impl IntoView {
    let kinds: Vec<_> = summary.detectors.iter().map(|detector| detector.kind).collect();
    let (agreement, noun) = (summary.agreement.clone(), summary.noun);
    view! {
        <VotesChart summary=summary />
        <Card title="Agreement" note=format!("{} that both detectors flagged.", noun.titles())>
            <AgreementMatrix detectors=kinds counts=agreement noun=noun />
            <CopyTable label="Copy the table" />
        </Card>
    }
}

#[component]
fn ScoresAndLabels(summary: Shared<Summary>) -> impl IntoView {
    let (has_curves, has_values) = (!summary.roc.is_empty(), !summary.labels.is_empty());
    let [for_curves, for_labels] = [summary.clone(), summary.clone()];
    view! {
        <ScoreSpread summary=summary />
        {has_curves.then(|| view! { <RocCurves summary=for_curves /> })}
        {has_values.then(|| view! { <LabelRecall summary=for_labels /> })}
    }
}

#[component]
fn Notes(notes: Vec<String>) -> impl IntoView {
    view! {
        <Card title="Notes" note="Caps that were applied, and values that were filled in.">
            <ul class="ws-notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
        </Card>
    }
}
