//! What this traffic is and what matters in it, at a glance. Every number and mark leads to its rows.

mod incidents;
mod mute;
mod portions;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{Filter, Noun, Portion, Situation, TableSlot};

use crate::charts::{FeatureMapChart, HostGraphChart};
use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::show_rows;
use crate::queue::later;
use crate::state::Shared;
use incidents::IncidentsCard;
use portions::{Hours, Portions};

/// The overview of a table's result.
#[component]
pub fn OverviewSection(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// What rows must be like.
    filter: Memo<Filter>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let answer = RwSignal::new(None::<Result<Shared<Situation>, RequestError>>);
    let n_changed = RwSignal::new(0_u32);
    let n_marked = client.n_marked();
    Effect::new(move |_| {
        let asked = filter.get();
        n_changed.get();
        n_marked.get();
        spawn_local(async move {
            let situation = client.situation(table, asked.clone()).await.map(Shared::new);
            if filter.try_get_untracked().as_ref() == Some(&asked) {
                answer.set(Some(situation));
            }
        });
    });
    let situation = Memo::new(move |_| answer.get().and_then(Result::ok));
    let words = move || situation.with(|situation| situation.as_ref().map(|situation| situation.words.clone()));
    view! {
        <section class="ws-overview" aria-label="Overview" data-testid="overview">
            <p class="ws-overview__words" data-testid="overview-words">{words}</p>
            <p class="ws-card__note" role="status">
                {move || answer.get().and_then(Result::err).map(|error| error.message())}
            </p>
            <IncidentsCard table=table noun=noun is_filtered=Signal::derive(move || !filter.with(Filter::is_empty)) on_change=move |()| n_changed.update(|n| *n += 1) />
            <Boards situation=situation noun=noun />
        </section>
    }
}

/// A part of the overview, drawn in a task of its own: all at once would block the page's thread. What is as it was stays, and
/// with it the keyboard's place.
fn in_turn<T: PartialEq + Send + Sync + 'static>(
    situation: Memo<Option<Shared<Situation>>>,
    part: fn(&Situation) -> Option<T>,
) -> RwSignal<Option<T>> {
    let shown = RwSignal::new(None);
    Effect::new(move |_| {
        let situation = situation.get();
        later(move || {
            let part = situation.as_deref().and_then(part);
            if shown.try_with_untracked(|shown| *shown != part) == Some(true) {
                shown.set(part);
            }
        });
    });
    shown
}

fn some(portions: &[Portion]) -> Option<Vec<Portion>> {
    (!portions.is_empty()).then(|| portions.to_vec())
}

#[component]
fn Boards(situation: Memo<Option<Shared<Situation>>>, noun: Noun) -> impl IntoView {
    let hosts = in_turn(situation, |situation| some(&situation.hosts));
    let services = in_turn(situation, |situation| some(&situation.services));
    let shown_graph = in_turn(situation, |situation| {
        (situation.graph.nodes.len() > 1).then(|| situation.graph.clone())
    });
    let shown_map = in_turn(situation, |situation| situation.map.clone());
    let hours = in_turn(situation, |situation| {
        let has_several = situation.hours.iter().filter(|hour| hour.n_rows > 0).count() > 1;
        has_several.then(|| situation.hours.clone())
    });
    let graph = move |graph| {
        view! {
            <Card title="Who talks to whom" class="ws-overview__graph">
                <HostGraphChart graph=graph noun=noun on_choose=show_rows::narrow() />
            </Card>
        }
    };
    let map = move |map| {
        view! {
            <Card title="Map of likeness" class="ws-overview__map">
                <FeatureMapChart map=map noun=noun on_choose=show_rows::show() />
            </Card>
        }
    };
    view! {
        <div class="ws-board ws-board--even">
            {move || hosts.get().map(|portions| view! { <Portions title="Top talkers" testid="overview-hosts" portions=portions noun=noun /> })}
            {move || services.get().map(|portions| view! { <Portions title="Services" testid="overview-services" portions=portions noun=noun /> })}
            {move || shown_graph.get().map(graph)} {move || shown_map.get().map(map)}
            {move || hours.get().map(|hours| view! { <Hours hours=hours noun=noun /> })}
        </div>
    }
}
