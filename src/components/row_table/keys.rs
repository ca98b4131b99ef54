//! What keys do in the grid.

use web_sys::KeyboardEvent;
use wiresift_engine::message::Judgement;

/// Where a key moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A row up.
    Up,
    /// A row down.
    Down,
    /// A view up.
    PageUp,
    /// A view down.
    PageDown,
    /// The first row.
    First,
    /// The last row.
    Last,
}

impl Step {
    /// The row it leads to, of `n_rows`, with `page` rows in view.
    pub fn target(self, from: u64, n_rows: u64, page: u64) -> u64 {
        let last = n_rows.saturating_sub(1);
        let to = match self {
            Self::Up => from.saturating_sub(1),
            Self::Down => from + 1,
            Self::PageUp => from.saturating_sub(page),
            Self::PageDown => from + page,
            Self::First => 0,
            Self::Last => last,
        };
        to.min(last)
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Goes to another row.
    Move(Step),
    /// Shows the row's details.
    Open,
    /// Hides the details, or lets go of the rows chosen together.
    Close,
    /// Judges the row, or the rows chosen together.
    Mark(Judgement),
    /// Takes their marks away.
    Unmark,
    /// Takes the last mark or update of the ranking back.
    Undo,
    /// Does it again.
    Redo,
}

/// What a key does, by its name in DOM events. Shift makes capitals of letters, which do the same.
pub fn action(key: &str) -> Option<Action> {
    Some(match key {
        "t" | "T" => Action::Mark(Judgement::TruePositive),
        "f" | "F" => Action::Mark(Judgement::FalsePositive),
        "u" | "U" => Action::Unmark,
        "ArrowUp" | "k" | "K" => Action::Move(Step::Up),
        "ArrowDown" | "j" | "J" => Action::Move(Step::Down),
        "PageUp" => Action::Move(Step::PageUp),
        "PageDown" => Action::Move(Step::PageDown),
        "Home" => Action::Move(Step::First),
        "End" => Action::Move(Step::Last),
        "Enter" => Action::Open,
        "Escape" => Action::Close,
        _ => return None,
    })
}

/// What keys do while the rows have the focus, for the help: names as in DOM events, and what they do.
pub const HELP: [(&[&str], &str); 8] = [
    (&["j", "ArrowDown"], "Next row; with Shift, choose several"),
    (&["k", "ArrowUp"], "Row before"),
    (&["PageDown", "PageUp"], "A view of rows on or back"),
    (&["Home", "End"], "First and last row"),
    (&["Enter"], "Details of the row"),
    (&["t", "f"], "True positive, false positive"),
    (&["u"], "Take the verdict away"),
    (&["Escape"], "Close the details"),
];

/// What a key does while Ctrl or Cmd is held.
pub fn command(event: &KeyboardEvent) -> Option<Action> {
    let is_held = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    match event.key().as_str() {
        "z" if is_held => Some(Action::Undo),
        "Z" | "y" if is_held => Some(Action::Redo),
        _ => None,
    }
}

/// Whether a key is the browser's or another element's: pressed with a modifier, or on a button inside of the grid.
pub fn is_for_others(event: &KeyboardEvent) -> bool {
    let on_button = event.key() == "Enter" && event.target() != event.current_target();
    event.ctrl_key() || event.alt_key() || event.meta_key() || on_button
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_the_list() {
        assert_eq!(Step::Up.target(0, 10, 5), 0);
        assert_eq!(Step::Down.target(9, 10, 5), 9);
        assert_eq!(Step::PageDown.target(2, 10, 5), 7);
        assert_eq!(Step::PageUp.target(2, 10, 5), 0);
        assert_eq!(Step::Last.target(2, 10, 5), 9);
        assert_eq!(Step::First.target(9, 10, 5), 0);
        for step in [
            Step::Up,
            Step::Down,
            Step::PageUp,
            Step::PageDown,
            Step::First,
            Step::Last,
        ] {
            assert_eq!(step.target(0, 0, 1), 0, "an empty list");
        }
    }

    #[test]
    fn the_help_names_keys_that_do_something() {
        for (keys, about) in HELP {
            for key in keys {
                assert!(action(key).is_some(), "{key}: {about}");
            }
        }
    }

    #[test]
    fn letters_do_what_arrows_do() {
        assert_eq!(action("j"), action("ArrowDown"));
        assert_eq!(action("k"), action("ArrowUp"));
        assert_eq!(action("x"), None);
    }
}
