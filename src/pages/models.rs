//! What was trained: every version with its figures, two of them side by side, and the way back to one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::VersionList;

use crate::client::{Client, RequestError};
use crate::components::card::Card;
use crate::components::file_button::FileButton;
use crate::components::versions::{CompareVersions, VersionTable};
use crate::state::{EngineStatus, Session};

/// The versions of the case.
#[component]
pub fn ModelsPage() -> impl IntoView {
    let session = expect_context::<RwSignal<Session>>();
    let client = expect_context::<Client>();
    let list = RwSignal::new(VersionList::default());
    let take = Callback::new(move |answer: Result<VersionList, RequestError>| match answer {
        Ok(answer) => list.set(answer),
        Err(RequestError::Failed(report)) => client.show(report),
        Err(_) => {}
    });
    // A version comes with every training and every import, and its scores with every comparison.
    let changes = Memo::new(move |_| {
        session.with(|session| {
            let is_free = session.engine == EngineStatus::Ready && session.job.is_none();
            is_free.then_some(session.n_versions)
        })
    });
    Effect::new(move |_| {
        if changes.get().is_some() {
            spawn_local(async move {
                // The page may be gone when the answer comes.
                take.try_run(client.versions().await);
            });
        }
    });
    let is_busy = Memo::new(move |_| session.with(|session| session.job.is_some()));
    let import = move |file| {
        spawn_local(async move {
            take.try_run(client.import_version(file).await);
        });
    };
    let n_max = move || list.with(|list| list.n_max);
    view! {
        <header class="ws-page-head">
            <h1 class="ws-page-head__title">"Models"</h1>
            <p class="ws-page-head__note">
                {move || session.with(|session| session.tables.training.as_ref().map(|table| table.name.clone()))}
            </p>
        </header>
        <Card
            title="Trainings"
            note="Every training is kept with what it learnt. Go back to one, or hold two against each other below"
            class="ws-versions"
        >
            <VersionTable list=list on_list=take />
            <footer class="ws-versions__foot">
                <FileButton label="Import a model" testid="version-import" disabled=is_busy on_file=import />
                <p class="ws-card__note">
                    {move || format!(
                        "Up to {} are kept; the oldest that you gave no name goes first. A model from a file scores the tables that are loaded here.",
                        n_max()
                    )}
                </p>
            </footer>
        </Card>
        <CompareVersions list=list />
    }
}
