//! Keys: which press is meant, and how it is written in the help.

/// What is pressed for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A key alone, by its name in DOM events.
    Plain(&'static str),
    /// With Ctrl, or Cmd on a Mac.
    Command(char),
    /// `g`, then a letter.
    Go(char),
}

/// A key press, as far as actions care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Press {
    /// The key's name.
    pub(super) key: String,
    /// Whether Ctrl or Cmd is held, and nothing else but Shift.
    pub(super) is_command: bool,
    /// Whether any of Ctrl, Cmd and Alt is held.
    pub(super) has_modifier: bool,
    /// Whether `g` came just before.
    pub(super) after_g: bool,
}

impl Key {
    /// Whether the rows have it for themselves while they have the focus.
    pub(super) fn is_of_rows(self) -> bool {
        matches!(self, Self::Plain("j") | Self::Command('z' | 'y'))
    }

    /// Whether this press is it.
    pub(super) fn is(self, press: &Press) -> bool {
        match self {
            Self::Plain(key) => !press.has_modifier && !press.after_g && press.key == key,
            Self::Command(letter) => press.is_command && is_letter(&press.key, letter),
            Self::Go(letter) => !press.has_modifier && press.after_g && is_letter(&press.key, letter),
        }
    }

    /// The keys as they are written, in the order in which they are pressed, and whether they are held together.
    pub fn shown(self, is_mac: bool) -> (Vec<String>, bool) {
        match self {
            Self::Plain(key) => (vec![key.to_owned()], false),
            Self::Command(letter) => {
                let held = if is_mac { "⌘" } else { "Ctrl" };
                (vec![held.to_owned(), letter.to_ascii_uppercase().to_string()], true)
            }
            Self::Go(letter) => (vec!["g".to_owned(), letter.to_string()], false),
        }
    }
}

fn is_letter(key: &str, letter: char) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|first| first.eq_ignore_ascii_case(&letter)) && chars.next().is_none()
}

/// The first letter of a page's name that no page before it took.
pub(super) fn letter(name: &str, taken: &[char]) -> Option<char> {
    name.chars()
        .find(|letter| letter.is_ascii_lowercase() && !taken.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press {
        Press {
            key: key.to_owned(),
            is_command: false,
            has_modifier: false,
            after_g: false,
        }
    }

    #[test]
    fn a_letter_after_g_is_no_letter_alone() {
        let after_g = Press {
            after_g: true,
            ..press("j")
        };
        assert!(Key::Plain("j").is(&press("j")));
        assert!(!Key::Plain("j").is(&after_g));
        assert!(Key::Go('j').is(&after_g));
        assert!(!Key::Go('j').is(&press("j")));
    }

    #[test]
    fn commands_need_their_modifier() {
        let held = Press {
            is_command: true,
            has_modifier: true,
            ..press("K")
        };
        assert!(Key::Command('k').is(&held));
        assert!(!Key::Command('k').is(&press("k")));
        assert!(!Key::Plain("k").is(&held));
        assert!(!Key::Command('k').is(&Press {
            key: "kk".to_owned(),
            ..held
        }));
    }

    #[test]
    fn letters_are_not_given_twice() {
        assert_eq!(letter("data", &[]), Some('d'));
        assert_eq!(letter("data", &['d']), Some('a'));
        assert_eq!(letter("aa", &['a']), None);
    }

    #[test]
    fn keys_are_written_as_on_the_keyboard() {
        assert_eq!(Key::Command('k').shown(false).0, ["Ctrl", "K"]);
        assert_eq!(Key::Command('k').shown(true).0, ["⌘", "K"]);
        assert_eq!(Key::Go('l').shown(false).0, ["g", "l"]);
    }
}
