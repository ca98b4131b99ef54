//! Files that the engine wrote, on their way to the person.

use wiresift_engine::message::{ErrorKind, ErrorReport};

use super::{Client, RequestError};
use crate::{browser, format};

impl Client {
    /// Saves a file, its name with the time, or shows why there is none.
    pub fn save(&self, file: Result<(String, Vec<u8>), RequestError>, mime: &str) {
        let failure = match file {
            Ok((name, bytes)) => browser::save(&format::stamped(&name, browser::now()), mime, &bytes).err(),
            Err(RequestError::Failed(report)) => return self.show(report),
            Err(error) => Some(error.message()),
        };
        if let Some(message) = failure {
            self.show(ErrorReport {
                kind: ErrorKind::Environment,
                message,
                hint: None,
            });
        }
    }
}
