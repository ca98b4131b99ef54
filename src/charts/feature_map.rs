//! Rows as points: those that are alike lie near each other.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;
use wiresift_engine::message::{FeatureMap, MapPoint, Noun};

use super::NumbersTable;
use super::walk::nearest;
use crate::format;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 14.0;
/// Share of the points at each end that may lie at the edge: a few far ones would press all others into a corner.
const CUT: f64 = 0.01;
/// Points in the table: the most unusual ones.
const N_LISTED: usize = 100;

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
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (across.place(f64::from(point.x)), down.place(f64::from(point.y))))
        .collect();
    let numbers = numbers(&points);
    let circles = points.iter().zip(&places).enumerate().map(circle).collect_view();
    let drawn = StoredValue::new((points, places));
    // The last is the most anomalous one.
    let last = drawn.with_value(|(points, _)| points.len().saturating_sub(1));
    let current = RwSignal::new(None::<usize>);
    let choose = move |at: usize| {
        let rank = drawn.with_value(|(points, _)| points.get(at).map(|point| point.rank));
        if let Some(rank) = rank {
            on_choose.run(format!("rank == {rank}"));
        }
    };
    let on_click = move |event: MouseEvent| {
        let circle = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let at = circle.and_then(|circle| circle.get_attribute("data-at")?.parse().ok());
        if let Some(at) = at {
            choose(at);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let at = current.get_untracked().unwrap_or(last);
        let next = match event.key().as_str() {
            "Enter" | " " => {
                choose(at);
                Some(at)
            }
            "Home" => Some(last),
            key => drawn.with_value(|(_, places)| nearest(places, at, key)),
        };
        if next.is_some() {
            event.prevent_default();
            current.set(next);
        }
    };
    let ring = move || {
        let (x, y) = drawn.with_value(|(_, places)| places.get(current.get()?).copied())?;
        Some(view! { <circle class="ws-map__ring" cx=format!("{x:.1}") cy=format!("{y:.1}") r="8"></circle> })
    };
    let words = move || drawn.with_value(|(points, _)| points.get(current.get()?).map(said));
    view! {
        <svg
            class="ws-map"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            role="application"
            tabindex="0"
            aria-label=format!("{label}. Arrow keys go from point to point, Home to the most unusual one, Enter shows its row.")
            data-testid="feature-map"
            on:click=on_click
            on:keydown=on_key
            on:focus=move |_| current.update(|current| *current = current.or(Some(last)))
            on:blur=move |_| current.set(None)
        >
            {circles}
            {ring}
        </svg>
        <p class="ws-card__note ws-map__words" role="status">{words}</p>
        <p class="ws-card__note">{note}</p>
        {numbers}
    }
}

fn circle((at, (point, (x, y))): (usize, (&MapPoint, &(f64, f64)))) -> impl IntoView + use<> {
    view! {
        <circle
            class="ws-map__point"
            class:ws-map__point--unusual=point.is_anomaly
            cx=format!("{x:.1}")
            cy=format!("{y:.1}")
            r=if point.is_anomaly { "4" } else { "2.6" }
            fill-opacity=format!("{:.2}", 0.25 + 0.6 * f64::from(point.score))
            data-at=at.to_string()
        >
            <title>{said(point)}</title>
        </circle>
    }
}

fn said(point: &MapPoint) -> String {
    format!("Rank {}, score {:.3}", format::count(point.rank.into()), point.score)
}

/// The points as a table, the most unusual first.
fn numbers(points: &[MapPoint]) -> impl IntoView + use<> {
    let headers = ["Rank", "Score", "First component", "Second component"]
        .map(str::to_owned)
        .to_vec();
    let listed = || points.iter().rev().take(N_LISTED);
    let row = |point: &MapPoint| {
        let numbers = [point.score, point.x, point.y].map(|number| format!("{number:.3}"));
        [vec![format::count(point.rank.into())], numbers.to_vec()].concat()
    };
    let rows = listed().map(row).collect();
    let expressions = listed().map(|point| format!("rank == {}", point.rank)).collect();
    view! { <NumbersTable headers=headers rows=rows expressions=expressions /> }
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
