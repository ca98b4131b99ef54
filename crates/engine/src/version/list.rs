//! The list of versions, and what the analyst changes in it.

use super::{MAX_VERSIONS, PerTable, Version, VersionFile};
use crate::case::case_name;
use crate::loaded::Loaded;
use crate::message::{ErrorReport, TableSlot, VersionId, VersionInfo, VersionList, VersionSource};
use crate::session::Session;

impl Session {
    /// All versions, the newest first.
    ///
    /// # Errors
    /// None today; it answers a question, and those may fail.
    pub fn versions(&self) -> Result<VersionList, ErrorReport> {
        let versions = self.versions.list.iter().rev().map(|version| self.info(version));
        Ok(VersionList {
            versions: versions.collect(),
            current: self.versions.current,
            n_max: u32::try_from(MAX_VERSIONS).unwrap_or(u32::MAX),
        })
    }

    fn info(&self, version: &Version) -> VersionInfo {
        let (about, fitting) = (&version.about, &version.fitting);
        let loaded = self.loaded(TableSlot::Training).map(Loaded::digest);
        let loaded = loaded.unwrap_or_default();
        let digest = about.source.digest.as_deref().unwrap_or(loaded);
        VersionInfo {
            id: version.id,
            name: version.name.clone(),
            at: about.at,
            settings: fitting.settings.clone(),
            source: VersionSource {
                name: about.source.name.clone(),
                noun: about.source.noun,
                n_rows: about.source.n_rows,
                digest: digest.to_owned(),
                is_loaded: digest == loaded,
            },
            detectors: fitting.voters().map(|(kind, _)| kind).collect(),
            n_features: fitting.encoder.features().len() as u64,
            n_training_rows: fitting.n_training_rows,
            n_marks: about.n_marks,
            n_anomalies: about.n_anomalies,
            metrics: about.metrics,
            seconds: about.seconds,
            n_bytes: version.n_bytes(),
        }
    }

    /// Calls a version otherwise.
    ///
    /// # Errors
    /// Without the version.
    pub fn rename_version(&mut self, id: VersionId, name: &str) -> Result<VersionList, ErrorReport> {
        let version = self.versions.get_mut(id)?;
        version.name = case_name(name);
        version.is_named = true;
        self.versions()
    }

    /// Forgets a version for good.
    ///
    /// # Errors
    /// Without the version, or where the results are of it.
    pub fn delete_version(&mut self, id: VersionId) -> Result<VersionList, ErrorReport> {
        self.versions.get(id)?;
        if self.versions.current == Some(id) {
            return Err(ErrorReport::setting(
                "The results are of this version.".to_owned(),
                Some("Go to another version first."),
            ));
        }
        self.versions.list.retain(|version| version.id != id);
        self.versions()
    }

    /// A version as a file, and the file's name.
    ///
    /// # Errors
    /// Without the version, or when it cannot be written, which is a fault of ours.
    pub fn export_version(&self, id: VersionId) -> Result<(String, Vec<u8>), ErrorReport> {
        let version = self.versions.get(id)?;
        let digest = self
            .loaded(TableSlot::Training)
            .map(|loaded| loaded.digest().to_owned());
        let mut about = version.about.clone();
        if about.source.digest.is_none() {
            about.source.digest = digest.ok();
        }
        let bytes = VersionFile::write(&version.name, &about, &version.fitting)?;
        Ok((version.name.clone(), bytes))
    }

    /// Adds the version that a file holds. It scores nothing yet.
    ///
    /// # Errors
    /// Where the file is none, was damaged, or is larger than any; or without a table to hold it against.
    pub fn import_version(&mut self, bytes: &[u8]) -> Result<(VersionId, VersionList), ErrorReport> {
        self.loaded(TableSlot::Training)?;
        let file = VersionFile::read(bytes)?;
        let id = self.versions.next_id();
        self.versions.push(Version {
            id,
            name: file.name,
            is_named: true,
            about: file.about,
            marks: crate::feedback::Marks::new(),
            fitting: file.fitting.into(),
            kept: PerTable::default(),
        });
        Ok((id, self.versions()?))
    }
}

impl Version {
    /// Roughly what it takes: models and scores.
    fn n_bytes(&self) -> u64 {
        let models = self
            .fitting
            .detectors
            .iter()
            .map(|detector| detector.fitted.model.len());
        let kept = [&self.kept.training, &self.kept.test].into_iter().flatten();
        let scores = kept.map(|kept| 4 * (kept.distinct_of.len() + kept.scores.iter().map(Vec::len).sum::<usize>()));
        models.chain(scores).sum::<usize>() as u64
    }
}
