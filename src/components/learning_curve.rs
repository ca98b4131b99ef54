//! How a network's loss falls as it learns.

use leptos::prelude::*;
use leptos_use::signal_throttled;
use wiresift_engine::message::Epoch;

use super::card::Card;
use crate::charts::{ChartView, NumbersTable, options};
use crate::format;
use crate::state::Job;

/// Milliseconds between two drawings: epochs of a small table follow each other faster than anybody looks.
const PAUSE: f64 = 1_000.0;

/// The curve while a job runs.
#[component]
pub fn LearningCurve(
    /// What learns.
    title: &'static str,
    /// The training.
    #[prop(into)]
    job: Signal<Option<Job>>,
) -> impl IntoView {
    let epochs = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.epochs.clone()).unwrap_or_default()));
    let drawn: Signal<Vec<Epoch>> = signal_throttled(epochs, PAUSE);
    view! {
        <figure class="ws-training__loss" data-testid="learning-curve" data-epochs=move || epochs.with(Vec::len).to_string()>
            <figcaption class="ws-card__title">{title}</figcaption>
            <ChartView
                class="ws-chart--small"
                label=Signal::derive(move || drawn.with(|epochs| in_words(epochs)))
                option=move |palette| Some(drawn.with(|epochs| options::loss(&palette, epochs)))
            />
        </figure>
    }
}

/// The curve of a training that is over.
#[component]
pub fn LearnedCurve(
    /// What learned.
    title: &'static str,
    /// What the loss is, or what came of it.
    #[prop(into)]
    note: String,
    /// Its epochs.
    epochs: Vec<Epoch>,
) -> impl IntoView {
    let words = in_words(&epochs);
    let headers = ["Epoch", "Training loss", "Validation loss"]
        .map(str::to_owned)
        .to_vec();
    let rows = epochs.iter().map(|epoch| {
        let validation = epoch.validation_loss.map(format::number);
        vec![
            epoch.epoch.to_string(),
            format::number(epoch.loss),
            validation.unwrap_or_else(|| format::NONE.to_owned()),
        ]
    });
    let rows = rows.collect();
    view! {
        <Card title=title note=note>
            <ChartView label=words option=move |palette| Some(options::loss(&palette, &epochs)) />
            <NumbersTable headers=headers rows=rows />
        </Card>
    }
}

/// A curve for who cannot see it.
fn in_words(epochs: &[Epoch]) -> String {
    let Some(last) = epochs.last() else {
        return "Loss by epoch; none is done yet".to_owned();
    };
    let validation = last
        .validation_loss
        .map(|loss| format!(", {loss:.4} on the validation rows"));
    format!(
        "Loss by epoch: {:.4}{} after epoch {} of {}",
        last.loss,
        validation.unwrap_or_default(),
        last.epoch,
        last.n_epochs
    )
}
