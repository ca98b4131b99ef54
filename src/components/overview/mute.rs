//! A rule that mutes rows, with what it would hide before it does.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{IncidentAction, MutePreview, MuteScope, Noun};

use super::incidents::Desk;
use crate::browser;
use crate::client::RequestError;
use crate::components::field::Segments;
use crate::format;

/// Chooses how much a rule mutes and shows what that hides.
#[component]
pub(super) fn MuteForm(row: u32, desk: Desk, noun: Noun, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let scope = RwSignal::new(MuteScope::PairOnPort);
    let preview = RwSignal::new(None::<Result<MutePreview, RequestError>>);
    Effect::new(move |_| {
        let scope = scope.get();
        let (client, table) = desk.client();
        spawn_local(async move {
            let answer = client.incidents(table, IncidentAction::Preview { row, scope }).await;
            let answer = answer.and_then(|(_, preview)| preview.ok_or(RequestError::Mismatch));
            // The form may be gone.
            drop(preview.try_set(Some(answer)));
        });
    });
    let options = MuteScope::ALL.map(|scope| (scope, name(scope).to_owned())).to_vec();
    let known = move || preview.get().and_then(Result::ok);
    let failure = move || preview.get().and_then(Result::err).map(|error| error.message());
    let mute = move |_| {
        if let Some(MutePreview { name, expression, .. }) = known() {
            let at = browser::now();
            desk.act(IncidentAction::Mute { name, expression, at });
            on_done.run(());
        }
    };
    view! {
        <div class="ws-mute">
            <Segments label="What to mute" name="mute-scope" options=options value=scope on_change=move |choice| scope.set(choice) />
            <p class="ws-mute__words" role="status" data-testid="mute-preview">
                {move || known().map(|preview| words(&preview, noun))} {failure}
            </p>
            <button type="button" class="ws-button" data-testid="mute-now" disabled=move || known().is_none() on:click=mute>"Mute"</button>
        </div>
    }
}

fn name(scope: MuteScope) -> &'static str {
    match scope {
        MuteScope::PairOnPort => "This pair on this port",
        MuteScope::Pair => "This pair",
        MuteScope::Service => "This service",
        MuteScope::Originator => "This host",
    }
}

/// What a rule would do.
fn words(preview: &MutePreview, noun: Noun) -> String {
    let gone = match &preview.gone[..] {
        [] => "No incident disappears".to_owned(),
        [one] => format!("This incident disappears: {one}"),
        many => format!("{} incidents disappear", many.len()),
    };
    let smaller = match preview.n_smaller {
        0 => String::new(),
        n => format!("; {} smaller", format::plural(n.into(), "gets", "get")),
    };
    format!(
        "Hides {} ({} unusual): {}. {gone}{smaller}. Holds for files opened later, too.",
        format::counted(preview.n_rows, noun),
        format::count(preview.n_anomalies),
        preview.name,
    )
}
