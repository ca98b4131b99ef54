//! Training and scoring of live flows, in workers of their own: a file's training is not disturbed, nor waited for.

use wiresift_engine::Run;
use wiresift_engine::live::Live;
use wiresift_engine::message::{ErrorReport, LiveEvent};
use wiresift_engine::schedule::TaskId;
use wiresift_worker_shell::FromTasks;

use super::{tell, with};
use crate::pool::{Pool, Said};
use crate::shell;

/// Workers that share live flows; there are never many at once.
const MAX_WORKERS: u32 = 2;

/// The workers and what they are at.
pub(super) struct Runner {
    pool: Pool,
    run: Option<Run>,
}

impl Default for Runner {
    fn default() -> Self {
        Self {
            pool: Pool::new(member_said),
            run: None,
        }
    }
}

impl Runner {
    /// Starts what there is to compute next.
    pub(super) fn tick(&mut self, live: &mut Live) {
        if self.run.is_some() {
            return;
        }
        let Some(run) = live.tick(|bytes| Pool::size(bytes).min(MAX_WORKERS)) else {
            return;
        };
        match self.pool.start(&run.schedule, run.n_workers, &shell::base()) {
            Ok(()) => {
                self.run = Some(run);
                self.go_on(live);
            }
            Err(report) => self.give_up(live, report),
        }
    }

    /// Hands tasks out; concludes when the last one is done.
    fn go_on(&mut self, live: &mut Live) {
        let Some(run) = &mut self.run else { return };
        if let Err(report) = self.pool.feed(&mut run.schedule, &run.matrices) {
            return self.give_up(live, report);
        }
        if !run.schedule.is_finished() {
            return;
        }
        if let Some(Err(report)) = self.run.take().map(|run| live.conclude(run)) {
            tell(LiveEvent::Failed(report));
        }
    }

    fn give_up(&mut self, live: &mut Live, report: ErrorReport) {
        self.run = None;
        self.pool.end_busy();
        live.give_up(&report);
        tell(LiveEvent::Failed(report));
    }
}

fn member_said(number: u32, said: Said) {
    with(|watch| {
        let (runner, live) = (&mut watch.runner, &mut watch.live);
        if !runner.pool.has(number) {
            return;
        }
        match said {
            Said::Message(FromTasks::Progress(..)) => {}
            Said::Message(FromTasks::Ready) => {
                runner.pool.free(number);
                runner.go_on(live);
            }
            Said::Message(FromTasks::Done(id, Ok(output))) => {
                runner.pool.free(number);
                if let Some(run) = &mut runner.run {
                    run.schedule.complete(TaskId(id), output);
                }
                runner.go_on(live);
            }
            Said::Message(FromTasks::Done(_, Err(error))) => {
                runner.pool.free(number);
                runner.give_up(live, error.into());
            }
            Said::Died(reason) => {
                runner.pool.end_all();
                runner.give_up(live, ErrorReport::worker_died(&reason));
            }
            Said::NotLoaded => {
                runner.pool.end_all();
                let hint = "Check that the page's server is still there, or leave the autoencoder out.";
                let message = "A worker's files could not be loaded.".to_owned();
                runner.give_up(live, ErrorReport::environment(message, hint));
            }
        }
    });
}
