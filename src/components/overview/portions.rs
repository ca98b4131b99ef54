//! Shares of the rows, each with its anomalies, as bars that lead to their rows.

use leptos::prelude::*;
use wiresift_engine::message::{Noun, Portion};

use crate::components::card::Card;
use crate::components::show_rows;
use crate::format;

/// A list of bars.
#[component]
pub(super) fn Portions(title: &'static str, testid: &'static str, portions: Vec<Portion>, noun: Noun) -> impl IntoView {
    let most = portions.iter().map(|portion| portion.n_rows).max().unwrap_or(1).max(1) as f64;
    let choose = show_rows::narrow();
    let line = move |portion: Portion| {
        let Portion {
            name,
            n_rows,
            n_anomalies,
            expression,
        } = portion;
        let (all, part) = (n_rows as f64 / most, n_anomalies as f64 / most);
        let words = format!(
            "{}, {} unusual",
            format::counted(n_rows, noun),
            format::count(n_anomalies)
        );
        view! {
            <li class="ws-portion">
                <button type="button" class="ws-portion__button" title=format!("Show {}", noun.many()) on:click=move |_| choose.run(expression.clone())>
                    <span class="ws-portion__name">{name}</span>
                    <span class="ws-portion__words">{words}</span>
                    <span class="ws-portion__bar" aria-hidden="true">
                        <i class="ws-portion__all" style:--share=format!("{all:.4}")></i>
                        <i class="ws-portion__part" style:--share=format!("{part:.4}")></i>
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <Card title=title>
            <ul class="ws-portions" data-testid=testid>{portions.into_iter().map(line).collect_view()}</ul>
        </Card>
    }
}

/// Rows by the hour of the day.
#[component]
pub(super) fn Hours(hours: Vec<Portion>, noun: Noun) -> impl IntoView {
    let most = hours.iter().map(|hour| hour.n_rows).max().unwrap_or(1).max(1) as f64;
    let choose = show_rows::narrow();
    let bar = move |hour: Portion| {
        let (all, part) = (hour.n_rows as f64 / most, hour.n_anomalies as f64 / most);
        let words = format!(
            "{}:00 to {}:59: {}, {} unusual",
            hour.name,
            hour.name,
            format::counted(hour.n_rows, noun),
            format::count(hour.n_anomalies)
        );
        let title = words.clone();
        view! {
            <li class="ws-hours__one">
                <button type="button" class="ws-hour" title=title disabled=hour.n_rows == 0 on:click=move |_| choose.run(hour.expression.clone())>
                    <span class="ws-sr-only">{words}</span>
                    <span class="ws-hour__bar" aria-hidden="true">
                        <i class="ws-hour__all" style:--share=format!("{all:.4}")></i>
                        <i class="ws-hour__part" style:--share=format!("{part:.4}")></i>
                    </span>
                    <span class="ws-hour__name" aria-hidden="true">{hour.name}</span>
                </button>
            </li>
        }
    };
    view! {
        <Card title="By hour of the day (UTC)" class="ws-overview__hours">
            <ul class="ws-hours" data-testid="overview-hours">{hours.into_iter().map(bar).collect_view()}</ul>
        </Card>
    }
}
