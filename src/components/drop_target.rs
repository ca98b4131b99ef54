//! The whole window takes a dropped file.

use leptos::ev;
use leptos::prelude::*;
use leptos_use::use_event_listener;
use web_sys::{DragEvent, File};

use crate::browser;

/// Takes a file dropped anywhere, and says so while one is dragged over the window.
#[component]
pub fn DropTarget(
    /// The first file dropped.
    #[prop(into)]
    on_file: Callback<File>,
) -> impl IntoView {
    // `dragenter` and `dragleave` come in pairs for every element crossed.
    let depth = RwSignal::new(0_u32);
    drop(use_event_listener(window(), ev::dragenter, move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            depth.update(|depth| *depth += 1);
        }
    }));
    drop(use_event_listener(window(), ev::dragleave, move |event: DragEvent| {
        if carries_files(&event) {
            depth.update(|depth| *depth = depth.saturating_sub(1));
        }
    }));
    drop(use_event_listener(window(), ev::dragover, move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
        }
    }));
    drop(use_event_listener(window(), ev::drop, move |event: DragEvent| {
        depth.set(0);
        let files = event
            .data_transfer()
            .and_then(|transfer| transfer.files())
            .map(|list| browser::files_of(&list));
        if let Some(file) = files.and_then(|files| files.into_iter().next()) {
            event.prevent_default();
            on_file.run(file);
        }
    }));
    view! {
        <div class="ws-drop" class:ws-drop--active=move || depth.get() != 0 aria-hidden="true">
            <p class="ws-drop__text">"Drop the file to load it"</p>
        </div>
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}
