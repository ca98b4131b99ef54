//! Commands about cases.

use leptos::prelude::*;
use web_sys::File;
use wiresift_engine::message::{CaseId, CaseList, Command, PageNotes};

use super::{Answer, Client, RequestError};
use crate::state::JobKind;

/// What the name of a case's file ends with.
const EXTENSION: &str = ".wiresift";

/// Whether a file is a case, by its name.
pub fn is_case(file: &File) -> bool {
    file.name().to_ascii_lowercase().ends_with(EXTENSION)
}

impl Client {
    /// The cases that are kept.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn cases(&self) -> Result<CaseList, RequestError> {
        list(self.ask(|request| Command::ListCases { request }).await?)
    }

    /// Calls a case otherwise.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn rename_case(&self, id: CaseId, name: String) -> Result<CaseList, RequestError> {
        list(self.ask(|request| Command::RenameCase { request, id, name }).await?)
    }

    /// Forgets a case for good.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn delete_case(&self, id: CaseId) -> Result<CaseList, RequestError> {
        list(self.ask(|request| Command::DeleteCase { request, id }).await?)
    }

    /// A case as a file: its name, without a time, and its bytes.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn export_case(&self, id: CaseId, pseudonymise: bool) -> Result<(String, Vec<u8>), RequestError> {
        let question = |request| Command::ExportCase {
            request,
            id,
            pseudonymise,
        };
        match self.ask(question).await? {
            Answer::File { file_name, bytes } => Ok((file_name, bytes)),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Reads a case back in place of what is open.
    pub fn open_case(&self, id: CaseId, name: String) {
        self.forget_files();
        let job = self.start_job(JobKind::Restore { name });
        self.send(Command::OpenCase { job, id }, None);
    }

    /// Reads a case's file, and keeps it as a new case.
    pub fn import_case(&self, file: File) {
        self.forget_files();
        let job = self.start_job(JobKind::Restore { name: file.name() });
        self.send(Command::ImportCase { job }, Some(file));
    }

    /// Keeps with the case what the page wants to find again.
    pub fn keep_page(&self, page: PageNotes) {
        self.send(Command::SetPage { page: Box::new(page) }, None);
    }

    /// Tries again to save what could not be saved.
    pub fn save_case(&self) {
        self.send(Command::SaveCase, None);
    }

    /// What is open does not come from a file that could be read again.
    fn forget_files(&self) {
        self.inner.try_update_value(|inner| {
            inner.then_train = None;
            inner.files = super::Files::default();
        });
    }
}

fn list(answer: Answer) -> Result<CaseList, RequestError> {
    match answer {
        Answer::Cases(list) => Ok(list),
        _ => Err(RequestError::Mismatch),
    }
}
