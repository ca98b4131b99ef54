//! From ordinary traffic to detection: how long to collect, how far it is, how far traffic drifts from it.

use leptos::prelude::*;
use wiresift_engine::message::{BaselineGoal, Drift, LiveCommand, LivePhase, LiveSettings};

use crate::client::Client;
use crate::components::card::Card;
use crate::components::field::{NumberField, Segments, Switch};
use crate::format;

/// Above, the traffic is another population.
const MUCH_DRIFT: f64 = 0.25;
/// Below, it is the same.
const LITTLE_DRIFT: f64 = 0.1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Time,
    Flows,
}

/// The baseline and what is made of it.
#[component]
pub fn Baseline() -> impl IntoView {
    let client = expect_context::<Client>();
    let live = client.live();
    let phase = Memo::new(move |_| {
        live.view
            .with(|view| view.as_ref().map(|view| view.phase).unwrap_or_default())
    });
    let drift = Memo::new(move |_| live.view.with(|view| view.as_ref().and_then(|view| view.drift)));
    let is_collecting = Memo::new(move |_| matches!(phase.get(), LivePhase::Collecting { .. }));
    let is_training = Memo::new(move |_| phase.get() == LivePhase::Training);
    view! {
        <Card title="Detection">
            <p class="ws-baseline__phase" role="status" data-testid="live-phase">{move || sentence(&phase.get())}</p>
            <Show when=move || is_collecting.get()>
                <progress class="ws-baseline__bar" max="1" prop:value=move || fraction(&phase.get()) aria-label="How far the baseline is"></progress>
            </Show>
            {move || drift.get().map(drifting)}
            <Goal disabled=Signal::derive(move || is_collecting.get() || is_training.get()) />
            <div class="ws-baseline__actions">
                <Show
                    when=move || is_collecting.get()
                    fallback=move || {
                        let has_one = Memo::new(move |_| matches!(phase.get(), LivePhase::Detecting { .. }));
                        view! {
                            <button
                                type="button"
                                class="ws-button"
                                class:ws-button--primary=move || !has_one.get()
                                data-testid="live-collect"
                                disabled=move || is_training.get()
                                on:click=move |_| client.tell_live(LiveCommand::Collect)
                            >
                                {move || if has_one.get() { "Collect anew" } else { "Collect a baseline" }}
                            </button>
                            <Show when=move || has_one.get()>
                                <button type="button" class="ws-button" data-testid="live-learn" title="Learns from the latest flows that are no alerts" on:click=move |_| client.tell_live(LiveCommand::Learn)>
                                    "Learn from the latest"
                                </button>
                            </Show>
                        }
                    }
                >
                    <button type="button" class="ws-button ws-button--primary" data-testid="live-learn" on:click=move |_| client.tell_live(LiveCommand::Learn)>
                        "That is enough"
                    </button>
                </Show>
            </div>
        </Card>
    }
}

fn fraction(phase: &LivePhase) -> f64 {
    match phase {
        LivePhase::Collecting { fraction, .. } => *fraction,
        _ => 0.0,
    }
}

fn sentence(phase: &LivePhase) -> String {
    match phase {
        LivePhase::Watching => {
            "Traffic is counted, not judged. Collect a baseline while everything is as usual: the detectors learn from it what is ordinary here."
                .to_owned()
        }
        LivePhase::Collecting { n_flows, seconds, .. } => format!(
            "Collecting a baseline: {} in {}.",
            format::plural(*n_flows, "flow", "flows"),
            format::duration(*seconds)
        ),
        LivePhase::Training => "The detectors learn what is ordinary…".to_owned(),
        LivePhase::Detecting { n_baseline } => format!(
            "Every flow is judged, by a baseline of {}.",
            format::plural(*n_baseline, "flow", "flows")
        ),
    }
}

fn drifting(drift: Drift) -> impl IntoView {
    let words = match drift.psi {
        ..LITTLE_DRIFT => "as the baseline",
        ..MUCH_DRIFT => "drifting away from the baseline",
        _ => "unlike the baseline",
    };
    let title = format!(
        "Population stability index of the last {} scores: below {LITTLE_DRIFT} is stable, above {MUCH_DRIFT} another population",
        drift.n_flows
    );
    view! {
        <p class="ws-baseline__drift" title=title data-testid="live-drift">
            "Traffic is " <strong>{words}</strong> {format!(" (drift {:.2})", drift.psi)}
        </p>
    }
}

/// How much to collect, and when an alert is one.
#[component]
fn Goal(disabled: Signal<bool>) -> impl IntoView {
    let client = expect_context::<Client>();
    let settings = client.live().settings;
    let change = move |change: &dyn Fn(&mut LiveSettings)| {
        settings.update(|settings| change(settings));
        client.tell_live(LiveCommand::Settings(settings.get_untracked()));
    };
    let by = Memo::new(move |_| match settings.with(|settings| settings.baseline) {
        BaselineGoal::Seconds(_) => By::Time,
        BaselineGoal::Flows(_) => By::Flows,
    });
    let amount = Memo::new(move |_| match settings.with(|settings| settings.baseline) {
        BaselineGoal::Seconds(seconds) => seconds,
        BaselineGoal::Flows(n_flows) => n_flows as f64,
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the field takes 50 to a million"
    )]
    let goal = |by, amount: f64| match by {
        By::Time => BaselineGoal::Seconds(amount),
        By::Flows => BaselineGoal::Flows(amount as u64),
    };
    let on_by = move |by| {
        let usual = if by == By::Time { 1_800.0 } else { 1_000.0 };
        change(&|settings| settings.baseline = goal(by, usual));
    };
    view! {
        <div class="ws-baseline__goal">
            <Segments
                label="Length of the baseline"
                name="baseline-by"
                options=vec![(By::Time, "Seconds"), (By::Flows, "Flows")]
                value=Signal::derive(move || by.get())
                disabled=disabled
                on_change=on_by
            />
            {move || {
                let (min, max) = if by.get() == By::Time { (5.0, 604_800.0) } else { (50.0, 50_000.0) };
                view! {
                    <NumberField
                        label="Baseline"
                        id="live-baseline"
                        value=amount
                        min=min
                        max=max
                        step=1.0
                        disabled=disabled
                        on_change=move |amount| change(&|settings| settings.baseline = goal(by.get_untracked(), amount))
                    />
                }
            }}
            <NumberField
                label="Alert from score"
                id="live-threshold"
                value=Signal::derive(move || settings.with(|settings| settings.alert_score))
                min=0.0
                max=1.0
                help="Share of ordinary flows that must be less unusual"
                on_change=move |score| change(&|settings| settings.alert_score = score)
            />
            <Switch
                label=Signal::stored("Learn anew when traffic drifts".to_owned())
                value=Signal::derive(move || settings.with(|settings| settings.retrain))
                testid="live-retrain"
                on_change=move |retrain| change(&|settings| settings.retrain = retrain)
            />
        </div>
    }
}
