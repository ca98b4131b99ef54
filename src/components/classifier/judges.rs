//! What was tried, how each did, and which one names the rows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{ClassifierAction, ClassifierInfo, Evaluation, JudgeInfo};

use crate::client::{Client, RequestError};
use crate::format;
use crate::state::names;

/// A table of the judges; the chosen one can be changed.
#[component]
pub(super) fn Judges(info: ClassifierInfo, is_busy: Signal<bool>) -> impl IntoView {
    let client = expect_context::<Client>();
    let chosen = info.chosen;
    let best = best(&info.judges);
    let choose = move |place: u32| {
        spawn_local(async move {
            if let Err(RequestError::Failed(report)) = client.classifier(ClassifierAction::Choose(place)).await {
                client.show(report);
            }
        });
    };
    let figure =
        |evaluation: &Option<Evaluation>, value: fn(&Evaluation) -> f64| format::metric(evaluation.as_ref().map(value));
    let row = move |(place, judge): (u32, JudgeInfo)| {
        let name = names::judge(judge.kind);
        view! {
            <tr data-testid=format!("judge-{}", judge.kind.name()) data-chosen=(place == chosen).to_string()>
                <th scope="row">
                    <label class="ws-judge">
                        <input
                            type="radio"
                            name="chosen-judge"
                            prop:checked=place == chosen
                            disabled=is_busy
                            on:change=move |_| choose(place)
                        />
                        <span>{name}</span>
                        {(Some(place as usize) == best).then(|| view! { <span class="ws-judge__best">"best"</span> })}
                    </label>
                </th>
                <td class="ws-table__number">{figure(&judge.validation, |all| all.macro_f1)}</td>
                <td class="ws-table__number">{figure(&judge.validation, |all| all.log_loss)}</td>
                <td class="ws-table__number">{figure(&judge.test, |all| all.accuracy)}</td>
                <td class="ws-table__number">{figure(&judge.test, |all| all.macro_f1)}</td>
                <td class="ws-table__number">{format::bytes(judge.n_bytes)}</td>
            </tr>
        }
    };
    let rows = (0..).zip(info.judges).map(row).collect_view();
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-label="What judges">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Names the rows"</th>
                        <th scope="col" class="ws-table__number">"Validation macro-F1"</th>
                        <th scope="col" class="ws-table__number">"Validation loss"</th>
                        <th scope="col" class="ws-table__number">"Test accuracy"</th>
                        <th scope="col" class="ws-table__number">"Test macro-F1"</th>
                        <th scope="col" class="ws-table__number">"Size"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="ws-field__help">
            "The best on the validation rows was chosen. The test rows had no say in that, so their figures are honest."
        </p>
    }
}

/// The highest macro-F1 on the validation rows, and of equal ones the lowest loss, as the engine chooses; `None` of one alone.
fn best(judges: &[JudgeInfo]) -> Option<usize> {
    if judges.len() < 2 {
        return None;
    }
    let key = |judge: &JudgeInfo| judge.validation.as_ref().map(|all| (all.macro_f1, all.log_loss));
    let order = |a: &(usize, (f64, f64)), b: &(usize, (f64, f64))| {
        a.1.0.total_cmp(&b.1.0).then_with(|| b.1.1.total_cmp(&a.1.1))
    };
    let judged = judges
        .iter()
        .enumerate()
        .filter_map(|(place, judge)| Some((place, key(judge)?)));
    judged.max_by(order).map(|(place, _)| place)
}
