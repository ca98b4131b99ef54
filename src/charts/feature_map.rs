//! Rows as points: those that are alike lie near each other.

use leptos::prelude::*;
use wiresift_engine::message::{FeatureMap, MapPoint, Noun};

use crate::format;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 14.0;
/// Share of the points at each end that may lie at the edge: a few far ones would press all others into a corner.
const CUT: f64 = 0.01;

/// The map.
#[component]
pub fn FeatureMapChart(
    /// What to draw.
    map: FeatureMap,
    /// What the rows are.
    noun: Noun,
    /// A filter for the row that was chosen.
    on_choose: Callback<String>,
) -> impl IntoView {
    let across = Scale::of(map.points.iter().map(|point| f64::from(point.x)), WIDTH);
    let down = Scale::of(map.points.iter().map(|point| f64::from(point.y)), HEIGHT);
    let mut points = map.points;
    points.sort_by(|a, b| a.score.total_cmp(&b.score));
    let n_unusual = points.iter().filter(|point| point.is_anomaly).count();
    let label = format!(
        "{} {} on a map, {} of them unusual",
        format::count(points.len() as u64),
        noun.many(),
        format::count(n_unusual as u64)
    );
    let [first, second] = map.explained;
    let note = format!(
        "A sample of the {}: near means alike. The two directions hold {} of all differences (principal components). Choose a point to see \
         its {}.",
        noun.many(),
        format::percent(first + second),
        noun.one()
    );
    let draw = move |point: MapPoint| {
        let (x, y) = (across.place(f64::from(point.x)), down.place(f64::from(point.y)));
        let expression = format!("rank == {}", point.rank);
        view! {
            <circle
                class="ws-map__point"
                class:ws-map__point--unusual=point.is_anomaly
                cx=format!("{x:.1}")
                cy=format!("{y:.1}")
                r=if point.is_anomaly { "4" } else { "2.6" }
                fill-opacity=format!("{:.2}", 0.25 + 0.6 * f64::from(point.score))
                on:click=move |_| on_choose.run(expression.clone())
            >
                <title>{format!("Rank {}, score {:.3}", format::count(point.rank.into()), point.score)}</title>
            </circle>
        }
    };
    view! {
        <svg class="ws-map" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label data-testid="feature-map">
            {points.into_iter().map(draw).collect_view()}
        </svg>
        <p class="ws-card__note">{note}</p>
    }
}

/// From values to pixels.
#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    length: f64,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the number of values"
        )]
        let cut = (values.len() as f64 * CUT) as usize;
        let low = values.get(cut).copied().unwrap_or(0.0);
        let high = values
            .get((values.len().max(1) - 1).saturating_sub(cut))
            .copied()
            .unwrap_or(1.0);
        Self { low, high, length }
    }

    fn place(self, value: f64) -> f64 {
        let width = (self.high - self.low).max(f64::EPSILON);
        let share = ((value - self.low) / width).clamp(0.0, 1.0);
        MARGIN + share * (self.length - 2.0 * MARGIN)
    }
}
