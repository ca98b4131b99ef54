//! From a number or a mark to its rows.

use leptos::prelude::*;

use crate::browser;
use crate::state::Session;

/// Whether the ranked rows are the anomalies only. What leads to rows shows all of them: a number counts those, too.
#[derive(Clone, Copy)]
pub struct AnomaliesOnly(pub RwSignal<bool>);

/// Shows the rows of an expression among those that are shown.
pub fn narrow() -> Callback<String> {
    let show = show();
    let session = expect_context::<RwSignal<Session>>();
    Callback::new(move |part: String| {
        let now = session.with_untracked(|session| session.filter.expression.clone());
        // A filter that is none has no part.
        show.run(wiresift_filter::narrow(&now, &part).unwrap_or(part));
    })
}

/// Shows the rows of an expression, whatever was shown before.
pub fn show() -> Callback<String> {
    let session = expect_context::<RwSignal<Session>>();
    let anomalies_only = use_context::<AnomaliesOnly>();
    Callback::new(move |expression: String| {
        if expression.is_empty() {
            return;
        }
        if let Some(AnomaliesOnly(only)) = anomalies_only {
            only.set(false);
        }
        session.update(|session| session.set_expression(expression));
        browser::scroll_to("rows");
    })
}

/// A number or a name that leads to its rows; plain text where there are none.
#[component]
pub fn RowsLink(
    /// As shown.
    #[prop(into)]
    text: String,
    /// The filter that shows them; empty where there are none.
    #[prop(into)]
    expression: String,
) -> impl IntoView {
    if expression.is_empty() {
        return text.into_any();
    }
    let narrow = narrow();
    let title = format!("Show them: {expression}");
    view! {
        <button type="button" class="ws-rows-link" data-testid="rows-link" title=title on:click=move |_| narrow.run(expression.clone())>
            {text}
        </button>
    }
    .into_any()
}

/// `expression` where there are rows, else nothing that leads anywhere.
pub fn unless_none(n_rows: u64, expression: impl Into<String>) -> String {
    if n_rows == 0 { String::new() } else { expression.into() }
}

/// The filter for a field that is a text.
pub fn is(field: &str, text: &str) -> String {
    format!("{field} == {}", wiresift_filter::Value::Text(text.to_owned()))
}

/// The filters for the bars of a column's values: between `edges`, the last bar with its end.
pub fn between(column: &str, edges: &[f64]) -> Vec<String> {
    let column = wiresift_filter::column_name(column);
    let n_bars = edges.len().saturating_sub(1);
    let bar = |(at, pair): (usize, &[f64])| {
        let below = if at + 1 == n_bars { "<=" } else { "<" };
        format!("{column} >= {} and {column} {below} {}", pair[0], pair[1])
    };
    edges.windows(2).enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::{between, is};

    #[test]
    fn every_value_is_in_one_bar() {
        assert_eq!(
            between("x", &[0.0, 0.5, 1.0]),
            ["x >= 0 and x < 0.5", "x >= 0.5 and x <= 1"]
        );
        assert_eq!(between("score", &[1.0, 2.0]), ["`score` >= 1 and `score` <= 2"]);
        assert!(between("x", &[1.0]).is_empty() && between("x", &[]).is_empty());
    }

    #[test]
    fn a_text_is_quoted() {
        assert_eq!(is("label", "normal."), "label == \"normal.\"");
        assert_eq!(is("label", "say \"hi\""), "label == \"say \\\"hi\\\"\"");
        let expression = is("family", "a\\b or c == 1");
        assert_eq!(wiresift_filter::parse(&expression).unwrap().to_string(), expression);
    }
}
