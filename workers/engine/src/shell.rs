//! Commands from the page, events to the page; in between, [`Session`] and [`Pool`].

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use wiresift_engine::case::Piece;
use wiresift_engine::message::{
    Command, ErrorReport, Event, FeedbackAction, JobId, LiveCommand, PROTOCOL_VERSION, RequestId,
};
use wiresift_engine::schedule::TaskId;
use wiresift_engine::work::Lane;
use wiresift_engine::{Answered, Goal, Opening, Run, Session};
use wiresift_worker_shell::{FromTasks, from_bytes, get, on_message, say};

use crate::pool::{Pool, Said};
use crate::{cases, classifier, family, live, open, reports, versions};

thread_local! {
    static SHELL: RefCell<Shell> = RefCell::new(Shell {
        session: Session::default(),
        pool: Pool::new(member_said),
        base: String::new(),
        job: None,
        run: None,
        goal: None,
    });
}

/// The one engine of this worker. There is one job at a time; a new one cancels the old.
struct Shell {
    session: Session,
    pool: Pool,
    base: String,
    job: Option<JobId>,
    run: Option<Run>,
    /// What the run is for, where that is more than its results.
    goal: Option<Goal>,
}

/// Listens to the page.
pub(crate) fn start() {
    on_message(|event| {
        let data = event.data();
        if let Some(base) = get(&data, "base").as_string() {
            SHELL.with_borrow_mut(|shell| shell.base = base);
            return;
        }
        match from_bytes(&get(&data, "command")) {
            Ok(command) => handle(command, &get(&data, "file")),
            Err(error) => fail(
                None,
                None,
                ErrorReport::bug(format!("A command that this engine does not know: {error}.")),
            ),
        }
    });
    tell(&Event::Ready {
        version: PROTOCOL_VERSION,
    });
}

fn handle(command: Command, file: &JsValue) {
    match command {
        Command::Open {
            job,
            slot,
            name,
            size_bytes,
            truth,
        } => open::file(job, slot, Opening::new(&name, size_bytes), truth.as_deref(), file),
        Command::Train { job, settings } => {
            begin(job);
            start_run(
                job,
                SHELL.with_borrow_mut(|shell| shell.session.train(&settings, pool_size)),
            );
        }
        Command::Teach { .. }
        | Command::Classifier { .. }
        | Command::ExportClassifier { .. }
        | Command::ImportClassifier { .. } => classifier::handle(command, file),
        Command::Cancel { job } => {
            if SHELL.with_borrow(|shell| shell.job == Some(job)) {
                stop_job();
            }
        }
        Command::StopFamilies => family::stop(),
        Command::CloseTest => {
            SHELL.with_borrow_mut(|shell| shell.session.close_test());
            tell(&Event::TestClosed);
            cases::changed(&[Piece::Notes, Piece::Test]);
        }
        Command::SetColumn { column, role, scaling } => {
            edited(SHELL.with_borrow_mut(|shell| shell.session.set_column(column, role, scaling)));
        }
        Command::SetNormalLabels { labels } => {
            edited(SHELL.with_borrow_mut(|shell| shell.session.set_normal_labels(&labels)));
        }
        Command::Live(LiveCommand::Open(job)) => open::live(job),
        Command::Live(command) => live::handle(command),
        Command::LiveAlert { request, alert } => match live::alert(alert) {
            Some(detail) => tell(&Event::Row {
                request,
                detail: Box::new(detail),
            }),
            None => fail(None, Some(request), live::forgotten()),
        },
        question @ (Command::Rows { .. }
        | Command::Row { .. }
        | Command::Explain { .. }
        | Command::Distribution { .. }
        | Command::Timeline { .. }
        | Command::Summary { .. }
        | Command::CheckFilter { .. }
        | Command::RefineFilter { .. }
        | Command::Feedback { .. }
        | Command::Incidents { .. }
        | Command::Situation { .. }
        | Command::VoteParts { .. }
        | Command::Importance { .. }
        | Command::Versions { .. }
        | Command::RenameVersion { .. }
        | Command::DeleteVersion { .. }
        | Command::Families { .. }
        | Command::Report { .. }) => {
            let changes = match &question {
                Command::Feedback { action, .. } if *action != FeedbackAction::Look => vec![Piece::Notes],
                Command::RenameVersion { .. } => vec![Piece::Notes],
                Command::Incidents { action, .. } if action.changes() => vec![Piece::Notes],
                Command::DeleteVersion { id, .. } => vec![Piece::Notes, Piece::Version(id.0)],
                _ => Vec::new(),
            };
            let answered = SHELL.with_borrow_mut(|shell| shell.session.answer(question));
            match answered {
                Some(Answered { answer: Ok(event), .. }) => tell(&event),
                Some(Answered {
                    request,
                    answer: Err(report),
                }) => fail(None, Some(request), report),
                None => {}
            }
            if !changes.is_empty() {
                cases::changed(&changes);
            }
        }
        Command::ListCases { .. }
        | Command::OpenCase { .. }
        | Command::ImportCase { .. }
        | Command::RenameCase { .. }
        | Command::DeleteCase { .. }
        | Command::ExportCase { .. }
        | Command::SetPage { .. }
        | Command::SaveCase => cases::handle(command, file),
        Command::WriteReport { .. } | Command::ExportPackets { .. } => reports::handle(command, file),
        Command::ExportVersion { .. }
        | Command::ImportVersion { .. }
        | Command::UseVersion { .. }
        | Command::CompareVersions { .. } => versions::handle(&command, file),
    }
}

/// The session, for what keeps it.
pub(crate) fn with_session<T>(see: impl FnOnce(&mut Session) -> T) -> T {
    SHELL.with_borrow_mut(|shell| see(&mut shell.session))
}

/// The address of the page's folder.
pub(crate) fn base() -> String {
    SHELL.with_borrow(|shell| shell.base.clone())
}

pub(crate) fn pool_size(matrix_bytes: usize) -> u32 {
    Pool::size(matrix_bytes)
}

/// Lets the compute workers come up while a file is read. Where that fails, the training that needs them says so.
pub(crate) fn summon() {
    SHELL.with_borrow_mut(|shell| drop(shell.pool.summon(Lane::Compute, Pool::size(0), &shell.base)));
}

pub(crate) fn begin(job: JobId) {
    family::stop();
    stop_job();
    SHELL.with_borrow_mut(|shell| shell.job = Some(job));
}

/// The job came to its end.
pub(crate) fn end() {
    SHELL.with_borrow_mut(|shell| shell.job = None);
}

/// Stops what runs. Workers cannot be interrupted, so the busy ones are ended; the session is not theirs and stays.
fn stop_job() {
    let stopped = SHELL.with_borrow_mut(|shell| {
        shell.run = None;
        shell.goal = None;
        shell.pool.end_busy();
        shell.job.take()
    });
    if let Some(job) = stopped {
        tell(&Event::Cancelled { job });
    }
}

/// What is not in the storage after a training: a version, and the notes that name it.
fn trained_pieces(session: &Session) -> Vec<Piece> {
    let version = session.current_version().map(|id| Piece::Version(id.0));
    [Piece::Notes].into_iter().chain(version).collect()
}

/// Runs what a goal takes first.
pub(crate) fn start_towards(job: JobId, goal: Goal, run: Run) {
    SHELL.with_borrow_mut(|shell| shell.goal = Some(goal));
    start_run(job, Ok(run));
}

pub(crate) fn start_run(job: JobId, run: Result<Run, ErrorReport>) {
    let started = run.and_then(|run| {
        SHELL.with_borrow_mut(|shell| {
            shell.pool.start(&run.schedule, run.n_workers, &shell.base)?;
            shell.run = Some(run);
            Ok(())
        })
    });
    match started {
        Ok(()) => go_on(job),
        Err(report) => fail(Some(job), None, report),
    }
}

/// Hands tasks out; concludes the run when the last one is done.
fn go_on(job: JobId) {
    let concluded = SHELL.with_borrow_mut(|shell| {
        let Shell {
            session,
            pool,
            run: place,
            ..
        } = shell;
        let run = place.as_mut()?;
        if let Err(report) = pool.feed(&mut run.schedule, &run.matrices) {
            return Some(Err(report));
        }
        let run = run.schedule.is_finished().then(|| place.take()).flatten()?;
        let teaches = run.teaches();
        Some(session.conclude(run).map(|summaries| (teaches, summaries)))
    });
    match concluded {
        None => {}
        Some(Err(report)) => fail(Some(job), None, report),
        Some(Ok((true, _))) => classifier::taught(job),
        Some(Ok((false, summaries))) => {
            if let Some(goal) = SHELL.with_borrow_mut(|shell| shell.goal.take()) {
                return versions::pursue(job, goal);
            }
            end();
            let slots = summaries.iter().map(|(slot, _)| *slot).collect();
            for (slot, summary) in summaries {
                tell(&Event::Scored {
                    job,
                    slot,
                    summary: Box::new(summary),
                });
            }
            cases::changed(&with_session(|session| trained_pieces(session)));
            family::name_attacks(slots);
        }
    }
}

fn member_said(number: u32, said: Said) {
    let Some(job) = SHELL.with_borrow(|shell| shell.job.filter(|_| shell.pool.has(number))) else {
        return member_said_between_jobs(number, &said);
    };
    match said {
        Said::Message(FromTasks::Ready) => {
            SHELL.with_borrow_mut(|shell| shell.pool.free(number));
            go_on(job);
        }
        Said::Message(FromTasks::Progress(id, progress)) => {
            let progress = SHELL.with_borrow_mut(|shell| shell.run.as_mut()?.schedule.advance(TaskId(id), progress));
            if let Some(progress) = progress {
                tell(&Event::Progress { job, progress });
            }
        }
        Said::Message(FromTasks::Done(id, Ok(output))) => {
            SHELL.with_borrow_mut(|shell| {
                shell.pool.free(number);
                if let Some(run) = &mut shell.run {
                    run.schedule.complete(TaskId(id), output);
                }
            });
            go_on(job);
        }
        Said::Message(FromTasks::Done(_, Err(error))) => {
            SHELL.with_borrow_mut(|shell| shell.pool.free(number));
            fail(Some(job), None, error.into());
        }
        Said::Died(reason) => {
            SHELL.with_borrow_mut(|shell| shell.pool.end_all());
            fail(Some(job), None, ErrorReport::worker_died(&reason));
        }
        Said::NotLoaded => {
            SHELL.with_borrow_mut(|shell| shell.pool.end_all());
            let hint = "Check that the page's server is still there, or do without networks.";
            fail(
                Some(job),
                None,
                ErrorReport::environment("A worker's files could not be loaded.".to_owned(), hint),
            );
        }
    }
}

/// A worker that comes up after its job was stopped is free for the next one.
fn member_said_between_jobs(number: u32, said: &Said) {
    SHELL.with_borrow_mut(|shell| match said {
        Said::Message(FromTasks::Progress(..)) => {}
        Said::Message(FromTasks::Ready | FromTasks::Done(..)) => shell.pool.free(number),
        Said::Died(_) | Said::NotLoaded => shell.pool.end_all(),
    });
}

pub(crate) fn is_current(job: JobId) -> bool {
    SHELL.with_borrow(|shell| shell.job == Some(job))
}

fn edited(overview: Result<wiresift_engine::message::Overview, ErrorReport>) {
    match overview {
        Ok(overview) => {
            tell(&Event::Edited { overview });
            cases::changed(&[Piece::Notes]);
        }
        Err(report) => fail(None, None, report),
    }
}

pub(crate) fn answer(request: RequestId, event: Result<Event, ErrorReport>) {
    match event {
        Ok(event) => tell(&event),
        Err(report) => fail(None, Some(request), report),
    }
}

pub(crate) fn fail(job: Option<JobId>, request: Option<RequestId>, report: ErrorReport) {
    if job.is_some() {
        SHELL.with_borrow_mut(|shell| {
            shell.job = None;
            shell.run = None;
            shell.goal = None;
            shell.pool.end_busy();
        });
    }
    tell(&Event::Failed { job, request, report });
}

pub(crate) fn tell(event: &Event) {
    say(event);
}
