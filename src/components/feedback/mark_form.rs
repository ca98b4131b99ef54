//! The verdict on one row, with its reason and a note.

use leptos::prelude::*;
use wiresift_engine::message::{Judgement, Mark, TableSlot};

use crate::analyst::Analyst;
use crate::browser;
use crate::client::Client;

/// Reasons that are offered for a true positive; any other can be typed.
const TRUE_REASONS: [&str; 6] = [
    "Scan",
    "Brute force",
    "Denial of service",
    "Malware",
    "Data theft",
    "Policy violation",
];

/// Reasons that are offered for a false positive.
const FALSE_REASONS: [&str; 6] = [
    "Known service",
    "Backup",
    "Maintenance",
    "Monitoring",
    "Misconfiguration",
    "Rare but harmless",
];

/// Buttons for the verdict on a row; once there is one, its reason and note.
#[component]
pub fn MarkForm(
    /// The table.
    table: TableSlot,
    /// The row's index in the table.
    row: u32,
    /// What was said of it so far.
    mark: Signal<Option<Mark>>,
) -> impl IntoView {
    let analyst = Analyst::new(expect_context::<Client>(), table);
    let judgement = Memo::new(move |_| mark.with(|mark| mark.as_ref().map(|mark| mark.judgement)));
    let button = move |of: Judgement, title: &'static str, testid: &'static str| {
        let is_said = move || judgement.get() == Some(of);
        view! {
            <button
                type="button"
                class="ws-button"
                class:ws-button--pressed=is_said
                aria-pressed=move || is_said().to_string()
                data-testid=testid
                on:click=move |_| analyst.judge(vec![row], (judgement.get_untracked() != Some(of)).then_some(of))
            >
                {title}
            </button>
        }
    };
    view! {
        <div class="ws-mark-form">
            <div class="ws-mark-form__buttons" role="group" aria-label="Your verdict">
                {button(Judgement::TruePositive, "True positive", "mark-true")}
                {button(Judgement::FalsePositive, "False positive", "mark-false")}
            </div>
            {move || {
                judgement.get()?;
                let mark = mark.get_untracked()?;
                Some(view! { <Grounds analyst=analyst row=row mark=mark /> })
            }}
        </div>
    }
}

/// The reason and the note. They are kept here while they are typed, and saved when a field is left.
#[component]
fn Grounds(analyst: Analyst, row: u32, mark: Mark) -> impl IntoView {
    let reasons = match mark.judgement {
        Judgement::TruePositive => TRUE_REASONS,
        Judgement::FalsePositive => FALSE_REASONS,
    };
    let judgement = mark.judgement;
    let (reason, note) = (
        RwSignal::new(mark.reason.unwrap_or_default()),
        RwSignal::new(mark.note.unwrap_or_default()),
    );
    let said = |text: RwSignal<String>| {
        text.with_untracked(|text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
    };
    let save = move || {
        let mark = Mark {
            judgement,
            reason: said(reason),
            note: said(note),
            at: browser::now(),
        };
        analyst.mark(vec![row], Some(mark));
    };
    view! {
        <label class="ws-mark-form__field">
            <span>"Reason"</span>
            <input
                class="ws-input"
                list="mark-reasons"
                maxlength="200"
                data-testid="mark-reason"
                prop:value=reason
                on:input=move |event| reason.set(event_target_value(&event))
                on:change=move |_| save()
            />
        </label>
        <datalist id="mark-reasons">{reasons.map(|reason| view! { <option value=reason></option> }).collect_view()}</datalist>
        <label class="ws-mark-form__field">
            <span>"Note"</span>
            <input
                class="ws-input"
                maxlength="2000"
                data-testid="mark-note"
                prop:value=note
                on:input=move |event| note.set(event_target_value(&event))
                on:change=move |_| save()
            />
        </label>
    }
}
