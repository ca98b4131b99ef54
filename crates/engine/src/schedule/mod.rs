//! Which [`Task`] comes next, how far the whole is, and what came out.
//!
//! Fits come first, the longest first; a detector's rows are split among the workers as soon as it is fitted. The order in
//! which workers finish changes nothing in the result.

mod line;

use std::collections::BTreeMap;
use std::ops::Range;

pub use line::DetectorOutput;
use line::Line;
use web_time::Instant;

use crate::message::{DetectorKind, LearnPart, Progress, Stage, TableSlot, TrainingSettings};
use crate::work::{Fit, Fitted, Lane, Learnt, Lesson, Output, Task, TaskProgress};

/// Fewer rows than this are not worth a message to another worker.
const MIN_ROWS_PER_TASK: u32 = 2_048;

/// Names a task that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

/// Sizes of what is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Rows to fit on, with repeats.
    pub n_training_rows: u64,
    /// Different rows to score in the training table; 0 to leave it out.
    pub n_training_distinct: u32,
    /// Different rows to score in the test table.
    pub n_test_distinct: Option<u32>,
    /// Columns of the matrix.
    pub n_features: u64,
    /// Workers that share the rows of a detector.
    pub n_workers: u32,
}

/// Tasks waiting, running and done.
pub struct Schedule {
    sizes: Sizes,
    started: Instant,
    waiting: Vec<Task>,
    running: BTreeMap<TaskId, Running>,
    lines: Vec<Line>,
    learnt: Option<Learnt>,
    next_id: u32,
    fraction: f64,
    fit_span: Span,
    score_span: Span,
}

struct Running {
    task: Task,
    since: Instant,
    fraction: f64,
}

#[derive(Default)]
struct Span {
    from: Option<Instant>,
    seconds: f64,
}

impl Span {
    fn start(&mut self) {
        self.from.get_or_insert_with(Instant::now);
    }

    fn end(&mut self) {
        if let Some(from) = self.from {
            self.seconds = from.elapsed().as_secs_f64();
        }
    }
}

impl Schedule {
    /// Fits every chosen detector and scores all rows with it.
    pub fn train(settings: &TrainingSettings, sizes: Sizes) -> Self {
        let mut lines: Vec<(Line, Task)> = settings
            .fits()
            .into_iter()
            .map(|fit| {
                (
                    Line::new(&fit, &sizes),
                    Task::Fit {
                        fit,
                        seed: settings.seed,
                    },
                )
            })
            .collect();
        let mut schedule = Self::empty(sizes);
        wiresift_order::sort_by(&mut lines, |(a, _), (b, _)| a.fit_cost.total_cmp(&b.fit_cost));
        for (line, task) in lines {
            schedule.lines.push(line);
            schedule.waiting.push(task);
        }
        schedule
    }

    /// Scores rows with detectors fitted before.
    pub fn score(fitted: impl IntoIterator<Item = (Fit, Fitted)>, sizes: Sizes) -> Self {
        let mut schedule = Self::empty(sizes);
        for (fit, fitted) in fitted {
            schedule.lines.push(Line {
                fit_cost: 0.0,
                fit_fraction: 1.0,
                ..Line::new(&fit, &sizes)
            });
            schedule.add_scoring(schedule.lines.len() - 1, fitted);
        }
        schedule
    }

    /// Trains a classifier.
    pub fn learn(lesson: Lesson, sizes: Sizes) -> Self {
        let mut schedule = Self::empty(sizes);
        schedule.waiting.push(Task::Learn(Box::new(lesson)));
        schedule
    }

    fn empty(sizes: Sizes) -> Self {
        Self {
            sizes,
            started: Instant::now(),
            waiting: Vec::new(),
            running: BTreeMap::new(),
            lines: Vec::new(),
            learnt: None,
            next_id: 0,
            fraction: 0.0,
            fit_span: Span::default(),
            score_span: Span::default(),
        }
    }

    /// The next task for a worker that can do `lanes`, if there is one now.
    pub fn next_task(&mut self, lanes: &[Lane]) -> Option<(TaskId, Task)> {
        let at = self.waiting.iter().rposition(|task| lanes.contains(&task.lane()))?;
        let task = self.waiting.remove(at);
        match task {
            Task::Fit { .. } | Task::Learn(_) => self.fit_span.start(),
            Task::Score { .. } => self.score_span.start(),
        }
        let id = TaskId(self.next_id);
        self.next_id += 1;
        self.running.insert(
            id,
            Running {
                task: task.clone(),
                since: Instant::now(),
                fraction: 0.0,
            },
        );
        Some((id, task))
    }

    /// Whether a task for this lane may still come.
    pub fn needs(&self, lane: Lane) -> bool {
        let waiting = self
            .waiting
            .iter()
            .chain(self.running.values().map(|running| &running.task));
        waiting.into_iter().any(|task| task.lane() == lane)
    }

    /// Whether everything is done.
    pub fn is_finished(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// Notes how far a running task is. `None` for a task that is not running.
    pub fn advance(&mut self, id: TaskId, progress: TaskProgress) -> Option<Progress> {
        let running = self.running.get_mut(&id)?;
        running.fraction = progress.fraction.clamp(running.fraction, 1.0);
        let Some(kind) = running.task.kind() else {
            return Some(self.advance_lesson(progress));
        };
        let is_fit = matches!(running.task, Task::Fit { .. });
        let fraction = running.fraction;
        let line = self.lines.iter_mut().find(|line| line.kind == kind)?;
        if is_fit {
            line.fit_fraction = fraction;
        }
        let (stage, stage_fraction, rows) = if is_fit {
            (Stage::Fitting(kind), fraction, None)
        } else {
            let rows = self.rows_scored(kind);
            let total = self.line(kind).map_or(1, |line| line.rows_total.max(1));
            (Stage::Scoring(kind), rows / total as f64, Some(whole(rows)))
        };
        self.fraction = self.fraction.max(self.fraction_done());
        let seconds_left = self.seconds_left();
        Some(Progress {
            stage,
            stage_fraction,
            fraction: self.fraction,
            rows,
            seconds_left,
            epoch: progress.epoch,
            capture: None,
        })
    }

    fn advance_lesson(&mut self, progress: TaskProgress) -> Progress {
        self.fraction = self.fraction.max(progress.fraction.min(1.0));
        Progress {
            stage: Stage::Learning(progress.part.unwrap_or(LearnPart::Judging)),
            stage_fraction: self.fraction,
            fraction: self.fraction,
            rows: None,
            seconds_left: self.seconds_left(),
            epoch: progress.epoch,
            capture: None,
        }
    }

    /// Takes a task's output, which may make further tasks ready. An output for a task that is not running is ignored.
    pub fn complete(&mut self, id: TaskId, output: Output) {
        let Some(Running { task, since, .. }) = self.running.remove(&id) else {
            return;
        };
        let seconds = since.elapsed().as_secs_f64();
        if let Output::Learnt(learnt) = output {
            self.fit_span.end();
            self.learnt = Some(learnt);
            return;
        }
        let Some(at) = self.lines.iter().position(|line| Some(line.kind) == task.kind()) else {
            return;
        };
        match (task, output) {
            (Task::Fit { .. }, Output::Fitted(fitted)) => {
                self.lines[at].seconds_fit = seconds;
                self.lines[at].fit_fraction = 1.0;
                self.fit_span.end();
                self.add_scoring(at, fitted);
            }
            (Task::Score { slot, rows, .. }, Output::Scored(scores)) => {
                self.lines[at].seconds_score += seconds;
                self.lines[at].rows_done += u64::from(rows.end - rows.start);
                self.score_span.end();
                if let Some(all) = &mut self.lines[at].scores[slot as usize] {
                    all[rows.start as usize..rows.end as usize].copy_from_slice(&scores);
                }
            }
            // An answer to another task.
            _ => {}
        }
    }

    /// Takes the scores of all rows of the test table, a list for each detector in the order that they were given in.
    pub fn complete_scoring(&mut self, scores: &[Vec<f32>]) {
        while let Some((id, task)) = self.next_task(&[Lane::Compute, Lane::Neural]) {
            let Task::Score { kind, ref rows, .. } = task else {
                continue;
            };
            let Some(at) = self.lines.iter().position(|line| line.kind == kind) else {
                continue;
            };
            let scores = scores
                .get(at)
                .and_then(|all| all.get(rows.start as usize..rows.end as usize));
            self.complete(id, Output::Scored(scores.unwrap_or_default().to_vec()));
        }
    }

    /// Seconds from the first fit's start to the last one's end, and the same for scoring.
    pub fn seconds(&self) -> (f64, f64) {
        (self.fit_span.seconds, self.score_span.seconds)
    }

    /// The classifier, after [`Schedule::learn`].
    pub fn into_learnt(self) -> Option<Learnt> {
        self.learnt
    }

    /// Every detector with its scores, in the order of [`DetectorKind::ALL`].
    pub fn into_outputs(mut self) -> Vec<DetectorOutput> {
        wiresift_order::sort_by_key(&mut self.lines, |line| line.kind);
        self.lines.into_iter().filter_map(Line::into_output).collect()
    }

    fn add_scoring(&mut self, at: usize, fitted: Fitted) {
        let (kind, model) = (self.lines[at].kind, fitted.model.clone());
        self.lines[at].fitted = Some(fitted);
        let slots = [
            (TableSlot::Training, Some(self.sizes.n_training_distinct)),
            (TableSlot::Test, self.sizes.n_test_distinct),
        ];
        for (slot, n_rows) in slots {
            let Some(n_rows) = n_rows else { continue };
            self.lines[at].scores[slot as usize] = Some(vec![0.0; n_rows as usize]);
            for rows in split(n_rows, self.sizes.n_workers) {
                self.waiting.push(Task::Score {
                    kind,
                    model: model.clone(),
                    slot,
                    rows,
                });
            }
        }
    }

    fn line(&self, kind: DetectorKind) -> Option<&Line> {
        self.lines.iter().find(|line| line.kind == kind)
    }

    fn rows_scored(&self, kind: DetectorKind) -> f64 {
        let running = self
            .running
            .values()
            .filter(|running| running.task.kind() == Some(kind));
        let partly: f64 = running
            .map(|running| match &running.task {
                Task::Score { rows, .. } => running.fraction * f64::from(rows.end - rows.start),
                Task::Fit { .. } | Task::Learn(_) => 0.0,
            })
            .sum();
        partly + self.line(kind).map_or(0.0, |line| line.rows_done as f64)
    }

    fn fraction_done(&self) -> f64 {
        let (mut done, mut total) = (0.0, 0.0);
        for line in &self.lines {
            done += line.fit_fraction * line.fit_cost + self.rows_scored(line.kind) * line.cost_per_row;
            total += line.fit_cost + line.rows_total as f64 * line.cost_per_row;
        }
        if total > 0.0 { (done / total).min(1.0) } else { 1.0 }
    }

    fn seconds_left(&self) -> Option<f64> {
        let elapsed = self.started.elapsed().as_secs_f64();
        let known = self.fraction > 0.02 && elapsed > 0.3;
        known.then(|| elapsed * (1.0 - self.fraction) / self.fraction)
    }
}

/// Cuts `n_rows` into at most `n_parts` runs of nearly equal length.
fn split(n_rows: u32, n_parts: u32) -> impl Iterator<Item = Range<u32>> {
    let n_parts = n_rows.div_ceil(MIN_ROWS_PER_TASK).min(n_parts).max(1);
    let bound =
        move |part: u32| u32::try_from(u64::from(n_rows) * u64::from(part) / u64::from(n_parts)).unwrap_or(n_rows);
    (0..n_parts)
        .map(move |part| bound(part)..bound(part + 1))
        .filter(|rows| !rows.is_empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of rows, kept in 0..=2^32"
)]
fn whole(rows: f64) -> u64 {
    rows.round().max(0.0) as u64
}
