//! A titled box, and a figure in a row of figures.

use leptos::prelude::*;

/// A titled box.
#[component]
pub fn Card(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// A sentence under the heading.
    #[prop(optional, into)]
    note: MaybeProp<String>,
    /// More classes, for its place in a layout.
    #[prop(optional, into)]
    class: String,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    view! {
        <section class=format!("ws-card {class}") aria-label=name>
            <header class="ws-card__head">
                <h2 class="ws-card__title">{title}</h2>
                {move || note.get().map(|note| view! { <p class="ws-card__note">{note}</p> })}
            </header>
            {children()}
        </section>
    }
}

/// A number with its name.
#[component]
pub fn Figure(
    /// Its name.
    #[prop(into)]
    label: String,
    /// As shown.
    #[prop(into)]
    value: String,
    /// As it is, for scripts that read the page.
    #[prop(optional, into)]
    exact: Option<String>,
    /// Its id for tests.
    #[prop(optional, into)]
    testid: Option<String>,
    /// What it means.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    view! {
        <div class="ws-figure" title=hint>
            <dt class="ws-figure__label">{label}</dt>
            <dd class="ws-figure__value" data-testid=testid data-value=exact>{value}</dd>
        </div>
    }
}
