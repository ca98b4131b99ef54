//! The label's values, and which of them are normal.

use leptos::prelude::*;
use wiresift_engine::message::LabelCount;

use super::field::Switch;
use crate::format;

/// A table of label values, each with a switch between normal and attack.
#[component]
pub fn LabelTable(
    /// The values.
    labels: Vec<LabelCount>,
    /// All rows.
    n_rows: u64,
    /// Whether nothing can be changed now.
    #[prop(into)]
    disabled: Signal<bool>,
    /// The values that are normal now.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let labels = StoredValue::new(labels);
    let has_families = labels.with_value(|labels| labels.iter().any(|label| label.family.is_some()));
    let row = move |label: LabelCount| {
        let name = label.label.clone();
        let is_normal = label.is_normal;
        let on_switch =
            move |attack: bool| on_change.run(labels.with_value(|labels| normal_after(labels, &name, !attack)));
        view! {
            <tr>
                <th scope="row">{label.label.clone()}</th>
                {has_families.then(|| view! { <td>{label.family.clone().unwrap_or_default()}</td> })}
                <td class="ws-table__number">{format::count(label.n_rows)}</td>
                <td class="ws-table__number ws-table__muted">{format::share(label.n_rows, n_rows)}</td>
                <td>
                    <Switch label=if is_normal { "Normal" } else { "Attack" } value=!is_normal testid=format!("label-{}", label.label) disabled=disabled on_change=on_switch />
                </td>
            </tr>
        }
    };
    view! {
        <div class="ws-scroll ws-scroll--medium" tabindex="0" role="region" aria-label="Labels">
            <table class="ws-table">
                <thead>
                    <tr>
                        <th scope="col">"Value"</th>
                        {has_families.then(|| view! { <th scope="col">"Family"</th> })}
                        <th scope="col" class="ws-table__number">"Rows"</th>
                        <th scope="col" class="ws-table__number">"Share"</th>
                        <th scope="col">"Attack"</th>
                    </tr>
                </thead>
                <tbody>{labels.get_value().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
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
