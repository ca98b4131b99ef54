//! What came of a classifier's training.

mod calibration;
mod families;
mod file;
mod judges;

use leptos::prelude::*;
use wiresift_engine::message::{ClassifierInfo, ClassifierView, Evaluation, JudgeInfo};

use super::card::{Card, Figure};
use super::learning_curve::LearnedCurve;
use crate::format;
use crate::state::{Shared, names};
use calibration::Reliability;
use families::{Confusion, FamilyFigures};
use file::{FileActions, Import};
use judges::Judges;

/// The classifier, once there is one, and a way to bring one.
#[component]
pub fn ClassifierResult(
    /// What the engine says.
    view: Memo<Option<Shared<ClassifierView>>>,
    /// Whether nothing can be changed now.
    is_busy: Signal<bool>,
) -> impl IntoView {
    let info = Memo::new(move |_| view.get()?.classifier.clone());
    move || match info.get() {
        None => view! { <Import is_busy=is_busy /> }.into_any(),
        Some(info) => view! { <Trained info=info is_busy=is_busy /> }.into_any(),
    }
}

#[component]
fn Trained(info: ClassifierInfo, is_busy: Signal<bool>) -> impl IntoView {
    let chosen = info.judges.get(info.chosen as usize).cloned();
    let notes = info.notes.clone();
    let about = about(&info);
    view! {
        <Card title="The classifier" note=about class="ws-classifier">
            {(!notes.is_empty()).then(|| view! {
                <ul class="ws-classifier__notes" data-testid="classifier-notes">
                    {notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
                </ul>
            })}
            <Judges info=info is_busy=is_busy />
            <FileActions is_busy=is_busy />
        </Card>
        {chosen.map(|judge| view! { <Figures judge=judge /> })}
    }
}

fn about(info: &ClassifierInfo) -> String {
    let from = if info.is_imported {
        "From a file. It learnt"
    } else {
        "It learnt"
    };
    format!(
        "{from} from {} on {}: {} rows, {} of them different. It names the rows of your tables now.",
        info.data,
        info.date,
        format::count(info.n_rows),
        format::count(info.n_distinct)
    )
}

/// The figures of one judge, on rows that it never saw.
#[component]
fn Figures(judge: JudgeInfo) -> impl IntoView {
    let curve = judge.epochs.clone();
    let kept = judge
        .best_epoch
        .map(|best| format!("The weights of epoch {best} were kept: there the loss on the validation rows was least."));
    let curve_card = (!curve.is_empty())
        .then(|| view! { <LearnedCurve title="Learning curve" note=kept.unwrap_or_default() epochs=curve /> });
    let (evaluation, rows) = match (judge.test, judge.validation) {
        (Some(test), _) => (Some(test), "rows that it never saw"),
        (None, validation) => (
            validation,
            "the rows that it was chosen by: kinder than fresh ones would be",
        ),
    };
    let temperature = judge.temperature;
    let ran = judge
        .backend
        .map(|backend| format!(" Its networks were trained by {backend}."));
    let ran = ran.unwrap_or_default();
    view! {
        {evaluation.map(|evaluation| {
            let note = format!("{} on {} {rows}.{ran}", names::judge(judge.kind), format::count(evaluation.n_rows));
            let [overall, families, confusion] = std::array::from_fn(|_| evaluation.clone());
            view! {
                <Card title="How good it is" note=note>
                    <Overall evaluation=overall />
                    <FamilyFigures evaluation=families />
                </Card>
                <div class="ws-classifier__pair">
                    <Card title="What it takes for what" note="A row for each true family; a column for what it is taken for.">
                        <Confusion evaluation=confusion />
                    </Card>
                    <Reliability evaluation=evaluation temperature=temperature />
                </div>
            }
        })}
        {curve_card}
    }
}

#[component]
fn Overall(evaluation: Evaluation) -> impl IntoView {
    let figure = |label: &'static str, id: &'static str, value: Option<f64>, hint: &'static str| {
        view! {
            <Figure
                label=label
                value=format::metric(value)
                exact=value.map(|value| value.to_string()).unwrap_or_default()
                testid=format!("classifier-{id}")
                hint=hint
            />
        }
    };
    view! {
        <dl class="ws-figures">
            {figure("Accuracy", "accuracy", Some(evaluation.accuracy), "Rows named rightly")}
            {figure("Macro-F1", "macro-f1", Some(evaluation.macro_f1), "Mean F1 over the families: a rare one counts as much as a frequent one")}
            {figure("Macro recall", "macro-recall", Some(evaluation.macro_recall), "Mean share of a family's rows that are found")}
            {figure("ROC-AUC", "roc-auc", evaluation.roc_auc, "How often an attack is ranked above a normal row")}
            {figure("Log loss", "log-loss", Some(evaluation.log_loss), "Mean surprise at the truth, in nats: lower is better")}
        </dl>
    }
}
