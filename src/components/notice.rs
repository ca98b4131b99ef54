//! An error: what happened, what to do, what is still there.

use leptos::prelude::*;
use wiresift_engine::message::ErrorKind;

use crate::state::Notice;

/// The last error, until it is dismissed.
#[component]
pub fn NoticeView(
    /// The error.
    #[prop(into)]
    notice: Signal<Option<Notice>>,
    /// It was read.
    #[prop(into)]
    on_dismiss: Callback<()>,
    /// The table shall be loaded again, after the engine was lost.
    #[prop(into)]
    on_reload: Callback<()>,
) -> impl IntoView {
    move || {
        let Notice {
            report,
            file,
            kept,
            lost_engine,
        } = notice.get()?;
        let title = match report.kind {
            ErrorKind::BadFile => format!("{} cannot be read", file.as_deref().unwrap_or("This file")),
            ErrorKind::BadSetting => "This cannot be done".to_owned(),
            ErrorKind::Environment => "The browser cannot do this".to_owned(),
            ErrorKind::Bug => "Something broke on our side".to_owned(),
        };
        Some(view! {
            <section class="ws-notice" role="alert" data-testid="error">
                <svg class="ws-icon ws-notice__icon" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.2v.6" />
                </svg>
                <div class="ws-notice__text">
                    <h2 class="ws-notice__title">{title}</h2>
                    <p>{report.message}</p>
                    {report.hint.map(|hint| view! { <p>{hint}</p> })}
                    {kept.map(|kept| view! { <p class="ws-notice__kept" data-testid="kept">{kept}</p> })}
                </div>
                <div class="ws-notice__actions">
                    {lost_engine
                        .then(|| {
                            view! {
                                <button type="button" class="ws-button" data-testid="load-again" on:click=move |_| on_reload.run(())>
                                    "Load again"
                                </button>
                            }
                        })}
                    <button type="button" class="ws-button ws-button--quiet" data-testid="dismiss" on:click=move |_| on_dismiss.run(())>
                        "Dismiss"
                    </button>
                </div>
            </section>
        })
    }
}
