//! The filter's text: its colours, and places in it, which browsers count in UTF-16 and the engine in bytes.

use leptos::prelude::*;
use wiresift_engine::message::FilterProblem;
use wiresift_filter::{Class, highlight};

/// The text in colours, behind the field that it is typed in.
#[component]
pub(super) fn Coloured(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What is wrong with it.
    problem: Memo<Option<FilterProblem>>,
    /// How far the field is scrolled, in pixels.
    #[prop(into)]
    scroll: Signal<i32>,
) -> impl IntoView {
    let pieces = move || {
        let wrong = problem
            .get()
            .map(|problem| problem.start as usize..problem.end as usize);
        pieces(&text.get())
            .into_iter()
            .map(|(at, piece, class)| {
                let is_wrong = wrong
                    .as_ref()
                    .is_some_and(|wrong| wrong.start < at + piece.len() && at < wrong.end);
                view! { <span class=class class:ws-filter-text--wrong=is_wrong>{piece}</span> }
            })
            .collect_view()
    };
    view! {
        <div class="ws-filter-bar__text" aria-hidden="true">
            <div class="ws-filter-bar__colours" style:transform=move || format!("translateX({}px)", -scroll.get())>
                {pieces}
            </div>
        </div>
    }
}

/// The text in pieces: where each begins, what it is, and its CSS class.
fn pieces(text: &str) -> Vec<(usize, String, &'static str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (span, class) in highlight(text) {
        pieces.extend(text.get(at..span.start).map(|space| (at, space.to_owned(), "")));
        pieces.push((span.start, span.of(text).to_owned(), css(class)));
        at = span.end;
    }
    pieces.extend(text.get(at..).map(|rest| (at, rest.to_owned(), "")));
    pieces.retain(|(_, piece, _)| !piece.is_empty());
    pieces
}

fn css(class: Class) -> &'static str {
    match class {
        Class::Field => "ws-filter-text--field",
        Class::Function | Class::Operator | Class::Logic => "ws-filter-text--operator",
        Class::Number | Class::Address | Class::Time | Class::Text => "ws-filter-text--value",
        Class::Punctuation => "ws-filter-text--mark",
        Class::Error => "ws-filter-text--wrong",
    }
}

/// The bytes of a text's first UTF-16 code units.
pub(super) fn bytes_before(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    let taken = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    taken.map(char::len_utf8).sum()
}

/// The UTF-16 code units of a text's first bytes.
pub(super) fn units_before(text: &str, bytes: usize) -> u32 {
    let units = text.get(..bytes).unwrap_or(text).encode_utf16().count();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_text_agree() {
        let text = "a\u{e9}\u{1f600}b";
        for (units, bytes) in [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8)] {
            assert_eq!(bytes_before(text, units), bytes);
            assert_eq!(units_before(text, bytes), units);
        }
        assert_eq!(bytes_before(text, 99), 8);
    }

    #[test]
    fn pieces_are_the_whole_text() {
        for text in ["", "  ", "tcp.port == 80 &&  x", "\"open", "§ § (("] {
            let whole: String = pieces(text).into_iter().map(|(_, piece, _)| piece).collect();
            assert_eq!(whole, text);
        }
    }
}
