//! Training of what names attacks: what the labels teach, how, and what came of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{
    AutoencoderSettings, ClassWeights, ClassifierAction, ClassifierSettings, ClassifierView, JudgeKind, NeuralBackend,
    Noun, TaughtClass, TrainingSettings,
};

use super::{MAX_SEED, whole};
use crate::client::Client;
use crate::components::card::Card;
use crate::components::classifier::ClassifierResult;
use crate::components::field::{NumberField, Segments};
use crate::components::help::{Help, Topic};
use crate::components::job_progress::JobProgress;
use crate::components::learning_curve::LearningCurve;
use crate::format;
use crate::state::{EngineStatus, JobKind, Session, Shared, names};

/// Fewer rows of a kind than this are hardly learnt.
const FEW_ROWS: u64 = 20;

/// A classifier: what it learns from, its settings, its training, its figures.
#[component]
pub(super) fn ClassifierTab() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let settings = expect_context::<RwSignal<ClassifierSettings>>();
    let detectors = expect_context::<RwSignal<TrainingSettings>>();
    follow_table(session, client);
    let job = Memo::new(move |_| session.with(|session| session.job.clone().filter(|job| job.kind == JobKind::Teach)));
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let view = Memo::new(move |_| session.with(|session| session.classifier.clone()));
    let can_learn = Memo::new(move |_| view.get().is_some_and(|view| view.problem.is_none()));
    let noun = session.with_untracked(Session::noun);
    let teach = move |_| {
        client.teach(ClassifierSettings {
            backend: backend(&detectors.get_untracked()),
            ..settings.get_untracked()
        });
    };
    view! {
        <Show
            when=move || job.with(Option::is_some)
            fallback=move || {
                view! {
                    <div class="ws-actions">
                        <button
                            type="button"
                            class="ws-button ws-button--primary"
                            data-testid="teach"
                            disabled=move || is_busy.get() || !can_learn.get()
                            on:click=teach
                        >
                            "Train the classifier"
                        </button>
                        <button type="button" class="ws-button ws-button--quiet" on:click=move |_| settings.set(ClassifierSettings::default())>
                            "Reset to defaults"
                        </button>
                    </div>
                }
            }
        >
            <div class="ws-training">
                <div class="ws-training__progress">
                    <JobProgress job=job on_cancel=move |()| client.cancel() />
                </div>
                <Show when=move || settings.with(ClassifierSettings::needs_network)>
                    <LearningCurve title="Learning curve" job=job />
                </Show>
            </div>
        </Show>
        {move || view.get().map(|view| view! { <Lesson view=view noun=noun /> })}
        <Settings settings=settings is_busy=is_busy.into() />
        <ClassifierResult view=view is_busy=is_busy.into() />
    }
}

/// Networks run where the autoencoder does.
fn backend(detectors: &TrainingSettings) -> NeuralBackend {
    detectors
        .autoencoder
        .as_ref()
        .map_or(AutoencoderSettings::default().backend, |autoencoder| {
            autoencoder.backend
        })
}

/// Asks what the table teaches whenever it may teach something else.
fn follow_table(session: RwSignal<Session>, client: Client) {
    let table = Memo::new(move |_| {
        session.with(|session| {
            let is_free = session.engine == EngineStatus::Ready && session.job.is_none();
            let labels = session.tables.training.as_ref().map(|table| table.labels.clone());
            is_free.then_some((session.n_loaded, labels))
        })
    });
    Effect::new(move |_| {
        if table.get().is_some() {
            spawn_local(async move {
                // Where the engine is lost, the page says so elsewhere.
                drop(client.classifier(ClassifierAction::Look).await);
            });
        }
    });
}

/// What there is to learn.
#[component]
fn Lesson(view: Shared<ClassifierView>, noun: Noun) -> impl IntoView {
    let note = "It learns from your table's own labels what each kind of attack looks like, and then names every row. \
                The detectors need no labels; this does.";
    let content = if let Some(problem) = &view.problem {
        let (message, hint) = (problem.message.clone(), problem.hint.clone());
        view! {
            <p class="ws-hint" data-testid="classifier-problem">{message} " " {hint} " "<a href="#data">"To the data"</a></p>
        }
        .into_any()
    } else {
        let class = move |class: TaughtClass| {
            let (is_rare, testid) = (class.n_rows < FEW_ROWS, format!("taught-{}", class.name));
            view! {
                <li class="ws-taught__class" data-testid=testid data-rows=class.n_rows.to_string()>
                    <span class="ws-label" class:ws-label--attack=!class.is_normal>{class.name}</span>
                    " "
                    <strong>{format::counted(class.n_rows, noun)}</strong>
                    {is_rare.then_some(" (few: expect mistakes)")}
                </li>
            }
        };
        view! { <ul class="ws-taught">{view.classes.iter().cloned().map(class).collect_view()}</ul> }.into_any()
    };
    view! { <Card title="What there is to learn" note=note>{content}</Card> }
}

#[component]
fn Settings(settings: RwSignal<ClassifierSettings>, is_busy: Signal<bool>) -> impl IntoView {
    let judges = [
        None,
        Some(JudgeKind::Network),
        Some(JudgeKind::RandomForest),
        Some(JudgeKind::Both),
    ];
    let judge_name = |judge: Option<JudgeKind>| judge.map_or("Try all, take the best", names::judge);
    let weights = [
        Some(ClassWeights::None),
        Some(ClassWeights::Sqrt),
        Some(ClassWeights::Balanced),
        None,
    ];
    let weights_name = |weights: Option<ClassWeights>| weights.map_or("Try all", names::class_weights);
    let no_network = Signal::derive(move || is_busy.get() || settings.with(|settings| !settings.needs_network()));
    view! {
        <Card title="How">
            <div class="ws-field ws-field--row">
                <span class="ws-field__label">"What judges"</span>
                <Segments
                    label="What judges"
                    name="judge-kind"
                    options=judges.map(|judge| (judge, judge_name(judge))).to_vec()
                    value=Signal::derive(move || settings.with(|settings| settings.judge))
                    disabled=is_busy
                    on_change=move |judge| settings.update(|settings| settings.judge = judge)
                />
                <Help topic=Topic::Judge />
            </div>
            <div class="ws-field ws-field--row">
                <span class="ws-field__label">"What counts"</span>
                <Segments
                    label="How much rows count"
                    name="class-weights"
                    options=weights.map(|weights| (weights, weights_name(weights))).to_vec()
                    value=Signal::derive(move || settings.with(|settings| settings.class_weights))
                    disabled=no_network
                    on_change=move |weights| settings.update(|settings| settings.class_weights = weights)
                />
                <Help topic=Topic::ClassWeights />
            </div>
            <Numbers settings=settings is_busy=is_busy no_network=no_network />
        </Card>
    }
}

#[component]
fn Numbers(settings: RwSignal<ClassifierSettings>, is_busy: Signal<bool>, no_network: Signal<bool>) -> impl IntoView {
    let read = move |value: fn(&ClassifierSettings) -> f64| Signal::derive(move || settings.with(value));
    view! {
        <div class="ws-form">
            <NumberField
                label="Epochs"
                help="Passes over the rows, at most; a network stops when it gets no better."
                id="classifier-epochs"
                value=read(|settings| f64::from(settings.n_epochs))
                min=1.0
                max=1_000.0
                step=1.0
                disabled=no_network
                on_change=move |n| settings.update(|settings| settings.n_epochs = narrow(n))
            />
            <NumberField
                label="Patience"
                help="So many epochs without progress, then it stops."
                id="classifier-patience"
                value=read(|settings| f64::from(settings.patience))
                min=1.0
                max=1_000.0
                step=1.0
                disabled=no_network
                on_change=move |n| settings.update(|settings| settings.patience = narrow(n))
            />
            <NumberField
                label="Kept for validation"
                help="This share decides when to stop, what wins and how sure to be."
                id="classifier-validation"
                value=read(|settings| settings.validation_share)
                min=0.0
                max=0.5
                disabled=is_busy
                on_change=move |share| settings.update(|settings| settings.validation_share = share)
            />
            <NumberField
                label="Kept for the test"
                help="This share it never sees: the figures below are of these rows."
                id="classifier-test"
                value=read(|settings| settings.test_share)
                min=0.0
                max=0.5
                disabled=is_busy
                on_change=move |share| settings.update(|settings| settings.test_share = share)
            />
            <NumberField
                label="Seed"
                help="The same table, settings and seed give the same classifier."
                id="classifier-seed"
                value=read(|settings| settings.seed as f64)
                min=0.0
                max=MAX_SEED
                step=1.0
                disabled=is_busy
                on_change=move |seed| settings.update(|settings| settings.seed = whole(seed))
            />
        </div>
        <p class="ws-field__help">"Networks run where the autoencoder does: choose CPU or WebGPU with the detectors."</p>
    }
}

fn narrow(number: f64) -> u32 {
    u32::try_from(whole(number)).unwrap_or(u32::MAX)
}
