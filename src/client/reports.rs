//! What was found, as files.

use leptos::prelude::*;
use wiresift_engine::capture_gone;
use wiresift_engine::message::{Command, PacketChoice, PacketExport, ReportOptions, TableSlot};

use super::{Answer, Client, RequestError};

impl Client {
    /// A report: its name, without a time, and its bytes.
    ///
    /// # Errors
    /// As [`Client::rows`].
    pub async fn write_report(
        &self,
        slot: TableSlot,
        options: ReportOptions,
    ) -> Result<(String, Vec<u8>), RequestError> {
        let options = Box::new(options);
        match self
            .ask(|request| Command::WriteReport { request, slot, options })
            .await?
        {
            Answer::Report { file_name, bytes } => Ok((file_name, bytes)),
            _ => Err(RequestError::Mismatch),
        }
    }

    /// Packets of the capture, which is read again.
    ///
    /// # Errors
    /// As [`Client::rows`]; also where the capture's file is no longer at hand, as after a case was opened.
    pub async fn packets(&self, slot: TableSlot, choice: PacketChoice) -> Result<PacketExport, RequestError> {
        let source = self.inner.try_with_value(|inner| match slot {
            TableSlot::Training => inner.files.training.clone(),
            TableSlot::Test => inner.files.test.clone(),
        });
        let Some(source) = source.flatten() else {
            return Err(RequestError::Failed(capture_gone()));
        };
        let name = source.file.name();
        let question = |request| Command::ExportPackets {
            request,
            slot,
            choice,
            name,
        };
        match self.ask_beside(Some(source.file), question).await? {
            Answer::Packets(export) => Ok(export),
            _ => Err(RequestError::Mismatch),
        }
    }
}
