//! Mounts the page, after deleting what is kept if that was the last wish.

fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        wiresift::privacy::delete_now().await;
        remove_shell();
        leptos::mount::mount_to_body(wiresift::App);
    });
}

/// What the document shows until there is a page.
fn remove_shell() {
    if let Some(shell) = leptos::prelude::document().get_element_by_id("shell") {
        shell.remove();
    }
}
