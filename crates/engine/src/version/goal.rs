//! What somebody wants of versions, and the scoring that it may take first.

use std::rc::Rc;

use web_time::Instant;

use super::Kept;
use crate::case::{CaseError, Piece};
use crate::feedback::Flagged;
use crate::fitting::Scored;
use crate::message::{ErrorReport, Filter, Seconds, Summary, TableSlot, VersionComparison, VersionId};
use crate::run::{Plan, Run};
use crate::schedule::{DetectorOutput, Schedule, Sizes};
use crate::session::Session;
use crate::work::Matrices;

/// What somebody wants of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The results shall be those of this version.
    Use(VersionId),
    /// How two versions differ on a table.
    Compare {
        /// The one.
        a: VersionId,
        /// The other.
        b: VersionId,
        /// The table.
        slot: TableSlot,
    },
}

/// What it takes to reach a goal.
pub enum Pursuit {
    /// Scoring; conclude it, and ask again.
    Run(Box<Run>),
    /// Nothing more: the results are the version's, the training table's last.
    Used(Vec<(TableSlot, Summary)>),
    /// Nothing more.
    Compared(Box<VersionComparison>),
}

impl Goal {
    fn versions(&self) -> Vec<VersionId> {
        match *self {
            Self::Use(id) => vec![id],
            Self::Compare { a, b, .. } => vec![a, b],
        }
    }

    fn wants(&self, slot: TableSlot) -> bool {
        match *self {
            Self::Use(_) => true,
            Self::Compare { slot: wanted, .. } => slot == wanted,
        }
    }
}

impl Session {
    /// Goes on towards a goal; `n_workers` as for [`Session::train`].
    ///
    /// # Errors
    /// Without the version or the table, or where the table lacks what the version looks at.
    pub fn pursue(&mut self, goal: &Goal, n_workers: impl Fn(usize) -> u32) -> Result<Pursuit, ErrorReport> {
        for id in goal.versions() {
            for slot in [TableSlot::Training, TableSlot::Test] {
                let is_missing = self.versions.get(id)?.kept.get(slot).is_none();
                if goal.wants(slot) && is_missing && self.loaded(slot).is_ok() {
                    return self.plan_version(id, slot, n_workers).map(Box::new).map(Pursuit::Run);
                }
            }
        }
        match *goal {
            Goal::Use(id) => self.use_version(id).map(Pursuit::Used),
            Goal::Compare { a, b, slot } => self.compare(a, b, slot).map(Box::new).map(Pursuit::Compared),
        }
    }

    fn plan_version(
        &self,
        id: VersionId,
        slot: TableSlot,
        n_workers: impl Fn(usize) -> u32,
    ) -> Result<Run, ErrorReport> {
        let started = Instant::now();
        let (version, loaded) = (self.versions.get(id)?, self.loaded(slot)?);
        let encoded = version.fitting.encoder.transform(loaded.table())?;
        // On its own table a detector's word on a row it was fitted on is another than on a new one.
        let is_own = version
            .about
            .source
            .digest
            .as_deref()
            .is_none_or(|digest| digest == loaded.digest());
        let is_own = is_own && slot == TableSlot::Training;
        let n_distinct = u32::try_from(encoded.x.nrows()).unwrap_or(u32::MAX);
        let n_features = encoded.x.ncols() as u64;
        let matrices = if is_own {
            Matrices {
                training: encoded.x,
                training_rows: Vec::new(),
                test: None,
            }
        } else {
            Matrices::only_test(encoded.x)
        };
        let sizes = Sizes {
            n_training_rows: version.fitting.n_training_rows,
            n_training_distinct: if is_own { n_distinct } else { 0 },
            n_test_distinct: (!is_own).then_some(n_distinct),
            n_features,
            n_workers: n_workers(matrices.n_bytes()),
        };
        Ok(Run {
            schedule: Schedule::score(version.fitting.fits(), sizes),
            matrices,
            n_workers: sizes.n_workers,
            started,
            seconds_encode: started.elapsed().as_secs_f64(),
            notes: Vec::new(),
            plan: Plan::ScoreVersion {
                id,
                slot,
                distinct_of: encoded.distinct_of,
            },
        })
    }

    /// Keeps what a version's detectors said of a table.
    pub(crate) fn keep_version(
        &mut self,
        (id, slot): (VersionId, TableSlot),
        outputs: Vec<DetectorOutput>,
        distinct_of: Vec<u32>,
        seconds: Seconds,
    ) -> Result<(), ErrorReport> {
        let seconds_score = outputs.iter().map(|output| output.seconds_score).collect();
        let scores = outputs.into_iter().map(|output| match output.test_scores {
            Some(scores) => scores,
            None => output.training_scores,
        });
        let seconds = seconds.after_reading(self.loaded(slot)?.opened.seconds_read);
        *self.versions.get_mut(id)?.kept.get_mut(slot) = Some(Kept {
            scores: Rc::new(scores.collect()),
            seconds_score,
            seconds,
            distinct_of: Rc::new(distinct_of),
        });
        Ok(())
    }

    /// Makes the results those of a version that has scored every table.
    fn use_version(&mut self, id: VersionId) -> Result<Vec<(TableSlot, Summary)>, ErrorReport> {
        let before = self
            .training
            .as_ref()
            .and_then(|loaded| loaded.scored())
            .map(Flagged::of);
        let slots = self.rank_by(id)?;
        let learnt = self.versions.get(id)?.marks.clone();
        self.on_switched(learnt, before.as_ref())?;
        let summary = |slot| Ok((slot, self.summary(slot, &Filter::default())?));
        slots.into_iter().map(summary).collect()
    }

    /// Ranks by the scores that a version keeps, the training table last. What fails changes nothing.
    pub(crate) fn rank_by(&mut self, id: VersionId) -> Result<Vec<TableSlot>, ErrorReport> {
        let version = self.versions.get(id)?;
        let fitting = version.fitting.clone();
        let mut scored = Vec::new();
        for slot in [TableSlot::Test, TableSlot::Training] {
            let (Ok(loaded), Some(kept)) = (self.loaded(slot), version.kept.get(slot)) else {
                continue;
            };
            let encoded = fitting.encoder.transform(loaded.table())?;
            if encoded.distinct_of != *kept.distinct_of {
                return Err(CaseError::damaged(Piece::Version(id.0), "its scores are of another table").into());
            }
            let judged = Scored::new(
                &fitting,
                encoded.x,
                kept.scores.clone(),
                kept.seconds_score.clone(),
                kept.distinct_of.clone(),
            )?;
            scored.push((slot, judged, kept.seconds));
        }
        self.fitting = Some(fitting);
        self.versions.current = Some(id);
        let mut slots = Vec::new();
        for (slot, judged, seconds) in scored {
            let loaded = self.loaded_mut(slot)?;
            loaded.set_scored(Some(judged));
            loaded.set_seconds(seconds);
            slots.push(slot);
        }
        Ok(slots)
    }
}
