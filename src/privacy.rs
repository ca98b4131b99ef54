//! What can be known of this tab's dealings with the world: what it asked for, what it keeps, and how to forget it.

mod requests;
mod storage;

pub use requests::{Request, RequestLog};
pub use storage::{Kept, delete_later, delete_now, kept};

use leptos::prelude::*;

/// The content policy that the page was delivered with, by directive: its name and what it allows.
pub fn policy() -> Vec<(String, String)> {
    let meta = document().query_selector("meta[http-equiv=Content-Security-Policy]");
    let text = meta.ok().flatten().and_then(|meta| meta.get_attribute("content"));
    directives(&text.unwrap_or_default())
}

fn directives(policy: &str) -> Vec<(String, String)> {
    policy
        .split(';')
        .filter_map(|directive| {
            let (name, allowed) = directive.trim().split_once(char::is_whitespace)?;
            Some((name.to_owned(), allowed.trim().to_owned()))
        })
        .collect()
}

/// What a directive means.
pub fn meaning(directive: &str) -> &'static str {
    match directive {
        "default-src" => "Whatever is not named below",
        "script-src" => "Programs; WebAssembly counts as one",
        "style-src" => "Style sheets",
        "img-src" => "Pictures, also those made in this tab",
        "font-src" => "Fonts",
        "connect-src" => "Requests, sockets and beacons: the only way in which data could leave",
        "worker-src" => "Background workers; they are under this policy, too",
        "manifest-src" => "The description for installing",
        "base-uri" => "Redirecting the page's own links",
        "form-action" => "Sending forms",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_policy_and_every_directive_is_explained() {
        let page = include_str!("../index.html");
        let (_, rest) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
        let directives = directives(rest.split_once('"').unwrap().0);
        assert!(directives.contains(&("default-src".to_owned(), "'none'".to_owned())));
        for (name, _) in directives {
            assert!(!meaning(&name).is_empty(), "{name}");
        }
    }
}
