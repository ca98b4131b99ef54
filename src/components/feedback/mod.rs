//! What the analyst said so far, what it changed, and what can be done next.

mod difference;
mod history;
mod mark_form;

use leptos::prelude::*;
use wiresift_engine::message::{Feedback, FeedbackAction, Noun, StepKind, TableSlot, TrainingSettings};

use crate::analyst::Analyst;
use crate::client::Client;
use crate::components::card::{Card, Figure};
use crate::format;
use crate::state::{Session, Shared, Step, names};
use difference::DifferenceView;
use history::History;
pub use mark_form::MarkForm;

/// The feedback on a table's result; before the first mark it says how to begin.
#[component]
pub fn FeedbackCard(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let analyst = Analyst::new(expect_context::<Client>(), table);
    let feedback = Memo::new(move |_| session.with(|session| session.feedback.get(table).cloned()));
    let content = move || match feedback
        .get()
        .filter(|feedback| !feedback.steps.is_empty() || feedback.redo.is_some())
    {
        None => view! { <p class="ws-feedback__start">{start(noun)}</p> }.into_any(),
        Some(feedback) => view! { <Heard feedback=feedback analyst=analyst table=table noun=noun /> }.into_any(),
    };
    view! {
        <Card title="Your verdicts" class="ws-feedback">
            {content}
        </Card>
    }
}

fn start(noun: Noun) -> String {
    format!(
        "Choose a {one} below and press t if it is what you look for, f if it is harmless. The ranking then learns from your \
         verdicts: {many} like those you confirm move up, {many} like those you dismiss move down.",
        one = noun.one(),
        many = noun.many()
    )
}

#[component]
fn Heard(feedback: Shared<Feedback>, analyst: Analyst, table: TableSlot, noun: Noun) -> impl IntoView {
    let difference = feedback.difference.clone();
    view! {
        <dl class="ws-figures ws-feedback__figures">
            <Figure label="True positives" value=format::count(feedback.n_true) exact=feedback.n_true.to_string() testid="n-true" />
            <Figure label="False positives" value=format::count(feedback.n_false) exact=feedback.n_false.to_string() testid="n-false" />
            <Figure
                label="Precision among marked"
                value=feedback.precision.map_or_else(|| format::NONE.to_owned(), format::percent)
                hint=format!("Of the flagged {} that you marked, the share of true positives", noun.many())
                testid="marked-precision"
            />
        </dl>
        <Actions feedback=feedback.clone() analyst=analyst table=table />
        {difference.map(|difference| view! { <DifferenceView difference=difference noun=noun /> })}
        <History steps=feedback.steps.clone() noun=noun />
    }
}

#[component]
fn Actions(feedback: Shared<Feedback>, analyst: Analyst, table: TableSlot) -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let settings = expect_context::<RwSignal<TrainingSettings>>();
    let (n_pending, has_marks) = (feedback.n_pending, feedback.n_true + feedback.n_false > 0);
    let update = match n_pending {
        0 => "Ranking is up to date".to_owned(),
        n => format!("Update ranking ({} new)", format::count(n)),
    };
    let retrain = move |_| {
        settings.update(|settings| settings.learn_from_marks = true);
        client.train(settings.get_untracked());
        session.update(|session| session.go(Step::Train));
    };
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    view! {
        <div class="ws-feedback__actions">
            <button
                type="button"
                class="ws-button ws-button--primary"
                data-testid="adapt"
                disabled=n_pending == 0 || !has_marks
                on:click=move |_| analyst.adapt()
            >
                {update}
            </button>
            {(table == TableSlot::Training)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="ws-button"
                            data-testid="retrain"
                            title="Fits the detectors anew: false positives join the normal rows, true positives leave them"
                            disabled=move || is_busy.get() || !has_marks
                            on:click=retrain
                        >
                            "Retrain with verdicts"
                        </button>
                    }
                })}
            <StepButton title="Undo" testid="undo" kind=feedback.undo on_click=move |()| analyst.act(FeedbackAction::Undo) />
            <StepButton title="Redo" testid="redo" kind=feedback.redo on_click=move |()| analyst.act(FeedbackAction::Redo) />
        </div>
    }
}

#[component]
fn StepButton(
    title: &'static str,
    testid: &'static str,
    kind: Option<StepKind>,
    #[prop(into)] on_click: Callback<()>,
) -> impl IntoView {
    let hint = kind.map(|kind| format!("{title}: {}", names::feedback_step(kind)));
    view! {
        <button type="button" class="ws-button ws-button--quiet" data-testid=testid title=hint disabled=kind.is_none() on:click=move |_| on_click.run(())>
            {title}
        </button>
    }
}
