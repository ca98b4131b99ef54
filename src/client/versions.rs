//! Commands about versions.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;
use wiresift_engine::message::{Command, TableSlot, VersionId, VersionList};

use super::{Answer, Client, RequestError};
use crate::state::JobKind;

/// What the name of a model's file ends with.
const EXTENSION: &str = ".wiresift-model";

/// Whether a file is a model, by its name.
pub fn is_model(file: &File) -> bool {
    file.name().to_ascii_lowercase().ends_with(EXTENSION)
}

impl Client {
    /// What was trained so far.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn versions(&self) -> Result<VersionList, RequestError> {
        list(self.ask(|request| Command::Versions { request }).await?)
    }

    /// Calls a version otherwise.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn rename_version(&self, id: VersionId, name: String) -> Result<VersionList, RequestError> {
        list(self.ask(|request| Command::RenameVersion { request, id, name }).await?)
    }

    /// Forgets a version for good.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn delete_version(&self, id: VersionId) -> Result<VersionList, RequestError> {
        list(self.ask(|request| Command::DeleteVersion { request, id }).await?)
    }

    /// A version as a file: its name, without a time, and its bytes.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn export_version(&self, id: VersionId) -> Result<(String, Vec<u8>), RequestError> {
        match self.ask(|request| Command::ExportVersion { request, id }).await? {
            Answer::File { file_name, bytes } => Ok((file_name, bytes)),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Adds the version that a file holds.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn import_version(&self, file: File) -> Result<VersionList, RequestError> {
        let answer = self.ask_beside(Some(file), |request| Command::ImportVersion { request });
        list(answer.await?)
    }

    /// As [`Client::import_version`] for a file that was dropped; the page of versions shows it.
    pub(super) fn take_model(self, file: File) {
        spawn_local(async move {
            match self.import_version(file).await {
                Ok(_) => self.session.update(|session| {
                    session.n_versions += 1;
                    session.go(crate::state::Step::Models);
                }),
                Err(RequestError::Failed(report)) => self.show(report),
                Err(_) => {}
            }
        });
    }

    /// Makes the results those of a version.
    pub fn use_version(&self, id: VersionId, name: String) {
        let job = self.start_job(JobKind::Use { name });
        self.send(Command::UseVersion { job, id }, None);
    }

    /// Compares two versions on a table, given by id and name.
    pub fn compare_versions(&self, a: (VersionId, String), b: (VersionId, String), slot: TableSlot) {
        let job = self.start_job(JobKind::Compare { a: a.1, b: b.1 });
        let (a, b) = (a.0, b.0);
        self.send(Command::CompareVersions { job, a, b, slot }, None);
    }
}

fn list(answer: Answer) -> Result<VersionList, RequestError> {
    match answer {
        Answer::Versions(list) => Ok(list),
        _ => Err(RequestError::Mismatch),
    }
}
