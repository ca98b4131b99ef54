//! The frame of the page: the bar at the top, errors, the running job, the current step.

use std::time::Duration;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_use::use_event_listener;
use web_sys::File;
use wiresift_engine::message::{ClassifierSettings, ErrorKind, ErrorReport, TableSlot, TrainOn, TrainingSettings};

use crate::actions::{self, PageContext, Panel};
use crate::browser;
use crate::case;
use crate::charts;
use crate::client::Client;
use crate::components::cell_menu::{CellMenu, CellMenuContext};
use crate::components::drop_target::DropTarget;
use crate::components::export::ExportDialog;
use crate::components::job_progress::JobProgress;
use crate::components::key_help::KeyHelp;
use crate::components::live::tell_of_alerts;
use crate::components::notice::NoticeView;
use crate::components::palette::Palette;
use crate::components::privacy::PrivacyPanel;
use crate::components::top_bar::TopBar;
use crate::components::tour::{Tour, TourContext};
use crate::components::update_notice::UpdateNotice;
use crate::offline::OfflineContext;
use crate::pages::{DataPage, LivePage, LoadPage, ModelsPage, ResultsPage, TrainPage};
use crate::privacy::RequestLog;
use crate::state::{Job, JobKind, Session, Step};
use crate::theme;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let session = RwSignal::new(Session::default());
    let client = Client::start(session);
    client.reconnect(session);
    let settings = RwSignal::new(TrainingSettings::default());
    provide_context(session);
    provide_context(client);
    provide_context(settings);
    provide_context(RwSignal::new(ClassifierSettings::default()));
    theme::provide();
    charts::Palette::provide();
    charts::warm_up();
    RequestLog::provide();
    let cell_menu = CellMenuContext::provide();
    let tour = TourContext::provide();
    let page = PageContext::provide();
    actions::listen(page);
    OfflineContext::provide();
    forget_old_choices(session, settings);
    case::follow(session, client, settings);
    tell_of_alerts(client.live());

    let step = Memo::new(move |_| session.with(|session| session.step));
    follow_address(session, step);
    let main = focus_on_change(step);
    let notice = Memo::new(move |_| session.with(|session| session.notice.clone()));
    let bar_job = Memo::new(move |_| {
        session.with(|session| session.job.clone().filter(|job| !is_shown_in_page(job, session.step)))
    });

    view! {
        <a class="ws-skip" href="#main" on:click=move |event| { event.prevent_default(); focus(main); }>"Skip to content"</a>
        <TopBar session=session page=page />
        <div class="ws-frame">
            <UpdateNotice />
            <NoticeView
                notice=notice
                on_dismiss=move |()| session.update(|session| session.notice = None)
                on_reload=move |()| client.reopen()
            />
            <Show when=move || bar_job.with(Option::is_some)>
                <div class="ws-job-bar">
                    <JobProgress job=bar_job on_cancel=move |()| client.cancel() />
                </div>
            </Show>
            <main id="main" class="ws-main" tabindex="-1" node_ref=main>
                {move || match step.get() {
                    Step::Load => view! { <LoadPage /> }.into_any(),
                    Step::Data => view! { <DataPage /> }.into_any(),
                    Step::Train => view! { <TrainPage /> }.into_any(),
                    Step::Results => view! { <ResultsPage /> }.into_any(),
                    Step::Models => view! { <ModelsPage /> }.into_any(),
                    Step::Live => view! { <LivePage /> }.into_any(),
                }}
            </main>
        </div>
        <CellMenu context=cell_menu />
        {move || panel(page)}
        <Tour context=tour />
        <DropTarget on_file=move |file| open_dropped(session, client, file) />
        <div class="ws-sr-only" role="status" aria-live="polite">
            {move || session.with(|session| session.announcement.clone())}
        </div>
    }
}

/// What is open over the page.
fn panel(page: PageContext) -> Option<AnyView> {
    Some(match page.panel.get()? {
        Panel::Palette => view! { <Palette page=page /> }.into_any(),
        Panel::Keys => view! { <KeyHelp page=page /> }.into_any(),
        Panel::Export { table, incident } => {
            view! { <ExportDialog page=page table=table incident=incident /> }.into_any()
        }
        Panel::Privacy => view! { <PrivacyPanel page=page /> }.into_any(),
    })
}

/// Opens a dropped file, unless something else runs: a drop can happen at any time, and by mistake.
fn open_dropped(session: RwSignal<Session>, client: Client, file: File) {
    if session.with_untracked(|session| session.job.is_none()) {
        client.open(TableSlot::Training, file);
        return;
    }
    let report = ErrorReport {
        kind: ErrorKind::BadSetting,
        message: "A file cannot be opened while something else runs.".to_owned(),
        hint: Some("Wait for its end or cancel it, then drop the file again.".to_owned()),
    };
    session.update(|session| session.show(report, false));
}

/// The steps that show a job in their own place, so that the bar need not.
fn is_shown_in_page(job: &Job, step: Step) -> bool {
    match job.kind {
        JobKind::Open { slot, .. } => step == Step::Load && slot == TableSlot::Training,
        JobKind::Train | JobKind::Teach => step == Step::Train,
        JobKind::Restore { .. } => step == Step::Load,
        JobKind::Use { .. } | JobKind::Compare { .. } => false,
    }
}

/// Keeps the address' fragment and the step the same, so that the browser's back button works.
fn follow_address(session: RwSignal<Session>, step: Memo<Step>) {
    let tell = move || {
        let fragment = session.with_untracked(|session| session.step.fragment());
        if browser::fragment().trim_start_matches('#') != fragment {
            browser::set_fragment(fragment);
        }
    };
    Effect::new(move |_| {
        step.track();
        let before = browser::fragment();
        let tell_unless_changed = move || {
            // Who goes back meanwhile changes the address first, and is told of a little later: the address leads.
            if browser::fragment() == before {
                tell();
            }
        };
        // In a task of its own: the browser takes its time with the address, and a step's first look is work enough.
        set_timeout(tell_unless_changed, Duration::ZERO);
    });
    drop(use_event_listener(window(), ev::hashchange, move |_| {
        if let Some(wanted) = Step::from_fragment(&browser::fragment()) {
            session.update(|session| session.go(wanted));
        }
        tell();
    }));
}

/// A new step starts at its top, for eyes and for screen readers.
fn focus_on_change(step: Memo<Step>) -> NodeRef<html::Main> {
    let main = NodeRef::<html::Main>::new();
    Effect::new(move |previous: Option<Step>| {
        let now = step.get();
        if previous.is_some_and(|previous| previous != now) {
            // Both need the layout, which the frame works out anyway.
            request_animation_frame(move || {
                focus(main);
                window().scroll_to_with_x_and_y(0.0, 0.0);
            });
        }
        now
    });
    main
}

fn focus(main: NodeRef<html::Main>) {
    if let Some(element) = main.get_untracked() {
        // Only an element outside of the document refuses.
        drop(element.focus());
    }
}

/// Learning from normal rows only is a choice about one table's labels: a table without any has no use for it.
fn forget_old_choices(session: RwSignal<Session>, settings: RwSignal<TrainingSettings>) {
    let has_normal_rows = Memo::new(move |_| {
        session.with(|session| {
            let table = session.tables.training.as_ref();
            table.is_some_and(|table| table.labels.iter().any(|label| label.is_normal && label.n_rows > 0))
        })
    });
    Effect::new(move |_| {
        if !has_normal_rows.get() && settings.with_untracked(|settings| settings.train_on == TrainOn::NormalRows) {
            settings.update(|settings| settings.train_on = TrainOn::All);
        }
    });
}
