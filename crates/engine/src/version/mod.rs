//! Versions: what every training learnt, kept so that it can be compared, taken up again and handed on.
//!
//! A version is a [`Fitting`] with where it comes from and what it said of the loaded tables. Those scores are kept, so that
//! going back to it costs no more than ranking; where they are missing (another table, an imported version) the
//! [`Session::pursue`] of a goal scores first. Marks belong to the case, not to a version: it only knows those it learnt from.

mod compare;
mod file;
mod goal;
mod list;

use std::rc::Rc;

pub use file::VersionFile;
pub use goal::{Goal, Pursuit};

use crate::feedback::{Marks, now};
use crate::fitting::{Fitting, Scored};
use crate::loaded::Loaded;
use crate::message::{ErrorReport, Metrics, Noun, Seconds, Summary, TableSlot, VersionId};
use crate::session::Session;
use serde::{Deserialize, Serialize};

/// Most versions of a case: each can take several megabytes.
pub(crate) const MAX_VERSIONS: usize = 20;

/// The versions of a session.
#[derive(Default)]
pub(crate) struct Versions {
    /// In the order in which they came.
    pub(crate) list: Vec<Version>,
    /// The one that the session's result is of.
    pub(crate) current: Option<VersionId>,
    /// Trainings and imports so far.
    pub(crate) n_given: u32,
}

/// What one training learnt.
pub(crate) struct Version {
    pub(crate) id: VersionId,
    pub(crate) name: String,
    /// Whether the analyst gave the name: such a version is never dropped to make room while another is there.
    pub(crate) is_named: bool,
    pub(crate) about: About,
    /// The marks it learnt from; none of an imported one, whose rows are others.
    pub(crate) marks: Marks,
    pub(crate) fitting: Rc<Fitting>,
    /// What it says of the loaded tables.
    pub(crate) kept: PerTable<Option<Kept>>,
}

/// Where a version comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct About {
    /// Seconds since the Unix epoch.
    pub(crate) at: f64,
    pub(crate) source: Source,
    pub(crate) n_marks: u64,
    pub(crate) n_anomalies: u64,
    pub(crate) metrics: Option<Metrics>,
    pub(crate) seconds: f64,
}

/// The table that a version was trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) noun: Noun,
    pub(crate) n_rows: u64,
    /// `None` for the session's own training table, whose digest is only taken when somebody asks.
    pub(crate) digest: Option<String>,
}

/// What a version says of a table.
#[derive(Clone)]
pub(crate) struct Kept {
    /// For each detector the scores of the different rows.
    pub(crate) scores: Rc<Vec<Vec<f32>>>,
    /// Seconds that each detector took.
    pub(crate) seconds_score: Vec<f64>,
    pub(crate) seconds: Seconds,
    /// For each row its different row.
    pub(crate) distinct_of: Rc<Vec<u32>>,
}

/// One of something for each table.
#[derive(Clone, Debug, Default)]
pub(crate) struct PerTable<T> {
    pub(crate) training: T,
    pub(crate) test: T,
}

impl<T> PerTable<T> {
    pub(crate) fn get(&self, slot: TableSlot) -> &T {
        match slot {
            TableSlot::Training => &self.training,
            TableSlot::Test => &self.test,
        }
    }

    pub(crate) fn get_mut(&mut self, slot: TableSlot) -> &mut T {
        match slot {
            TableSlot::Training => &mut self.training,
            TableSlot::Test => &mut self.test,
        }
    }
}

impl Kept {
    pub(crate) fn of(scored: &Scored) -> Self {
        Self {
            scores: scored.scores.clone(),
            seconds_score: scored.seconds_score.clone(),
            seconds: scored.seconds,
            distinct_of: scored.distinct_of.clone(),
        }
    }
}

impl Versions {
    pub(crate) fn get(&self, id: VersionId) -> Result<&Version, ErrorReport> {
        self.list.iter().find(|version| version.id == id).ok_or_else(gone)
    }

    pub(crate) fn get_mut(&mut self, id: VersionId) -> Result<&mut Version, ErrorReport> {
        self.list.iter_mut().find(|version| version.id == id).ok_or_else(gone)
    }

    pub(crate) fn next_id(&mut self) -> VersionId {
        // The count of a case from outside may be any.
        loop {
            self.n_given = self.n_given.wrapping_add(1);
            let id = VersionId(self.n_given);
            if self.get(id).is_err() {
                return id;
            }
        }
    }

    /// Adds a version. Where there are too many, the oldest goes: first of those without a name, never the current one.
    pub(crate) fn push(&mut self, version: Version) {
        while self.list.len() >= MAX_VERSIONS {
            let is_free = |version: &Version| Some(version.id) != self.current;
            let unnamed = self
                .list
                .iter()
                .position(|version| is_free(version) && !version.is_named);
            match unnamed.or_else(|| self.list.iter().position(is_free)) {
                Some(at) => drop(self.list.remove(at)),
                None => break,
            }
        }
        self.list.push(version);
    }

    /// A table was replaced or forgotten.
    pub(crate) fn forget_scores(&mut self, slot: TableSlot) {
        for version in &mut self.list {
            *version.kept.get_mut(slot) = None;
        }
    }
}

impl Session {
    /// Keeps what a run came to: a new version, if it was a training, and what the current one says.
    pub(crate) fn keep_versions(&mut self, trained: Option<(Rc<Fitting>, Marks)>, summary: Option<&Summary>) {
        if let (Some((fitting, marks)), Some(summary)) = (trained, summary) {
            self.record(fitting, marks, summary);
        }
        self.keep_scores();
    }

    fn record(&mut self, fitting: Rc<Fitting>, marks: Marks, summary: &Summary) {
        let id = self.versions.next_id();
        self.versions.current = Some(id);
        self.versions.push(Version {
            id,
            name: format!("Training {}", id.0),
            is_named: false,
            about: About {
                at: now(),
                source: Source {
                    name: summary.name.clone(),
                    noun: summary.noun,
                    n_rows: summary.n_rows,
                    digest: None,
                },
                n_marks: marks.len() as u64,
                n_anomalies: summary.n_anomalies,
                metrics: summary.metrics,
                seconds: summary.seconds.total,
            },
            marks,
            fitting,
            kept: PerTable::default(),
        });
    }

    /// Keeps with the current version what it says of the tables.
    fn keep_scores(&mut self) {
        let Some(id) = self.versions.current else { return };
        for slot in [TableSlot::Training, TableSlot::Test] {
            // A table without a result may have been scored for a comparison alone.
            let kept = self.loaded(slot).ok().and_then(Loaded::scored).map(Kept::of);
            if let (Some(kept), Ok(version)) = (kept, self.versions.get_mut(id)) {
                *version.kept.get_mut(slot) = Some(kept);
            }
        }
    }

    /// The version that the results are of.
    pub fn current_version(&self) -> Option<VersionId> {
        self.versions.current
    }
}

fn gone() -> ErrorReport {
    ErrorReport::setting(
        "There is no such version any more.".to_owned(),
        Some("Choose another one from the list."),
    )
}
