//! What the analyst did: everything of a case that cannot be had again from its file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CaseError, Piece};
use crate::feedback::Journal;
use crate::loaded::Loaded;
use crate::message::{ErrorReport, IncidentStatus, MuteRule, PageNotes, Role, Scaling, TableSlot, VersionId};
use crate::session::Session;

/// The notes as they are stored: JSON, so that notes of an older version can be read when a field is added.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Notes {
    /// Of the training table, in its order.
    pub(super) columns: Vec<ColumnNotes>,
    /// The column that says what each row is.
    pub(super) label_column: Option<usize>,
    /// In lower case.
    pub(super) normal_labels: BTreeSet<String>,
    /// What the page keeps.
    pub(super) page: PageNotes,
    /// The marks on the training table, with what was done about them.
    pub(super) training: Journal,
    /// The marks on the test table.
    pub(super) test: Journal,
    /// Rows that are muted, in every table.
    pub(super) rules: Vec<MuteRule>,
    /// What the analyst makes of the training table's incidents, by what they are about.
    pub(super) training_incidents: BTreeMap<String, IncidentStatus>,
    /// Of the test table's.
    pub(super) test_incidents: BTreeMap<String, IncidentStatus>,
    /// What was trained; each is a piece of its own.
    pub(super) versions: Vec<VersionNotes>,
    /// The one that the results are of.
    pub(super) current_version: Option<VersionId>,
    /// Trainings and imports so far.
    pub(super) n_versions_given: u32,
}

/// A version's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct VersionNotes {
    pub(super) id: VersionId,
    pub(super) name: String,
    pub(super) is_named: bool,
}

/// What a column is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ColumnNotes {
    role: Role,
    scaling: Option<Scaling>,
}

impl Notes {
    pub(super) fn of(session: &Session, training: &Loaded) -> Self {
        let table = training.table();
        let columns = table.columns.iter().map(|column| ColumnNotes {
            role: column.role,
            scaling: column.scaling,
        });
        let test = session.test.as_ref().map(|test| test.heard.journal().clone());
        let versions = session.versions.list.iter().map(|version| VersionNotes {
            id: version.id,
            name: version.name.clone(),
            is_named: version.is_named,
        });
        Self {
            columns: columns.collect(),
            label_column: table.label_column(),
            normal_labels: table.normal_labels().clone(),
            page: session.page.clone(),
            training: training.heard.journal().clone(),
            test: test.unwrap_or_default(),
            rules: session.rules.clone(),
            training_incidents: training.desk.statuses.clone(),
            test_incidents: session
                .test
                .as_ref()
                .map(|test| test.desk.statuses.clone())
                .unwrap_or_default(),
            versions: versions.collect(),
            current_version: session.versions.current,
            n_versions_given: session.versions.n_given,
        }
    }

    pub(super) fn write(&self) -> Result<Vec<u8>, CaseError> {
        let body = serde_json::to_vec(self).map_err(|error| CaseError::Unwritable {
            piece: Piece::Notes,
            what: error.to_string(),
        })?;
        Piece::Notes.with_head(body)
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, CaseError> {
        let damaged = |error: &dyn std::fmt::Display| CaseError::damaged(Piece::Notes, error.to_string());
        let body = str::from_utf8(Piece::Notes.body(bytes)?).map_err(|error| damaged(&error))?;
        serde_json::from_str(body).map_err(|error| damaged(&error))
    }

    /// Edits the tables as they were edited.
    pub(super) fn apply(&self, session: &mut Session) -> Result<(), CaseError> {
        let damaged = |what: &str| CaseError::damaged(Piece::Notes, what);
        let training = session.training.as_mut().ok_or(CaseError::Missing)?;
        let table = &mut training.opened.table;
        if self.columns.len() != table.columns.len() {
            return Err(damaged("they are of another table"));
        }
        for (at, column) in self.columns.iter().enumerate() {
            let set = table.set_role(at, column.role);
            set.and_then(|()| table.set_scaling(at, column.scaling))
                .map_err(|error| CaseError::damaged(Piece::Notes, error.to_string()))?;
        }
        // Last, because any other column with that role would take the place.
        if let Some(label) = self.label_column {
            table
                .set_role(label, Role::Label)
                .map_err(|error| CaseError::damaged(Piece::Notes, error.to_string()))?;
        }
        table.set_normal_labels(self.normal_labels.iter().cloned());
        training.on_edit();
        session.share_normal_labels();
        session.page = self.page.clone();
        for (loaded, statuses) in [
            (&mut session.training, &self.training_incidents),
            (&mut session.test, &self.test_incidents),
        ] {
            if let Some(loaded) = loaded {
                loaded.desk.statuses.clone_from(statuses);
            }
        }
        session.restore_rules(self.rules.clone());
        for (loaded, journal) in [(&session.training, &self.training), (&session.test, &self.test)] {
            let n_rows = loaded.as_ref().map_or(0, |loaded| loaded.table().n_rows());
            if journal.max_row().is_some_and(|row| row as usize >= n_rows) {
                return Err(damaged("a mark is on a row that the table does not have"));
            }
        }
        Ok(())
    }

    /// Sets the marks, and lets the ranking follow them where it did.
    pub(super) fn follow(&self, session: &mut Session) -> Result<(), ErrorReport> {
        session.replay(TableSlot::Training, self.training.clone())?;
        session.replay(TableSlot::Test, self.test.clone())
    }
}
