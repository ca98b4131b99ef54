//! The label's values, and which of them are normal.

use leptos::prelude::*;
use wiresift_engine::message::{LabelCount, Noun, Overview};

use super::field::Switch;
use crate::components::copy_table::CopyTable;
use crate::format;
use crate::state::Shared;

/// A table of label values, each with a switch between normal and attack.
#[component]
pub fn LabelTable(
    /// The table.
    #[prop(into)]
    overview: Signal<Option<Shared<Overview>>>,
    /// Whether nothing can be changed now.
    #[prop(into)]
    disabled: Signal<bool>,
    /// The values that are normal now.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let labels = Memo::new(move |_| {
        overview.with(|overview| {
            overview
                .as_ref()
                .map(|overview| overview.labels.clone())
                .unwrap_or_default()
        })
    });
    let has_families = Memo::new(move |_| labels.with(|labels| labels.iter().any(|label| label.family.is_some())));
    let noun = Memo::new(move |_| {
        overview.with(|overview| overview.as_ref().map_or(Noun::default(), |overview| overview.noun))
    });
    let n_rows = Memo::new(move |_| overview.with(|overview| overview.as_ref().map_or(0, |overview| overview.n_rows)));
    view! {
        <div class="ws-scroll ws-scroll--medium" tabindex="0" role="region" aria-label="List of labels">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Value"</th>
                        <Show when=move || has_families.get()>
                            <th scope="col">"Family"</th>
                        </Show>
                        <th scope="col" class="ws-table__number">{move || noun.get().titles()}</th>
                        <th scope="col" class="ws-table__number ws-table__wide">"Share"</th>
                        <th scope="col">"Counts as"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || labels.get() key=|label| (label.label.clone(), label.n_rows) let:label>
                        <LabelRow label=label labels=labels has_families=has_families n_rows=n_rows disabled=disabled on_change=on_change />
                    </For>
                </tbody>
            </table>
        </div>
        <CopyTable label="Copy the table" />
    }
}

/// A row of the table. It stays the same element when its label is switched, so that the keyboard's focus stays in it.
#[component]
fn LabelRow(
    label: LabelCount,
    labels: Memo<Vec<LabelCount>>,
    has_families: Memo<bool>,
    n_rows: Memo<u64>,
    disabled: Signal<bool>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let LabelCount {
        label,
        family,
        n_rows: n,
        ..
    } = label;
    let family = StoredValue::new(family.unwrap_or_default());
    let testid = format!("label-{label}");
    let name = label.clone();
    let is_attack = {
        let name = label.clone();
        Memo::new(move |_| labels.with(|labels| labels.iter().any(|label| label.label == name && !label.is_normal)))
    };
    let on_switch =
        move |attack: bool| on_change.run(labels.with_untracked(|labels| normal_after(labels, &name, !attack)));
    view! {
        <tr>
            <th scope="row">{label}</th>
            <Show when=move || has_families.get()>
                <td>{family.get_value()}</td>
            </Show>
            <td class="ws-table__number">{format::count(n)}</td>
            <td class="ws-table__number ws-table__muted ws-table__wide">{move || format::share(n, n_rows.get())}</td>
            <td>
                <Switch
                    label=Signal::derive(move || if is_attack.get() { "Attack" } else { "Normal" }.to_owned())
                    value=is_attack
                    testid=testid
                    disabled=disabled
                    on_change=on_switch
                />
            </td>
        </tr>
    }
}

/// The normal values after one was switched.
fn normal_after(labels: &[LabelCount], switched: &str, is_normal: bool) -> Vec<String> {
    let counts_as_normal = |label: &&LabelCount| {
        if label.label == switched {
            is_normal
        } else {
            label.is_normal
        }
    };
    labels
        .iter()
        .filter(counts_as_normal)
        .map(|label| label.label.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_changes_one_value() {
        let label = |name: &str, is_normal| LabelCount {
            label: name.to_owned(),
            family: None,
            n_rows: 1,
            is_normal,
        };
        let labels = [label("normal", true), label("smurf", false), label("benign", true)];
        assert_eq!(normal_after(&labels, "smurf", true), ["normal", "smurf", "benign"]);
        assert_eq!(normal_after(&labels, "normal", false), ["benign"]);
    }
}
