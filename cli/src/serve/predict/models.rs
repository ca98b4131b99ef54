//! The models that judge: those that ship, and those that were given. Loaded once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use wiresift_classify::AttackModel;

use crate::models;

/// All models, those that were given first.
pub(crate) struct Models {
    pub(in crate::serve) all: Vec<Loaded>,
}

/// A model and what it did.
pub(in crate::serve) struct Loaded {
    pub(in crate::serve) model: AttackModel,
    /// Whether it was given, and does not ship.
    pub(super) is_given: bool,
    n_records: AtomicU64,
    busy_nanos: AtomicU64,
}

impl Models {
    /// Reads the files, and takes those that ship.
    pub(in crate::serve) fn load(files: &[PathBuf]) -> anyhow::Result<Self> {
        let given = files.iter().map(|path| (true, models::read(path)));
        let shipped = models::shipped().map(|model| (false, model));
        let all = given.chain(shipped).map(|(is_given, model)| {
            Ok(Loaded {
                model: model?,
                is_given,
                n_records: AtomicU64::new(0),
                busy_nanos: AtomicU64::new(0),
            })
        });
        Ok(Self {
            all: all.collect::<anyhow::Result<_>>()?,
        })
    }
}

impl Loaded {
    /// Counts what was judged.
    pub(super) fn count(&self, n_records: usize, since: Instant) {
        self.n_records.fetch_add(n_records as u64, Ordering::Relaxed);
        let nanos = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.busy_nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Records judged, and the time that took.
    pub(in crate::serve) fn done(&self) -> (u64, Duration) {
        let busy = Duration::from_nanos(self.busy_nanos.load(Ordering::Relaxed));
        (self.n_records.load(Ordering::Relaxed), busy)
    }
}
