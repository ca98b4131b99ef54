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
        let pictures = pictures(docs, &text)?;
        let page = page(name, title, &text, &pictures);
        for Picture { path, file, .. } in &pictures {
            fs::copy(docs.join(path), dist.join(file)).with_context(|| format!("cannot copy {path}"))?;
        }
        fs::write(dist.join(format!("{name}.html")), page).with_context(|| format!("cannot write {name}.html"))?;
    }
    Ok(())
}

/// A picture of a document.
struct Picture {
    /// Where it lies, from the document.
    path: String,
    /// What it is called in the site.
    file: String,
    /// Width and height in pixels.
    size: (usize, usize),
}

/// Where the pictures lie that a document names.
fn named(text: &str) -> impl Iterator<Item = String> {
    Parser::new(text).filter_map(|event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    })
}

/// The pictures that a document names. One that was not taken yet is left out, and its words stand for it: the site has to
/// be there before its pictures can be taken.
///
/// # Errors
/// When one is no picture.
fn pictures(docs: &Path, text: &str) -> Result<Vec<Picture>> {
    let picture = |path: String| {
        let size = imagesize::size(docs.join(&path)).with_context(|| format!("cannot read the picture {path}"))?;
        Ok(Picture {
            file: format!("guide-{}", path.rsplit('/').next().unwrap_or(&path)),
            size: (size.width, size.height),
            path,
        })
    };
    named(text)
        .filter(|path| docs.join(path).is_file())
        .map(picture)
        .collect()
}

fn page(name: &str, title: &str, text: &str, pictures: &[Picture]) -> String {
    let link = |(other, about): (&str, &str)| {
        let current = if other == name { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"./{other}.html\"{current}>{about}</a>")
    };
    let links = DOCUMENTS.map(link).join(" ");
    FRAME
        .replace("@TITLE@", title)
        .replace("@LINKS@", &links)
        .replace("@TEXT@", &rendered(text, pictures))
}

/// Markdown as HTML. Headings get ids, tables and code a box that scrolls, which the keyboard reaches; pictures are fetched when
/// they are scrolled to.
fn rendered(text: &str, pictures: &[Picture]) -> String {
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<(HeadingLevel, usize)> = None;
    let mut picture: Option<(&Picture, usize)> = None;
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
            Event::Start(Tag::Image { ref dest_url, .. }) => {
                let found = pictures.iter().find(|picture| *picture.path == **dest_url);
                picture = found.map(|found| (found, events.len()));
            }
            Event::End(TagEnd::Image) => {
                if let Some((picture, from)) = picture.take() {
                    let about = words(&events.split_off(from));
                    events.push(raw(image(picture, &about)));
                }
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

fn image(picture: &Picture, about: &str) -> String {
    let Picture {
        file,
        size: (width, height),
        ..
    } = picture;
    let mut alt = String::new();
    html::push_html(&mut alt, std::iter::once(Event::Text(about.into())));
    let alt = alt.replace('"', "&quot;");
    format!(
        "<img class=\"ws-document__picture\" src=\"./{file}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"
    )
}

/// What some events say, without their markup.
fn words(events: &[Event<'_>]) -> String {
    let text = |event: &Event<'_>| match event {
        Event::Text(piece) | Event::Code(piece) => Some(piece.to_string()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

/// A heading's id: its words in small letters with dashes between them.
fn id(heading: &[Event<'_>]) -> String {
    let text = words(heading);
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to() {
        assert_eq!(
            rendered("## Votes & `scores`", &[]),
            "<h2 id=\"votes-scores\">Votes &amp; <code>scores</code></h2>\n"
        );
    }

    #[test]
    fn html_in_a_document_is_text() {
        let page = rendered("<script>alert(1)</script>\n\na <b>c</b>", &[]);
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn tables_are_reached_by_the_keyboard() {
        let page = rendered("| a | b |\n| --- | --- |\n| 1 | 2 |\n", &[]);
        assert!(page.starts_with("<div class=\"ws-scroll\" tabindex=\"0\""), "{page}");
        assert!(page.contains("<td>2</td>"), "{page}");
    }

    #[test]
    fn a_picture_has_its_size_and_waits() {
        let picture = Picture {
            path: "pictures/a.webp".to_owned(),
            file: "guide-a.webp".to_owned(),
            size: (300, 200),
        };
        let page = rendered("![What \"it\" shows](pictures/a.webp)", &[picture]);
        assert_eq!(
            page,
            "<p><img class=\"ws-document__picture\" src=\"./guide-a.webp\" alt=\"What &quot;it&quot; shows\" width=\"300\" height=\"200\" \
             loading=\"lazy\" decoding=\"async\"></p>\n"
        );
    }

    #[test]
    fn every_picture_that_is_named_is_there_and_no_other() {
        let docs = crate::paths::root().join("docs");
        let text = |(name, _)| fs::read_to_string(docs.join(format!("{name}.md"))).unwrap();
        let mut named: Vec<String> = DOCUMENTS.map(text).iter().flat_map(|text| super::named(text)).collect();
        let there = fs::read_dir(docs.join("pictures")).unwrap();
        let mut there: Vec<String> = there
            .map(|entry| format!("pictures/{}", entry.unwrap().file_name().display()))
            .collect();
        named.sort();
        there.sort();
        assert_eq!(named, there);
    }

    #[test]
    fn every_document_has_one_first_heading_and_no_dead_links() {
        let docs = crate::paths::root().join("docs");
        for (name, title) in DOCUMENTS {
            let text = fs::read_to_string(docs.join(format!("{name}.md"))).unwrap();
            let page = page(name, title, &text, &pictures(&docs, &text).unwrap());
            assert_eq!(page.matches("<h1").count(), 1, "{name}");
            assert!(!page.contains('@'), "{name}: a hole in the frame was not filled");
            for other in DOCUMENTS {
                assert!(page.contains(&format!("href=\"./{}.html\"", other.0)), "{name}");
            }
        }
    }
}
