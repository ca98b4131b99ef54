//! How a network's loss falls as it learns.

use leptos::prelude::*;
use wiresift_engine::message::Epoch;

use super::card::Card;
use crate::charts::{ChartView, NumbersTable, options};
use crate::format;
use crate::state::Job;

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 120.0;

/// The curve while a job runs: plain lines, for the detectors leave the page little time.
#[component]
pub fn LearningCurve(
    /// What learns.
    title: &'static str,
    /// The training.
    #[prop(into)]
    job: Signal<Option<Job>>,
) -> impl IntoView {
    let epochs = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.epochs.clone()).unwrap_or_default()));
    let last = move || epochs.with(|epochs| epochs.last().copied());
    let line = move |loss: Loss| epochs.with(|epochs| path(epochs, loss));
    let figure = |name: &'static str, loss: Loss| {
        let value = move || last().as_ref().and_then(loss).map(format::number);
        move || {
            value().map(|value| {
                view! {
                    <span class=format!("ws-curve__key ws-curve__key--{name}")>{name} " " <strong>{value}</strong></span>
                }
            })
        }
    };
    let far = move || match last() {
        None => "No epoch is done yet".to_owned(),
        Some(Epoch { epoch, n_epochs, .. }) => format!("Epoch {epoch} of at most {n_epochs}"),
    };
    view! {
        <figure class="ws-training__loss" data-testid="learning-curve" data-epochs=move || epochs.with(Vec::len).to_string()>
            <figcaption class="ws-card__title">{title}</figcaption>
            <svg
                class="ws-curve"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=move || epochs.with(|epochs| in_words(epochs))
            >
                <path class="ws-curve__line ws-curve__line--training" d=move || line(TRAINING) />
                <path class="ws-curve__line ws-curve__line--validation" d=move || line(VALIDATION) />
            </svg>
            <p class="ws-curve__now">
                {figure("training", TRAINING)} {figure("validation", VALIDATION)} <span class="ws-curve__far">{far}</span>
            </p>
        </figure>
    }
}

type Loss = fn(&Epoch) -> Option<f64>;

const TRAINING: Loss = |epoch| Some(epoch.loss);
const VALIDATION: Loss = |epoch| epoch.validation_loss;

/// A line as long as the training is so far, from the largest loss at the top to the least.
fn path(epochs: &[Epoch], loss: Loss) -> String {
    let losses = epochs
        .iter()
        .flat_map(|epoch| [TRAINING(epoch), VALIDATION(epoch)])
        .flatten()
        .filter(|loss| loss.is_finite());
    let (least, most) = losses.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), loss| {
        (least.min(loss), most.max(loss))
    });
    let span = (most - least).max(f64::MIN_POSITIVE);
    let points = epochs.iter().filter_map(|epoch| {
        let across = f64::from(epoch.epoch.saturating_sub(1)) / f64::from(epoch.n_epochs.max(2) - 1);
        let up = (loss(epoch)? - least) / span;
        up.is_finite()
            .then(|| format!("{:.1} {:.1}", across * WIDTH, HEIGHT - up * HEIGHT))
    });
    let points: Vec<_> = points.collect();
    if points.is_empty() {
        return String::new();
    }
    format!("M{}", points.join("L"))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(epoch: u32, loss: f64, validation_loss: Option<f64>) -> Epoch {
        Epoch {
            epoch,
            n_epochs: 5,
            loss,
            validation_loss,
        }
    }

    #[test]
    fn lines_are_as_long_as_the_training_is_and_share_one_scale() {
        let epochs = [epoch(1, 0.5, Some(0.6)), epoch(2, 0.3, Some(0.4)), epoch(3, 0.1, None)];
        assert_eq!(path(&epochs, TRAINING), "M0.0 24.0L100.0 72.0L200.0 120.0");
        assert_eq!(path(&epochs, VALIDATION), "M0.0 0.0L100.0 48.0");
    }

    #[test]
    fn a_loss_that_is_no_number_is_left_out() {
        assert_eq!(path(&[], TRAINING), "");
        assert_eq!(path(&[epoch(1, f64::NAN, None)], TRAINING), "");
        assert_eq!(
            path(&[epoch(1, 0.5, None), epoch(2, f64::INFINITY, None)], TRAINING),
            "M0.0 120.0"
        );
    }
}
