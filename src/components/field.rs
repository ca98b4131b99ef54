//! Form fields: a number, a switch, a choice. Native elements; what is typed is checked before it is passed on.

use leptos::prelude::*;

use super::help::{Help, Topic};
use crate::browser;

/// A number with its bounds; text that is no number within them is marked and changes nothing.
#[component]
pub fn NumberField(
    /// Its name.
    #[prop(into)]
    label: String,
    /// What it does.
    #[prop(optional, into)]
    help: Option<String>,
    /// What is explained at more length.
    #[prop(optional)]
    topic: Option<Topic>,
    /// Its id, unique on the page.
    #[prop(into)]
    id: String,
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// The smallest allowed.
    min: f64,
    /// The largest allowed.
    max: f64,
    /// What a step of the arrow keys adds; `None` allows any decimals.
    #[prop(optional)]
    step: Option<f64>,
    /// Whether nothing can be typed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// A number within the bounds was typed.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    let is_wrong = RwSignal::new(false);
    let whole = step.is_some_and(|step| step.fract() == 0.0);
    let on_input = move |event| match parse(&event_target_value(&event), min, max, whole) {
        Some(number) => {
            is_wrong.set(false);
            on_change.run(number);
        }
        None => is_wrong.set(true),
    };
    let help_id = format!("{id}-help");
    let bounds = format!("Between {min} and {max}");
    view! {
        <div class="ws-field">
            <label class="ws-field__label" for=id.clone()>{label}</label>
            <input
                id=id.clone()
                class="ws-input ws-input--number"
                type="number"
                inputmode="decimal"
                min=min.to_string()
                max=max.to_string()
                step=step.map_or_else(|| "any".to_owned(), |step| step.to_string())
                prop:value=move || value.get().to_string()
                disabled=disabled
                aria-describedby=help_id.clone()
                aria-invalid=move || is_wrong.get().to_string()
                data-testid=id
                on:input=on_input
            />
            <p class="ws-field__help" id=help_id>
                {move || if is_wrong.get() { Some(bounds.clone()) } else { help.clone() }}
            </p>
            {topic.map(|topic| view! { <Help topic=topic /> })}
        </div>
    }
}

/// On or off.
#[component]
pub fn Switch(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    value: Signal<bool>,
    /// Its id for tests.
    #[prop(into)]
    testid: String,
    /// Whether it stays as it is.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// It was switched.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="ws-switch">
            <input
                type="checkbox"
                role="switch"
                class="ws-switch__input"
                prop:checked=value
                disabled=disabled
                data-testid=testid
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span class="ws-switch__text">{label}</span>
        </label>
    }
}

/// One of a few, side by side.
#[component]
pub fn Segments<T: Copy + PartialEq + Send + Sync + 'static, N: Into<String> + 'static>(
    /// What is chosen between.
    #[prop(into)]
    label: String,
    /// The name that the buttons share, unique on the page.
    name: &'static str,
    /// The choices and what they are called.
    options: Vec<(T, N)>,
    /// The chosen one.
    #[prop(into)]
    value: Signal<T>,
    /// Whether it stays as it is.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Another one was chosen.
    #[prop(into)]
    on_change: Callback<T>,
) -> impl IntoView {
    let option = |(i, (choice, title)): (usize, (T, N))| {
        let title: String = title.into();
        view! {
            <label class="ws-segments__option">
                <input
                    type="radio"
                    class="ws-segments__input"
                    name=name
                    prop:checked=move || value.get() == choice
                    disabled=disabled
                    data-testid=format!("{name}-{i}")
                    on:change=move |_| on_change.run(choice)
                />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <fieldset class="ws-segments" disabled=disabled>
            <legend class="ws-sr-only">{label}</legend>
            {options.into_iter().enumerate().map(option).collect_view()}
        </fieldset>
    }
}

/// One of several, in a list that opens.
#[component]
pub fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    /// What is chosen, for screen readers.
    #[prop(into)]
    label: String,
    /// The choices and what they are called.
    options: Vec<(T, String)>,
    /// The chosen one.
    #[prop(into)]
    value: Signal<T>,
    /// Whether it stays as it is.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Its id for tests.
    #[prop(optional, into)]
    testid: Option<String>,
    /// Another one was chosen.
    #[prop(into)]
    on_change: Callback<T>,
) -> impl IntoView {
    let choices: Vec<T> = options.iter().map(|(choice, _)| *choice).collect();
    let on_select = move |event| {
        if let Some(choice) = browser::selected_index(&event).and_then(|index| choices.get(index)) {
            on_change.run(*choice);
        }
    };
    let option =
        |(choice, title): (T, String)| view! { <option prop:selected=move || value.get() == choice>{title}</option> };
    view! {
        <select class="ws-select" aria-label=label disabled=disabled data-testid=testid on:change=on_select>
            {options.into_iter().map(option).collect_view()}
        </select>
    }
}

/// A finite number within its bounds, whole if it must be.
fn parse(text: &str, min: f64, max: f64, whole: bool) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    let fits = (min..=max).contains(&number) && (!whole || number.fract() == 0.0);
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_numbers_within_the_bounds_are_passed_on() {
        assert_eq!(parse(" 0.15 ", 0.001, 0.5, false), Some(0.15));
        assert_eq!(parse("1e-3", 0.001, 0.5, false), Some(0.001));
        for text in ["", "abc", "0.6", "-1", "NaN", "inf"] {
            assert_eq!(parse(text, 0.001, 0.5, false), None, "{text}");
        }
        assert_eq!(parse("2.5", 1.0, 10.0, true), None);
        assert_eq!(parse("2", 1.0, 10.0, true), Some(2.0));
    }
}
