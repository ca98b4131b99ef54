//! Whether it is as sure as it is right.

use leptos::prelude::*;
use wiresift_engine::message::{Bin, Evaluation};

use crate::charts::{ChartView, NumbersTable, options};
use crate::components::card::Card;
use crate::format;

/// The reliability plot, before and after scaling.
#[component]
pub(super) fn Reliability(evaluation: Evaluation, temperature: f64) -> impl IntoView {
    let before = evaluation.unscaled.as_ref().map(|unscaled| unscaled.calibration_error);
    let after = evaluation.calibration_error;
    let words = in_words(before, after);
    let label = words.clone();
    let bins = evaluation.reliability;
    let unscaled = evaluation.unscaled.map(|unscaled| unscaled.reliability);
    let (headers, rows) = numbers(&bins);
    view! {
        <Card
            title="Is it as sure as it is right?"
            note="Of the rows that it is 80% sure of, 80% should be right: then the line follows the dashes."
        >
            <ChartView
                class="ws-chart--small"
                label=Signal::derive(move || label.clone())
                option=move |palette| Some(options::reliability(&palette, unscaled.as_deref(), &bins))
            />
            <p
                class="ws-field__help"
                data-testid="calibration"
                data-before=before.map(|error| error.to_string())
                data-after=after.to_string()
                data-temperature=temperature.to_string()
            >
                {words}
            </p>
            <NumbersTable headers=headers rows=rows />
        </Card>
    }
}

fn in_words(before: Option<f64>, after: f64) -> String {
    let before = before.map(|error| format!("; before scaling by {}", format::percent(error)));
    format!(
        "On average how sure it is and how often it is right differ by {}{}.",
        format::percent(after),
        before.unwrap_or_default()
    )
}

fn numbers(bins: &[Bin]) -> (Vec<String>, Vec<Vec<String>>) {
    let headers = ["Sure by", "Rows", "Mean", "Right"].map(str::to_owned).to_vec();
    let row = |bin: &Bin| {
        vec![
            format!("{:.0}% and more", bin.from * 100.0),
            format::count(bin.n_rows),
            format::percent(bin.confidence),
            format::percent(bin.accuracy),
        ]
    };
    let filled = bins.iter().filter(|bin| bin.n_rows > 0);
    (headers, filled.map(row).collect())
}
