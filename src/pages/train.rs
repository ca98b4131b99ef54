//! Step three: learn what is ordinary, and find what is not.

mod classifier;
mod detectors;

use leptos::prelude::*;
use wiresift_engine::message::{DetectorKind, Noun, TrainOn, TrainingSettings};

use crate::client::Client;
use crate::components::card::Card;
use crate::components::field::{NumberField, Segments};
use crate::components::help::{Help, Topic};
use crate::components::job_progress::{DetectorProgress, JobProgress, takes_part};
use crate::components::learning_curve::LearningCurve;
use crate::queue::InTurn;
use crate::state::{JobKind, Session};
use classifier::ClassifierTab;
use detectors::DetectorSettings;

/// Largest seed that survives a number field, which counts in floats.
const MAX_SEED: f64 = 9_007_199_254_740_991.0;

/// What is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// Detectors, to find what is unusual.
    Anomalies,
    /// A classifier, to name attacks.
    Families,
}

/// What is trained, its settings, one button, and progress while it runs.
#[component]
pub fn TrainPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let running = Memo::new(move |_| session.with(|session| goal_of(&session.job.as_ref()?.kind)));
    let goal = Memo::new(move |_| {
        running
            .get()
            .unwrap_or(if session.with(|session| session.wants_classifier) {
                Goal::Families
            } else {
                Goal::Anomalies
            })
    });
    view! {
        <header class="ws-page-head">
            <h1 class="ws-page-head__title">"Train"</h1>
            <p class="ws-page-head__note">
                {move || session.with(|session| session.tables.training.as_ref().map(|table| table.name.clone()))}
            </p>
        </header>
        <Segments
            label="What to train"
            name="train-goal"
            options=vec![(Goal::Anomalies, "Anomaly detectors"), (Goal::Families, "Attack classifier")]
            value=goal
            disabled=Signal::derive(move || running.get().is_some())
            on_change=move |goal| session.update(|session| session.wants_classifier = goal == Goal::Families)
        />
        {move || match goal.get() {
            Goal::Anomalies => view! { <AnomaliesTab /> }.into_any(),
            Goal::Families => view! { <ClassifierTab /> }.into_any(),
        }}
    }
}

/// What a job trains.
fn goal_of(kind: &JobKind) -> Option<Goal> {
    match kind {
        JobKind::Train => Some(Goal::Anomalies),
        JobKind::Teach => Some(Goal::Families),
        _ => None,
    }
}

#[component]
fn AnomaliesTab() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let settings = expect_context::<RwSignal<TrainingSettings>>();
    let job = Memo::new(move |_| session.with(|session| session.job.clone().filter(|job| job.kind == JobKind::Train)));
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let problem = Memo::new(move |_| settings.with(problem));
    view! {
        <Show
            when=move || job.with(Option::is_some)
            fallback=move || {
                view! {
                    <div class="ws-actions">
                        <button
                            type="button"
                            class="ws-button ws-button--primary"
                            data-testid="find-anomalies"
                            disabled=move || is_busy.get() || problem.get().is_some()
                            on:click=move |_| client.train(settings.get_untracked())
                        >
                            "Find anomalies"
                        </button>
                        <button type="button" class="ws-button ws-button--quiet" on:click=move |_| settings.set(TrainingSettings::default())>
                            "Reset to defaults"
                        </button>
                        <span class="ws-actions__note" role="status">{problem}</span>
                    </div>
                }
            }
        >
            <div class="ws-training">
                <div class="ws-training__progress">
                    <JobProgress job=job on_cancel=move |()| client.cancel() />
                    <DetectorProgress job=job settings=settings />
                </div>
                <Show when=move || settings.with(|settings| settings.autoencoder.is_some())>
                    <LearningCurve title="Autoencoder loss" job=job />
                </Show>
            </div>
        </Show>
        <InTurn>
            <Ensemble settings=settings is_busy=is_busy.into() />
        </InTurn>
        <InTurn>
            <DetectorSettings settings=settings is_busy=is_busy.into() />
        </InTurn>
    }
}

#[component]
fn Ensemble(settings: RwSignal<TrainingSettings>, is_busy: Signal<bool>) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let noun = session.with_untracked(Session::noun);
    let no_normal_rows = Memo::new(move |_| {
        session.with(|session| {
            let labels = session
                .tables
                .training
                .as_ref()
                .map(|table| table.labels.clone())
                .unwrap_or_default();
            !labels.iter().any(|label| label.is_normal)
        })
    });
    let contamination = Signal::derive(move || settings.with(|settings| settings.contamination));
    let set_contamination = move |share: f64| settings.update(|settings| settings.contamination = share);
    view! {
        <Card title="What to expect">
            <div class="ws-form">
                <div class="ws-field ws-field--wide">
                    <label class="ws-field__label" for="contamination-range">"Expected anomaly ratio"</label>
                    <div class="ws-range">
                        <input
                            id="contamination-range"
                            class="ws-range__input"
                            type="range"
                            min="0.005"
                            max="0.5"
                            step="0.005"
                            prop:value=move || contamination.get().to_string()
                            disabled=is_busy
                            on:input=move |event| if let Ok(share) = event_target_value(&event).parse() { set_contamination(share) }
                        />
                        <output class="ws-range__value" for="contamination-range">
                            {move || format!("{:.1}%", contamination.get() * 100.0)}
                        </output>
                    </div>
                    <p class="ws-field__help">{format!("Each detector flags at most this share of the {} it learned from.", noun.many())}</p>
                    <Help topic=Topic::Contamination />
                </div>
                <NumberField
                    label="As a number"
                    id="contamination"
                    value=contamination
                    min=0.0001
                    max=0.5
                    disabled=is_busy
                    on_change=set_contamination
                />
                <div class="ws-field">
                    <span class="ws-field__label">"Learn from"</span>
                    <Segments
                        label="Learn from"
                        name="train-on"
                        options=vec![(TrainOn::All, format!("All {}", noun.many())), (TrainOn::NormalRows, format!("Normal {} only", noun.many()))]
                        value=Signal::derive(move || settings.with(|settings| settings.train_on))
                        disabled=Signal::derive(move || is_busy.get() || no_normal_rows.get())
                        on_change=move |train_on| settings.update(|settings| settings.train_on = train_on)
                    />
                    <p class="ws-field__help">
                        {move || if no_normal_rows.get() {
                            format!("Normal {} only needs a label with a normal value.", noun.many())
                        } else {
                            format!("Normal {} only: labels say what is ordinary.", noun.many())
                        }}
                    </p>
                    <Help topic=Topic::TrainOn />
                </div>
                <NumberField
                    label="Votes for an anomaly"
                    help="How many detectors have to agree."
                    topic=Topic::Votes
                    id="min-votes"
                    value=Signal::derive(move || f64::from(settings.with(|settings| settings.min_votes)))
                    min=1.0
                    max=4.0
                    step=1.0
                    disabled=is_busy
                    on_change=move |votes| settings.update(|settings| settings.min_votes = whole(votes).try_into().unwrap_or(u8::MAX))
                />
                {(noun == Noun::Flow).then(|| view! { <Exchanges settings=settings is_busy=is_busy /> })}
                <NumberField
                    label="Seed"
                    help=format!("The same {}, settings and seed give the same result.", noun.whole())
                    id="seed"
                    value=Signal::derive(move || settings.with(|settings| settings.seed) as f64)
                    min=0.0
                    max=MAX_SEED
                    step=1.0
                    disabled=is_busy
                    on_change=move |seed| settings.update(|settings| settings.seed = whole(seed))
                />
            </div>
        </Card>
    }
}

/// How much one exchange may teach.
#[component]
fn Exchanges(settings: RwSignal<TrainingSettings>, is_busy: Signal<bool>) -> impl IntoView {
    let max = move || settings.with(|settings| settings.max_rows_per_exchange);
    view! {
        <NumberField
            label="Learn from each exchange"
            help="At most so many flows of one exchange, sweep or flood, so that a scan does not make itself ordinary; 0 for all."
            id="max-rows-per-exchange"
            value=Signal::derive(move || f64::from(max().unwrap_or(0)))
            min=0.0
            max=f64::from(u32::MAX)
            step=1.0
            disabled=is_busy
            on_change=move |typed| {
                let max = u32::try_from(whole(typed)).unwrap_or(u32::MAX);
                settings.update(|settings| settings.max_rows_per_exchange = (max > 0).then_some(max));
            }
        />
    }
}

/// Why these settings cannot be trained with, if they cannot.
fn problem(settings: &TrainingSettings) -> Option<String> {
    match n_detectors(settings) {
        0 => Some("Switch a detector on.".to_owned()),
        n if usize::from(settings.min_votes) > n => Some(format!(
            "{} votes cannot be reached with {n} detectors.",
            settings.min_votes
        )),
        _ => None,
    }
}

fn n_detectors(settings: &TrainingSettings) -> usize {
    DetectorKind::ALL
        .into_iter()
        .filter(|kind| takes_part(settings, *kind))
        .count()
}

/// A number that its field has checked to be whole and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked by the field; `as` saturates"
)]
pub(super) fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_flag_anything_say_so() {
        let mut settings = TrainingSettings::default();
        assert_eq!(problem(&settings), None);
        settings.min_votes = 4;
        settings.autoencoder = None;
        assert_eq!(
            problem(&settings).as_deref(),
            Some("4 votes cannot be reached with 3 detectors.")
        );
        settings = TrainingSettings {
            isolation_forest: None,
            local_outlier_factor: None,
            one_class_svm: None,
            ..settings
        };
        assert!(problem(&settings).is_some());
    }
}
