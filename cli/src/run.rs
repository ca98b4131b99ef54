//! Runs a schedule on threads.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use wiresift_engine::message::{ErrorReport, Progress};
use wiresift_engine::schedule::Schedule;
use wiresift_engine::work::{self, Lane, Matrices, Output, Task, TaskError, TaskProgress};
use wiresift_engine::{Run, neural};

/// How many threads share the work.
pub(crate) fn n_workers(_matrix_bytes: usize) -> u32 {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(threads).unwrap_or(1)
}

/// Runs everything in `run`, or stops at the first failure.
pub(crate) fn execute(run: &mut Run, progress: &(dyn Fn(&Progress) + Sync)) -> Result<(), ErrorReport> {
    execute_while(run, progress, &|| true)
}

/// [`execute`] for as long as `is_wanted` says so; then it stops where it is, as a failure.
pub(crate) fn execute_while(
    run: &mut Run,
    progress: &(dyn Fn(&Progress) + Sync),
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Result<(), ErrorReport> {
    let shared = Shared {
        state: Mutex::new(State {
            schedule: &mut run.schedule,
            failure: None,
        }),
        changed: Condvar::new(),
        matrices: &run.matrices,
        progress,
        is_wanted,
    };
    thread::scope(|scope| {
        for _ in 0..run.n_workers {
            scope.spawn(|| shared.work());
        }
    });
    let state = shared.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failure.map_or(Ok(()), |failure| Err(failure.into()))
}

struct State<'a> {
    schedule: &'a mut Schedule,
    failure: Option<TaskError>,
}

struct Shared<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
    matrices: &'a Matrices,
    progress: &'a (dyn Fn(&Progress) + Sync),
    is_wanted: &'a (dyn Fn() -> bool + Sync),
}

impl Shared<'_> {
    /// Takes tasks until none is left and none can come.
    fn work(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.failure.is_none() && !state.schedule.is_finished() {
            let Some((id, task)) = state.schedule.next_task(&[Lane::Compute, Lane::Neural]) else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(state);
            let output = self.run(&task, &|done| self.advance(id, done));
            state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            match output {
                Ok(output) => state.schedule.complete(id, output),
                // The first says why; the tasks beside it are only stopped by it.
                Err(error) => drop(state.failure.get_or_insert(error)),
            }
            self.changed.notify_all();
        }
    }

    fn run(&self, task: &Task, progress: &dyn Fn(TaskProgress) -> ControlFlow<()>) -> Result<Output, TaskError> {
        match task.lane() {
            Lane::Compute => work::run(task, self.matrices, &mut |done| progress(done)),
            Lane::Neural => pollster::block_on(neural::run(task, self.matrices, progress)),
        }
    }

    /// Stops a task when another one has failed.
    fn advance(&self, id: wiresift_engine::schedule::TaskId, done: TaskProgress) -> ControlFlow<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_some() || !(self.is_wanted)() {
            return ControlFlow::Break(());
        }
        if let Some(progress) = state.schedule.advance(id, done) {
            (self.progress)(&progress);
        }
        ControlFlow::Continue(())
    }
}
