//! The result in charts, each with its numbers beside it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{
    Curve, DetectorKind, Distribution, Filter, Noun, Overview, Role, Severity, Summary, TableSlot,
};

use crate::charts::{ChartView, NumbersTable, options};
use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::field::Choice;
use crate::components::learning_curve::LearnedCurve;
use crate::components::show_rows;
use crate::format;
use crate::state::{Shared, names};

/// A bar leads to its rows.
fn choose(expressions: Vec<String>) -> Callback<usize> {
    let narrow = show_rows::narrow();
    Callback::new(move |place: usize| {
        if let Some(expression) = expressions.get(place) {
            narrow.run(expression.clone());
        }
    })
}

/// Anomalies by severity.
#[component]
pub(super) fn SeverityChart(summary: Shared<Summary>) -> impl IntoView {
    let (counts, noun) = (summary.severities, summary.noun);
    let names = [Severity::Low, Severity::Medium, Severity::High].map(names::severity);
    let label = format!(
        "Anomalies by severity: {} low, {} medium, {} high",
        counts[0], counts[1], counts[2]
    );
    let rows = names
        .iter()
        .zip(counts)
        .map(|(name, n)| vec![(*name).to_owned(), format::count(n)])
        .collect();
    let expressions: Vec<String> = names
        .iter()
        .zip(counts)
        .map(|(name, n)| show_rows::unless_none(n, format!("severity == {}", name.to_ascii_lowercase())))
        .collect();
    let choose = choose(expressions.clone());
    view! {
        <Card title="Severity">
            <ChartView label=label on_choose=choose option=move |palette| Some(options::severities(&palette, counts, noun)) />
            <NumbersTable headers=vec!["Severity".to_owned(), noun.titles().to_owned()] rows=rows expressions=expressions />
        </Card>
    }
}

/// Rows by number of votes.
#[component]
pub(super) fn VotesChart(summary: Shared<Summary>) -> impl IntoView {
    let noun = summary.noun;
    let rows = summary
        .votes
        .iter()
        .enumerate()
        .map(|(votes, n)| vec![votes.to_string(), format::count(*n)])
        .collect();
    let expressions: Vec<String> = (0..)
        .zip(&summary.votes)
        .map(|(votes, n): (u32, _)| show_rows::unless_none(*n, format!("votes == {votes}")))
        .collect();
    let choose = choose(expressions.clone());
    let note = format!(
        "{} make an anomaly.",
        format::plural(u64::from(summary.settings.min_votes), "vote", "votes or more")
    );
    view! {
        <Card title="Votes" note=note>
            <ChartView label=format!("{} by number of votes", noun.titles()) on_choose=choose option=move |palette| Some(options::votes(&palette, &summary.votes, summary.settings.min_votes, noun)) />
            <NumbersTable headers=vec!["Votes".to_owned(), noun.titles().to_owned()] rows=rows expressions=expressions />
        </Card>
    }
}

/// ROC curves of the detectors and of the ensemble. The list of curves is the legend: it wraps where the chart's own would overlap.
#[component]
pub(super) fn RocCurves(summary: Shared<Summary>) -> impl IntoView {
    let area = |name: &str| match summary.detectors.iter().find(|detector| detector.kind.name() == name) {
        Some(detector) => detector.roc_auc,
        None => summary.metrics.and_then(|metrics| metrics.roc_auc),
    };
    let entry = |curve: &Curve| {
        let place = DetectorKind::ALL.into_iter().position(|kind| kind.name() == curve.name);
        let swatch = place.map_or_else(|| "ensemble".to_owned(), |place| (place + 1).to_string());
        view! {
            <li>
                <span class=format!("ws-swatch ws-swatch--{swatch}") aria-hidden="true"></span>
                {format!("{} {}", names::curve(&curve.name), format::metric(area(&curve.name)))}
            </li>
        }
    };
    let legend = summary.roc.iter().map(entry).collect_view();
    let (headers, rows) = roc_numbers(&summary.roc);
    view! {
        <Card title="ROC curves" note="True positive rate over false positive rate, and the area below. The dashed line is chance.">
            <ChartView
                class="ws-chart--tall"
                label="ROC curves of the detectors and the ensemble"
                option=move |palette| Some(options::roc(&palette, &summary.roc))
            />
            <ul class="ws-legend">{legend}</ul>
            <NumbersTable headers=headers rows=rows />
        </Card>
    }
}

/// False positive rates at which a curve is read for its table.
const RATES: [f64; 7] = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/// The true positive rates of curves at these rates: heads and rows.
fn roc_numbers(curves: &[Curve]) -> (Vec<String>, Vec<Vec<String>>) {
    let names = curves.iter().map(|curve| names::curve(&curve.name).to_owned());
    let headers = ["False positive rate".to_owned()].into_iter().chain(names).collect();
    let row = |rate: f64| {
        let rates = curves
            .iter()
            .map(|curve| format::percent(true_rate_at(&curve.points, rate)));
        [format::percent(rate)].into_iter().chain(rates).collect()
    };
    (headers, RATES.map(row).into())
}

/// The true positive rate of a curve at a false positive rate, on the line between its points.
fn true_rate_at(points: &[(f64, f64)], rate: f64) -> f64 {
    let above = points.partition_point(|&(x, _)| x <= rate);
    match (above.checked_sub(1).and_then(|at| points.get(at)), points.get(above)) {
        (Some(&(x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (rate - x0) / (x1 - x0),
        (Some(&(_, y)), None) => y,
        (None, _) => 0.0,
    }
}

/// The autoencoder's training, if there was one.
#[component]
pub(super) fn LossCurve(summary: Shared<Summary>) -> impl IntoView {
    let epochs = summary
        .detectors
        .iter()
        .map(|detector| &detector.epochs)
        .find(|epochs| !epochs.is_empty())?
        .clone();
    let note = format!(
        "Mean squared error over the {0} learned from, and over {0} held out.",
        summary.noun.many()
    );
    Some(view! { <LearnedCurve title="Autoencoder training" note=note epochs=epochs /> })
}

/// How one detector's scores spread over normal and anomalous rows.
#[component]
pub(super) fn ScoreSpread(summary: Shared<Summary>) -> impl IntoView {
    let place = RwSignal::new(0_usize);
    let noun = summary.noun;
    let choices: Vec<_> = summary
        .detectors
        .iter()
        .enumerate()
        .map(|(place, detector)| (place, names::detector(detector.kind).to_owned()))
        .collect();
    let chosen = Signal::derive(move || {
        summary
            .detectors
            .get(place.get())
            .map(|detector| detector.scores.clone())
    });
    let numbers = move || {
        let scores = chosen.get()?;
        Some(
            view! { <NumbersTable headers=group_headers("Score", noun) rows=group_rows(options::bin_labels(&scores.edges), &scores.normal, &scores.anomalous) /> },
        )
    };
    view! {
        <Card title="Scores" note=format!("As percentiles of the training scores, in {} that are anomalies and in those that are not.", noun.many())>
            <Choice label="Detector" options=choices value=place on_change=move |choice| place.set(choice) />
            <ChartView
                label=format!("Calibrated scores of normal and anomalous {}", noun.many())
                option=move |palette| chosen.get().map(|scores| options::scores(&palette, &scores, noun))
            />
            {numbers}
        </Card>
    }
}

/// How a column's values spread over normal and anomalous rows.
#[component]
pub(super) fn FeatureDistribution(table: TableSlot, overview: Shared<Overview>, filter: Memo<Filter>) -> impl IntoView {
    let client = expect_context::<Client>();
    let noun = overview.noun;
    let features = overview.columns.iter().filter(|column| column.role == Role::Feature);
    let choices: Vec<_> = features.map(|column| (column.index, column.name.clone())).collect();
    let first = choices.first()?.0;
    let column = RwSignal::new(first);
    let answer = RwSignal::new(None::<Result<Distribution, RequestError>>);
    Effect::new(move |_| {
        let (wanted, rows) = (column.get(), filter.get());
        spawn_local(async move {
            let distribution = client.distribution(table, wanted, rows.clone()).await;
            if column.try_get_untracked() == Some(wanted) && filter.try_get_untracked() == Some(rows) {
                answer.set(Some(distribution));
            }
        });
    });
    let shown = Signal::derive(move || answer.get().and_then(Result::ok));
    let name = StoredValue::new(choices.clone());
    let name = move || {
        name.with_value(|choices| {
            choices
                .iter()
                .find(|(index, _)| *index == column.get())
                .map(|(_, name)| name.clone())
                .unwrap_or_default()
        })
    };
    let narrow = show_rows::narrow();
    let choose = move |place: usize| {
        let expressions = shown.get_untracked().map(|shown| expressions(&shown, &name()));
        if let Some(expression) = expressions.and_then(|all| all.into_iter().nth(place)) {
            narrow.run(expression);
        }
    };
    let note = move || match answer.get() {
        Some(Err(error)) => error.message(),
        Some(Ok(Distribution::Numbers { logarithmic: true, .. })) => {
            "The bins grow by a factor: the values spread over magnitudes.".to_owned()
        }
        _ => String::new(),
    };
    Some(view! {
        <Card title="Values of a feature" note=format!("In {} that are anomalies and in those that are not.", noun.many())>
            <Choice label="Feature" options=choices value=column testid="feature-select" on_change=move |index| column.set(index) />
            <ChartView
                on_choose=choose
                label=Signal::derive(move || format!("Values of {} in normal and anomalous {}", name(), noun.many()))
                option=move |palette| shown.get().map(|distribution| options::distribution(&palette, &name(), &distribution, noun))
            />
            <p class="ws-card__note" role="status">{note}</p>
            {move || shown.get().map(|distribution| distribution_numbers(distribution, &name(), noun))}
        </Card>
    })
}

/// What the engine calls bars that stand for more than one value: of a text whether there is one, of many names the rare ones.
const SOME_TEXT: &str = "some text";
const NO_TEXT: &str = "empty";
const OTHERS: &str = "all other";

/// For each bar the filter that shows its rows; empty for bars that have none, or no name.
fn expressions(distribution: &Distribution, name: &str) -> Vec<String> {
    let unless_none = |(expression, (normal, anomalous)): (String, (&u64, &u64))| {
        show_rows::unless_none(normal + anomalous, expression)
    };
    match distribution {
        Distribution::Numbers { histogram, .. } => {
            let counts = histogram.normal.iter().zip(&histogram.anomalous);
            let bars = show_rows::between(name, &histogram.edges).into_iter();
            bars.zip(counts).map(unless_none).collect()
        }
        Distribution::Categories {
            names,
            normal,
            anomalous,
        } => {
            let column = wiresift_filter::column_name(name);
            let is_text = matches!(names.as_slice(), [one, other] if one == SOME_TEXT && other == NO_TEXT);
            let expression = |value: &String| match value.as_str() {
                SOME_TEXT if is_text => column.clone(),
                NO_TEXT if is_text => format!("not {column}"),
                OTHERS => String::new(),
                value => show_rows::is(&column, value),
            };
            let bars = names.iter().map(expression);
            bars.zip(normal.iter().zip(anomalous)).map(unless_none).collect()
        }
    }
}

fn distribution_numbers(distribution: Distribution, name: &str, noun: Noun) -> impl IntoView + use<> {
    let expressions = expressions(&distribution, name);
    let (labels, normal, anomalous) = match distribution {
        Distribution::Numbers { histogram, .. } => (
            options::bin_labels(&histogram.edges),
            histogram.normal,
            histogram.anomalous,
        ),
        Distribution::Categories {
            names,
            normal,
            anomalous,
        } => (names, normal, anomalous),
    };
    view! { <NumbersTable headers=group_headers(name, noun) rows=group_rows(labels, &normal, &anomalous) expressions=expressions /> }
}

fn group_headers(name: &str, noun: Noun) -> Vec<String> {
    let groups = ["Normal", "Anomalous"].map(|group| format!("{group} {}", noun.many()));
    [vec![name.to_owned()], groups.to_vec()].concat()
}

fn group_rows(labels: Vec<String>, normal: &[u64], anomalous: &[u64]) -> Vec<Vec<String>> {
    labels
        .into_iter()
        .zip(normal.iter().zip(anomalous))
        .map(|(label, (normal, anomalous))| vec![label, format::count(*normal), format::count(*anomalous)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::true_rate_at;

    #[test]
    fn a_curve_is_read_between_its_points_and_after_its_steps() {
        let points = [(0.0, 0.0), (0.0, 0.4), (0.1, 0.8), (1.0, 1.0)];
        assert!((true_rate_at(&points, 0.0) - 0.4).abs() < 1e-12);
        assert!((true_rate_at(&points, 0.05) - 0.6).abs() < 1e-12);
        assert!((true_rate_at(&points, 1.0) - 1.0).abs() < 1e-12);
        assert!(true_rate_at(&[], 0.5).abs() < 1e-12);
    }
}
