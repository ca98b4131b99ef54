//! Keys that work wherever the focus is, except in a field.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos_use::{UseEventListenerOptions, use_event_listener_with_options};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::key::{Key, Press};
use super::{PageContext, Panel, all};
use crate::browser;

/// A letter after `g` has to come within this time, in seconds.
const SECONDS_AFTER_G: f64 = 1.5;

/// What takes letters for text.
const FIELDS: &str = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select";

/// Runs the actions of keys that are pressed, from now on.
pub fn listen(page: PageContext) {
    let actions = all();
    let pressed_g = StoredValue::new(f64::NEG_INFINITY);
    let on_key = move |event: KeyboardEvent| {
        let after_g = browser::now() - pressed_g.get_value() < SECONDS_AFTER_G;
        pressed_g.set_value(f64::NEG_INFINITY);
        let press = press(&event, after_g);
        let is_covered = page.panel.get_untracked().is_some_and(|panel| panel != Panel::Palette);
        let key = actions
            .iter()
            .filter_map(|action| action.key)
            .find(|key| key.is(&press));
        if is_covered || is_of_target(&event, key) {
            return;
        }
        let action = actions.iter().find(|action| key.is_some() && action.key == key);
        match action {
            Some(action) if action.is_possible(page) => {
                event.prevent_default();
                event.stop_propagation();
                action.run(page);
            }
            None if !press.has_modifier && !after_g && press.key == "g" => pressed_g.set_value(browser::now()),
            // The letter of no page is no key of the rows either.
            _ if after_g => event.stop_propagation(),
            _ => {}
        }
    };
    // Before any element's own keys: the letter after `g` is no verdict on a row.
    let options = UseEventListenerOptions::default().capture(true);
    drop(use_event_listener_with_options(
        document(),
        ev::keydown,
        on_key,
        options,
    ));
}

fn press(event: &KeyboardEvent, after_g: bool) -> Press {
    let is_command = event.ctrl_key() || event.meta_key();
    Press {
        key: event.key(),
        is_command: is_command && !event.alt_key(),
        has_modifier: is_command || event.alt_key(),
        after_g,
    }
}

/// Whether a key is typed into a field, or is one of the rows' own. The palette's opens from everywhere.
fn is_of_target(event: &KeyboardEvent, key: Option<Key>) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| {
        let found = target.as_ref().map(|target| target.closest(selector));
        matches!(found, Some(Ok(Some(_))))
    };
    let is_palette = key == Some(Key::Command('k'));
    (is_in(FIELDS) && !is_palette) || (is_in("[role=grid]") && key.is_some_and(Key::is_of_rows))
}
