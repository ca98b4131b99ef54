//! What this traffic is and what matters in it, at a glance. Every number and mark leads to its rows.

mod incidents;
mod mute;
mod portions;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{Filter, Noun, Situation, TableSlot};

use crate::browser;
use crate::charts::{FeatureMapChart, HostGraphChart};
use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::state::{Session, Shared};
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
    let n_muted = RwSignal::new(0_u32);
    let n_marked = client.n_marked();
    Effect::new(move |_| {
        let asked = filter.get();
        n_muted.get();
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
            <IncidentsCard table=table noun=noun on_mute=move |()| n_muted.update(|n| *n += 1) />
            {move || situation.get().map(|situation| view! { <Boards situation=situation noun=noun /> })}
        </section>
    }
}

#[component]
fn Boards(situation: Shared<Situation>, noun: Noun) -> impl IntoView {
    let has = |portions: &[_]| !portions.is_empty();
    let (has_hosts, has_services) = (has(&situation.hosts), has(&situation.services));
    let has_hours = situation.hours.iter().filter(|hour| hour.n_rows > 0).count() > 1;
    let has_graph = situation.graph.nodes.len() > 1;
    let Situation {
        hosts,
        services,
        hours,
        graph,
        map,
        ..
    } = (*situation).clone();
    let graph = has_graph.then(|| {
        view! {
            <Card title="Who talks to whom" class="ws-overview__graph">
                <HostGraphChart graph=graph noun=noun on_choose=show_rows_callback() />
            </Card>
        }
    });
    let map = map.map(|map| {
        view! {
            <Card title="Map of likeness" class="ws-overview__map">
                <FeatureMapChart map=map noun=noun on_choose=show_rows_callback() />
            </Card>
        }
    });
    view! {
        <div class="ws-board ws-board--even">
            {has_hosts.then(|| view! { <Portions title="Top talkers" testid="overview-hosts" portions=hosts noun=noun /> })}
            {has_services.then(|| view! { <Portions title="Services" testid="overview-services" portions=services noun=noun /> })}
            {graph} {map} {has_hours.then(|| view! { <Hours hours=hours noun=noun /> })}
        </div>
    }
}

fn show_rows_callback() -> Callback<String> {
    let session = expect_context::<RwSignal<Session>>();
    Callback::new(move |expression| show_rows(session, expression))
}

/// Filters everything by an expression and goes to the rows.
fn show_rows(session: RwSignal<Session>, expression: String) {
    if expression.is_empty() {
        return;
    }
    session.update(|session| session.set_expression(expression));
    browser::scroll_to("rows");
}
