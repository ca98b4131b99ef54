//! The documents of `docs/` as pages of the site: the same text in the repository and, without a network, beside the page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The documents: their names, and what the links to them say.
pub(crate) const DOCUMENTS: [(&str, &str); 3] = [("guide", "User guide"), ("methods", "Methods"), ("limits", "Limits")];

/// The frame of each page. The policy is stricter than the main page's: nothing here runs but the choice of the theme.
const FRAME: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'">
    <meta name="description" content="@TITLE@ of Wiresift, which finds what is unusual in network traffic, in a browser tab.">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>@TITLE@ · Wiresift</title>
    <script src="./theme.js"></script>
    <link rel="icon" href="./icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="./document.css">
  </head>
  <body>
    <header class="ws-document__top">
      <a class="ws-document__name" href="./index.html">Wiresift</a>
      <nav aria-label="Documents">@LINKS@</nav>
    </header>
    <main class="ws-document">
@TEXT@    </main>
  </body>
</html>
"#;

/// Writes the pages into `dist`.
///
/// # Errors
/// When a document cannot be read or a page cannot be written.
pub(crate) fn run(docs: &Path, dist: &Path) -> Result<()> {
    for (name, title) in DOCUMENTS {
        let source = docs.join(format!("{name}.md"));
        let text = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let page = page(name, title, &text);
        fs::write(dist.join(format!("{name}.html")), page).with_context(|| format!("cannot write {name}.html"))?;
    }
    Ok(())
}

fn page(name: &str, title: &str, text: &str) -> String {
    let link = |(other, about): (&str, &str)| {
        let current = if other == name { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"./{other}.html\"{current}>{about}</a>")
    };
    let links = DOCUMENTS.map(link).join(" ");
    FRAME
        .replace("@TITLE@", title)
        .replace("@LINKS@", &links)
        .replace("@TEXT@", &rendered(text))
}

/// Markdown as HTML. Headings get ids, tables and code a box that scrolls, which the keyboard reaches.
fn rendered(text: &str) -> String {
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<(HeadingLevel, usize)> = None;
    for event in parser {
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, events.len())),
            Event::End(TagEnd::Heading(level)) => {
                let from = heading.take().map_or(events.len(), |(_, from)| from);
                let inside = events.split_off(from);
                events.push(raw(format!("<{level} id=\"{}\">", id(&inside))));
                events.extend(inside);
                events.push(raw(format!("</{level}>\n")));
            }
            Event::Start(Tag::Table(_)) => {
                events.push(raw(
                    "<div class=\"ws-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">".to_owned(),
                ));
                events.push(event);
            }
            Event::End(TagEnd::Table) => events.extend([event, raw("</div>\n".to_owned())]),
            // What is not markdown in a document of ours is a mistake: it is shown as text.
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            other => events.push(other),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    page.replace("<pre>", "<pre tabindex=\"0\">")
}

fn raw(text: String) -> Event<'static> {
    Event::Html(CowStr::from(text))
}

/// A heading's id: its words in small letters with dashes between them.
fn id(heading: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in heading {
        if let Event::Text(piece) | Event::Code(piece) = event {
            text.push_str(piece);
        }
    }
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to() {
        assert_eq!(
            rendered("## Votes & `scores`"),
            "<h2 id=\"votes-scores\">Votes &amp; <code>scores</code></h2>\n"
        );
    }

    #[test]
    fn html_in_a_document_is_text() {
        let page = rendered("<script>alert(1)</script>\n\na <b>c</b>");
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn tables_are_reached_by_the_keyboard() {
        let page = rendered("| a | b |\n| --- | --- |\n| 1 | 2 |\n");
        assert!(page.starts_with("<div class=\"ws-scroll\" tabindex=\"0\""), "{page}");
        assert!(page.contains("<td>2</td>"), "{page}");
    }

    #[test]
    fn every_document_has_one_first_heading_and_no_dead_links() {
        let docs = crate::paths::root().join("docs");
        for (name, title) in DOCUMENTS {
            let page = page(
                name,
                title,
                &fs::read_to_string(docs.join(format!("{name}.md"))).unwrap(),
            );
            assert_eq!(page.matches("<h1").count(), 1, "{name}");
            assert!(!page.contains('@'), "{name}: a hole in the frame was not filled");
            for other in DOCUMENTS {
                assert!(page.contains(&format!("href=\"./{}.html\"", other.0)), "{name}");
            }
        }
    }
}
