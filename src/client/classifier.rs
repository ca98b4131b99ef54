//! Commands about the classifier that names attacks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;
use wiresift_engine::message::{ClassifierAction, ClassifierSettings, Command};

use super::{Answer, Client, RequestError};
use crate::state::{JobKind, Shared, Step};

/// What the name of a classifier's file ends with.
const EXTENSION: &str = ".safetensors";

/// Whether a file is a classifier, by its name.
pub fn is_classifier(file: &File) -> bool {
    file.name().to_ascii_lowercase().ends_with(EXTENSION)
}

impl Client {
    /// Trains a classifier on the training table.
    pub fn teach(&self, settings: ClassifierSettings) {
        let job = self.start_job(JobKind::Teach);
        self.send_once_shown(Command::Teach { job, settings });
    }

    /// Does something about the classifier; the session then knows it as it is.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn classifier(&self, action: ClassifierAction) -> Result<(), RequestError> {
        let answer = self.ask(|request| Command::Classifier { request, action });
        self.take_classifier_answer(answer.await?)
    }

    /// Takes the classifier of a file.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn import_classifier(&self, file: File) -> Result<(), RequestError> {
        let answer = self.ask_beside(Some(file), |request| Command::ImportClassifier { request });
        self.take_classifier_answer(answer.await?)
    }

    /// The classifier that names the rows as a file: its name, without a time, and its bytes.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn export_classifier(&self) -> Result<(String, Vec<u8>), RequestError> {
        match self.ask(|request| Command::ExportClassifier { request }).await? {
            Answer::File { file_name, bytes } => Ok((file_name, bytes)),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// As [`Client::import_classifier`] for a file that was dropped; its page shows it.
    pub(super) fn take_dropped_classifier(self, file: File) {
        spawn_local(async move {
            match self.import_classifier(file).await {
                Ok(()) => self.session.update(|session| {
                    session.wants_classifier = true;
                    session.go(Step::Train);
                }),
                Err(RequestError::Failed(report)) => self.show(report),
                Err(_) => {}
            }
        });
    }

    fn take_classifier_answer(&self, answer: Answer) -> Result<(), RequestError> {
        let Answer::Classifier(view) = answer else {
            return Err(RequestError::Mismatch);
        };
        self.session
            .update(|session| session.classifier = Some(Shared::new(*view)));
        Ok(())
    }
}
