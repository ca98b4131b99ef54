//! What happened: the incidents that matter, and behind them what is only unusual.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{
    Incident, IncidentAction, IncidentStatus, Incidents, MuteRule, Noun, TableSlot, Threat,
};

use super::mute::MuteForm;
use crate::actions::{PageContext, Panel};
use crate::browser;
use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::show_rows;
use crate::format;
use crate::state::Shared;

/// Asks the engine and keeps its answer.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    client: Client,
    table: TableSlot,
    answer: RwSignal<Option<Result<Shared<Incidents>, RequestError>>>,
    on_change: Callback<()>,
}

impl Desk {
    /// Does something about incidents.
    pub(super) fn act(self, action: IncidentAction) {
        let mutes = matches!(action, IncidentAction::Mute { .. } | IncidentAction::Unmute { .. });
        let changes = mutes || matches!(action, IncidentAction::SetStatus { .. });
        spawn_local(async move {
            let answer = self.client.incidents(self.table, action).await;
            if let (true, Ok((incidents, _))) = (mutes, &answer) {
                keep(&incidents.rules);
            }
            let answer = answer.map(|(incidents, _)| Shared::new(incidents));
            if self.answer.try_set(Some(answer)).is_none() && changes {
                self.on_change.run(());
            }
        });
    }

    pub(super) fn client(self) -> (Client, TableSlot) {
        (self.client, self.table)
    }
}

/// Incidents that are listed at once.
const N_SHOWN: usize = 20;

/// Where the browser keeps the rules.
const KEY: &str = "wiresift-mute-rules";

fn keep(rules: &[MuteRule]) {
    let text = (!rules.is_empty()).then(|| serde_json::to_string(rules).ok()).flatten();
    browser::remember(KEY, text.as_deref());
}

fn kept() -> Vec<MuteRule> {
    let text = browser::remembered(KEY);
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// The incidents of a table.
#[component]
pub(super) fn IncidentsCard(
    table: TableSlot,
    noun: Noun,
    /// Whether the rest of the page shows only a part.
    is_filtered: Signal<bool>,
    /// What matters is not what it was: rules were made or taken back, or a verdict was given.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let desk = Desk {
        client,
        table,
        answer: RwSignal::new(None),
        on_change,
    };
    let n_marked = client.n_marked();
    Effect::new(move |_| {
        n_marked.get();
        // Rules hold for every file, and so outlive the engine that knew them.
        desk.act(IncidentAction::Restore { rules: kept() });
    });
    let failure = move || desk.answer.get().and_then(Result::err).map(|error| error.message());
    let answer = Memo::new(move |_| desk.answer.get().and_then(Result::ok));
    let has_answer = Memo::new(move |_| answer.with(Option::is_some));
    view! {
        <Card title="Incidents" class="ws-incidents">
            <p class="ws-card__note" role="status">{failure}</p>
            <Show when=move || is_filtered.get()>
                <p class="ws-card__note">"All that happened, whatever the filter shows."</p>
            </Show>
            <Show when=move || has_answer.get()>
                <Lists answer=answer desk=desk noun=noun />
            </Show>
        </Card>
    }
}

/// In which list an incident is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Serious,
    Unusual,
    Dismissed,
}

impl Place {
    fn of(incident: &Incident) -> Self {
        match (incident.status, incident.threat) {
            (IncidentStatus::Dismissed, _) => Self::Dismissed,
            (_, Threat::Low) => Self::Unusual,
            _ => Self::Serious,
        }
    }
}

#[component]
fn Lists(answer: Memo<Option<Shared<Incidents>>>, desk: Desk, noun: Noun) -> impl IntoView {
    let part = move |place: Place| {
        Memo::new(move |_| {
            let answer = answer.get();
            let all = answer.iter().flat_map(|incidents| &incidents.all);
            all.filter(|incident| Place::of(incident) == place)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let (serious, unusual, dismissed) = (part(Place::Serious), part(Place::Unusual), part(Place::Dismissed));
    let n_serious = move || serious.with(Vec::len).to_string();
    let rules = move || answer.get().filter(|incidents| !incidents.rules.is_empty());
    view! {
        <Show when=move || serious.with(Vec::is_empty)>
            <p class="ws-incidents__nothing" data-testid="no-incidents">"Nothing here looks like a known attack. What is only unusual is below."</p>
        </Show>
        <div id="incidents" data-testid="incidents" data-count=n_serious>
            <List incidents=serious desk=desk noun=noun />
        </div>
        <Folded title="more that are only unusual" testid="more-incidents" incidents=unusual desk=desk noun=noun />
        <Folded title="dismissed" testid="dismissed-incidents" incidents=dismissed desk=desk noun=noun />
        {move || rules().map(|incidents| view! { <Rules rules=incidents.rules.clone() n_muted=incidents.n_muted desk=desk noun=noun /> })}
    }
}

/// Incidents that are built when they are first unfolded.
#[component]
fn Folded(
    title: &'static str,
    testid: &'static str,
    incidents: Memo<Vec<Incident>>,
    desk: Desk,
    noun: Noun,
) -> impl IntoView {
    let n = Memo::new(move |_| incidents.with(Vec::len));
    let was_opened = RwSignal::new(false);
    view! {
        <Show when=move || n.get() != 0>
            <details class="ws-lines ws-incidents__more" data-testid=testid on:toggle=move |_| was_opened.set(true)>
                <summary>{move || format!("{} {title}", format::count(n.get() as u64))}</summary>
                <Show when=move || was_opened.get()>
                    <List incidents=incidents desk=desk noun=noun />
                </Show>
            </details>
        </Show>
    }
}

/// The first of them, and more on request: a large capture has hundreds.
#[component]
fn List(incidents: Memo<Vec<Incident>>, desk: Desk, noun: Noun) -> impl IntoView {
    let n_shown = RwSignal::new(N_SHOWN);
    let n_hidden = Memo::new(move |_| incidents.with(Vec::len).saturating_sub(n_shown.get()));
    let shown = move || incidents.with(|incidents| incidents.iter().take(n_shown.get()).cloned().collect::<Vec<_>>());
    // What did not change stays as it is, unfolded and with the keyboard's focus.
    let key = |incident: &Incident| {
        let counts = (incident.n_rows, incident.n_anomalies);
        (incident.number, incident.status, incident.title.clone(), counts)
    };
    view! {
        <ol class="ws-incidents__list">
            <For each=shown key=key let:incident>
                <IncidentView incident=incident desk=desk noun=noun />
            </For>
        </ol>
        <Show when=move || n_hidden.get() != 0>
            <button type="button" class="ws-button ws-button--quiet" data-testid="incidents-more" on:click=move |_| n_shown.update(|n| *n += N_SHOWN)>
                {move || format!("Show more ({} hidden)", format::count(n_hidden.get() as u64))}
            </button>
        </Show>
    }
}

#[component]
fn IncidentView(incident: Incident, desk: Desk, noun: Noun) -> impl IntoView {
    let choose = show_rows::show();
    let page = expect_context::<PageContext>();
    let is_muting = RwSignal::new(false);
    let threat = incident.threat;
    let (number, row, status) = (incident.number, incident.row, incident.status);
    let say = move |status| {
        move |_| {
            desk.act(IncidentAction::SetStatus {
                incidents: vec![number],
                status,
            });
        }
    };
    let mut facts = vec![format::counted(incident.n_rows, noun)];
    if incident.n_anomalies > 0 {
        facts.push(format!("{} unusual", format::count(incident.n_anomalies)));
    }
    if let (Some(first), Some(last)) = (incident.first, incident.last) {
        facts.push(format::time_range(first, last));
    }
    let technique = incident.technique.clone().map(|technique| {
        view! { <span class="ws-incident__technique" title="MITRE ATT&CK technique that this hints at">{format!("{} {}", technique.id, technique.name)}</span> }
    });
    let reasons = incident
        .reasons
        .iter()
        .map(|reason| view! { <li>{reason.clone()}</li> })
        .collect_view();
    let expression = incident.expression.clone();
    let has_hosts = !incident.hosts.is_empty();
    let button = |title: &'static str, testid: &'static str, status| {
        view! { <button type="button" class="ws-button ws-button--quiet" data-testid=testid on:click=say(status)>{title}</button> }
    };
    let verdict = match status {
        IncidentStatus::New => view! {
            {button("Confirm", "incident-confirm", IncidentStatus::Confirmed)}
            {button("Dismiss", "incident-dismiss", IncidentStatus::Dismissed)}
        }
        .into_any(),
        _ => button("Back to new", "incident-reset", IncidentStatus::New).into_any(),
    };
    view! {
        <li id=format!("incident-{number}") class=format!("ws-incident ws-incident--{}", threat.name()) data-testid="incident" data-threat=threat.name() data-status=status.name()>
            <div class="ws-incident__head">
                <span class="ws-incident__threat">{threat.name()}</span>
                <button type="button" class="ws-incident__title" data-testid="incident-title" title=format!("Show its {}", noun.many()) on:click=move |_| choose.run(expression.clone())>
                    {incident.title.clone()}
                </button>
                {(status != IncidentStatus::New).then(|| view! { <span class="ws-incident__status">{status.name()}</span> })}
            </div>
            <p class="ws-incident__facts">{facts.join(" · ")} {technique}</p>
            <details class="ws-lines">
                <summary>"Why, and what to do"</summary>
                <ul class="ws-incident__reasons">{reasons}</ul>
                <div class="ws-incident__actions">
                    {verdict}
                    <button type="button" class="ws-button ws-button--quiet" data-testid="incident-export" on:click=move |_| page.open(Panel::Export { table: desk.client().1, incident: Some(number) })>
                        "Export\u{2026}"
                    </button>
                    {has_hosts
                        .then(|| {
                            view! {
                                <button type="button" class="ws-button ws-button--quiet" data-testid="incident-mute" on:click=move |_| is_muting.update(|is| *is = !*is)>
                                    "Mute\u{2026}"
                                </button>
                            }
                        })}
                </div>
                <Show when=move || is_muting.get()>
                    <MuteForm row=row desk=desk noun=noun on_done=move |()| is_muting.set(false) />
                </Show>
            </details>
        </li>
    }
}

#[component]
fn Rules(rules: Vec<MuteRule>, n_muted: u64, desk: Desk, noun: Noun) -> impl IntoView {
    let title = format!(
        "{} muted by {}",
        format::counted(n_muted, noun),
        format::plural(rules.len() as u64, "rule", "rules")
    );
    let line = move |rule: MuteRule| {
        let id = rule.id;
        let hides = match rule.n_rows {
            Some(n_rows) => format!("hides {}", format::counted(n_rows, noun)),
            None => "asks for what this table does not have".to_owned(),
        };
        view! {
            <li class="ws-rule" data-testid="mute-rule">
                <span>{rule.name} " \u{2013} " {hides} " " <code>{rule.expression}</code></span>
                <button type="button" class="ws-button ws-button--quiet" data-testid="unmute" on:click=move |_| desk.act(IncidentAction::Unmute { rule: id })>
                    "Show again"
                </button>
            </li>
        }
    };
    view! {
        <details class="ws-lines" data-testid="mute-rules">
            <summary>{title}</summary>
            <ul>{rules.into_iter().map(line).collect_view()}</ul>
        </details>
    }
}
