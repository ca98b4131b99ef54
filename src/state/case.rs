//! The open case: whether all of it is kept.

use wiresift_engine::message::{CaseInfo, ErrorReport, JobId, PageNotes};

use super::{ErrorKind, Session, Shared, Step};

/// Whether what is on screen will be there tomorrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// There is nothing to save.
    #[default]
    Nothing,
    /// It is on its way to the storage.
    Running,
    /// All of it is in the storage.
    Done,
    /// Some of it is in this tab alone.
    Failed {
        /// Why, and what to do.
        report: ErrorReport,
        /// Whether room would help.
        is_full: bool,
    },
}

/// What the page knows of the open case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseState {
    /// The case, once it is in the storage.
    pub open: Option<Shared<CaseInfo>>,
    /// Whether all of it is.
    pub saving: Saving,
    /// What the page kept with the case that was opened last.
    pub restored: Option<Shared<PageNotes>>,
    /// Rises when the list of cases may have changed.
    pub n_changes: u32,
}

impl Session {
    /// All of the case is in the storage.
    pub(super) fn on_case_saved(&mut self, case: CaseInfo) {
        let is_news = |known: &Shared<CaseInfo>| known.id != case.id || known.has_result != case.has_result;
        if self.case.open.as_ref().is_none_or(is_news) || self.case.saving != Saving::Done {
            self.case.n_changes += 1;
        }
        self.case.open = Some(Shared::new(case));
        self.case.saving = Saving::Done;
    }

    /// Some of the case is in this tab alone. Said once, until it is saved or something else is wrong.
    pub(super) fn on_case_unsaved(&mut self, report: ErrorReport, is_full: bool) {
        let failed = Saving::Failed {
            report: report.clone(),
            is_full,
        };
        if self.case.saving != failed {
            self.show(report, false);
            self.case.saving = failed;
        }
    }

    /// A case was read back: the end of its job.
    pub(super) fn on_case_opened(
        &mut self,
        job: JobId,
        case: CaseInfo,
        page: PageNotes,
        is_copy: bool,
        warnings: Vec<String>,
    ) {
        if self.running(job).is_some() {
            self.job = None;
        }
        self.filter = page.filter.clone();
        self.results_are_stale = page.results_are_stale && self.results.training.is_some();
        self.step = if self.results.training.is_some() {
            Step::Results
        } else {
            Step::Data
        };
        self.announcement = format!("Case {} opened", case.name);
        let mut said = warnings;
        if is_copy {
            said.insert(
                0,
                format!(
                    "Another tab has this case open. Here is a copy of it, {}; what you change stays in the copy.",
                    case.name
                ),
            );
        }
        if !said.is_empty() {
            let report = ErrorReport {
                kind: ErrorKind::BadSetting,
                message: said.join(" "),
                hint: None,
            };
            self.show(report, false);
        }
        self.case = CaseState {
            open: Some(Shared::new(case)),
            saving: if is_copy { Saving::Running } else { Saving::Done },
            restored: Some(Shared::new(page)),
            n_changes: self.case.n_changes + 1,
        };
    }
}

#[cfg(test)]
mod tests;
