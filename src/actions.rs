//! Everything that a person can do from anywhere, in one table: the search palette, the keys and the help on keys are all made
//! from it.

mod key;
mod listen;
mod run;
mod search;

pub use key::Key;
pub use listen::listen;
pub use run::PageContext;
pub use search::search;

use wiresift_engine::message::TableSlot;

use crate::state::Step;

/// What opens over the page, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The search palette.
    Palette,
    /// The help on keys.
    Keys,
    /// What leaves this tab, and what stays.
    Privacy,
    /// What was found in a table, as a file; of one incident, where it is named.
    Export {
        /// The table.
        table: TableSlot,
        /// The incident's number.
        incident: Option<u32>,
    },
}

/// Where an action stands in the palette and in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Pages.
    Go,
    /// Finding things.
    Find,
    /// What is loaded, and its results.
    Data,
    /// The page itself.
    Page,
}

impl Group {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::Find, Self::Go, Self::Data, Self::Page];

    /// Its name on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Go => "Go to",
            Self::Find => "Find",
            Self::Data => "Data and results",
            Self::Page => "Page",
        }
    }
}

/// What an action does.
#[derive(Clone, Copy)]
enum Deed {
    /// Goes to a page.
    Go(Step),
    /// Opens a panel.
    Open(Panel),
    /// Anything else, if it is possible now.
    Run {
        is_possible: fn(PageContext) -> bool,
        run: fn(PageContext),
    },
}

/// Something that can be done.
#[derive(Clone, Copy)]
pub struct Action {
    /// What it does, in words.
    pub title: &'static str,
    /// Other words that people look for it by.
    pub words: &'static str,
    /// Where it stands.
    pub group: Group,
    /// What does it without the palette.
    pub key: Option<Key>,
    deed: Deed,
}

impl Action {
    /// Whether it can be done now.
    pub fn is_possible(&self, page: PageContext) -> bool {
        match self.deed {
            Deed::Go(step) => page.is_open(step),
            Deed::Open(_) => true,
            Deed::Run { is_possible, .. } => is_possible(page),
        }
    }

    /// Does it.
    pub fn run(&self, page: PageContext) {
        match self.deed {
            Deed::Go(step) => page.go(step),
            Deed::Open(panel) => page.open(panel),
            Deed::Run { run, .. } => run(page),
        }
    }
}

const fn action(group: Group, title: &'static str, words: &'static str, key: Option<Key>, deed: Deed) -> Action {
    Action {
        title,
        words,
        group,
        key,
        deed,
    }
}

const fn run(is_possible: fn(PageContext) -> bool, run: fn(PageContext)) -> Deed {
    Deed::Run { is_possible, run }
}

/// All actions, pages first.
pub fn all() -> Vec<Action> {
    let mut letters = Vec::new();
    let mut pages: Vec<Action> = Vec::new();
    for step in Step::ALL {
        let letter = key::letter(step.fragment(), &letters);
        letters.extend(letter);
        let key = letter.map(Key::Go);
        pages.push(action(Group::Go, step.title(), step.fragment(), key, Deed::Go(step)));
    }
    pages.extend(OTHERS);
    pages
}

/// All actions but the pages, which [`Step::ALL`] names.
const OTHERS: [Action; 20] = [
    action(
        Group::Find,
        "Search for anything to do",
        "palette command",
        Some(Key::Command('k')),
        Deed::Open(Panel::Palette),
    ),
    action(
        Group::Find,
        "Filter",
        "expression wireshark find search",
        Some(Key::Plain("/")),
        run(run::has_filter, run::focus_filter),
    ),
    action(
        Group::Find,
        "Clear the filter and the time",
        "reset everything show all",
        None,
        run(run::is_filtered, run::clear_filter),
    ),
    action(
        Group::Find,
        "To the rows",
        "table list grid flows",
        Some(Key::Plain("j")),
        run(run::has_rows, run::focus_rows),
    ),
    action(
        Group::Data,
        "Open a file…",
        "load capture pcap csv table",
        None,
        run(run::is_idle, run::open_file),
    ),
    action(
        Group::Data,
        "Try the sample capture",
        "example demo pcap",
        None,
        run(run::is_idle, run::open_sample_capture),
    ),
    action(
        Group::Data,
        "Open the sample table",
        "example demo csv",
        None,
        run(run::is_idle, run::open_sample_table),
    ),
    action(
        Group::Data,
        "Find anomalies",
        "train fit detectors learn",
        None,
        run(run::can_train, run::train),
    ),
    action(
        Group::Data,
        "Cancel what runs",
        "stop abort",
        None,
        run(run::is_busy, run::cancel),
    ),
    action(
        Group::Data,
        "Export a report or packets\u{2026}",
        "download save html pdf json ecs ocsf stix zeek notice csv pcap anomalies incidents",
        None,
        run(run::has_result, run::export),
    ),
    action(
        Group::Data,
        "Download the anomalies (CSV)",
        "export save table report",
        None,
        run(run::has_result, run::download_report),
    ),
    action(
        Group::Data,
        "Undo the last verdict",
        "feedback mark",
        Some(Key::Command('z')),
        run(run::has_result, run::undo),
    ),
    action(
        Group::Data,
        "Redo the last verdict",
        "feedback mark",
        Some(Key::Command('y')),
        run(run::has_result, run::redo),
    ),
    action(
        Group::Page,
        "Light or dark",
        "theme colours",
        None,
        run(run::always, run::change_theme),
    ),
    action(
        Group::Page,
        "Keys",
        "shortcuts keyboard help",
        Some(Key::Plain("?")),
        Deed::Open(Panel::Keys),
    ),
    action(
        Group::Page,
        "Privacy: what leaves this tab",
        "requests storage policy delete",
        None,
        Deed::Open(Panel::Privacy),
    ),
    action(
        Group::Page,
        "Take the tour",
        "first steps introduction help",
        None,
        run(run::always, run::take_tour),
    ),
    action(
        Group::Page,
        "User guide",
        "help manual documentation",
        None,
        run(run::always, |_| run::open_document("guide.html")),
    ),
    action(
        Group::Page,
        "Methods: how scores are made",
        "help formulas sources papers",
        None,
        run(run::always, |_| run::open_document("methods.html")),
    ),
    action(
        Group::Page,
        "Limits: what this cannot see",
        "help honest false alarms",
        None,
        run(run::always, |_| run::open_document("limits.html")),
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_and_no_title_is_there_twice() {
        let actions = all();
        let keys: Vec<_> = actions.iter().filter_map(|action| action.key).collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
        let titles: HashSet<_> = actions.iter().map(|action| action.title).collect();
        assert_eq!(titles.len(), actions.len());
    }

    #[test]
    fn every_page_has_a_letter() {
        let actions = all();
        let pages = actions.iter().filter(|action| action.group == Group::Go);
        assert_eq!(pages.clone().count(), Step::ALL.len());
        assert!(pages.clone().all(|page| page.key.is_some()));
    }

    #[test]
    fn every_group_has_actions() {
        for group in Group::ALL {
            assert!(all().iter().any(|action| action.group == group), "{group:?}");
        }
    }
}
