//! What takes long waits its turn: one chart or large part is drawn a frame, so that a page of a dozen does not block the page's thread.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

type Work = Box<dyn FnOnce()>;

thread_local! {
    static WAITING: RefCell<VecDeque<Work>> = const { RefCell::new(VecDeque::new()) };
}

/// Runs `work` in a task of its own, some frames after what waits already and after what is on the page by now.
pub fn later(work: impl FnOnce() + 'static) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(Box::new(work));
        waiting.len() == 1
    });
    if is_first {
        after_frame(next);
    }
}

/// Builds what it holds in a task of its own, after what waits already.
#[component]
pub fn InTurn(children: Children) -> impl IntoView {
    let is_due = RwSignal::new(false);
    let children = StoredValue::new_local(Some(children));
    later(move || {
        is_due.try_set(true);
    });
    move || {
        let children = is_due
            .get()
            .then(|| children.try_update_value(Option::take))
            .flatten()
            .flatten();
        children.map(|children| children())
    }
}

fn next() {
    if let Some(work) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        work();
    }
    if WAITING.with_borrow(|waiting| !waiting.is_empty()) {
        after_frame(next);
    }
}

/// When what was done is painted: charts paint themselves with the frame, and all of them in one would take as long as before.
fn after_frame(then: fn()) {
    if document().hidden() {
        set_timeout(then, Duration::ZERO);
    } else {
        request_animation_frame(move || set_timeout(then, Duration::ZERO));
    }
}
