//! Makes incidents of what is known of a table.

use wiresift_explain::indicator::Indicators;
use wiresift_filter::Selection;

use super::draft::Draft;
use super::{named, unusual};
use crate::loaded::Loaded;
use crate::message::{Incident, IncidentStatus};
use crate::ranking::indices;

/// The incidents of a table, and which row belongs to which.
#[derive(Debug)]
pub(super) struct Built {
    /// By number.
    pub(super) incidents: Vec<Incident>,
    /// By number.
    pub(super) keys: Vec<String>,
    /// For each row its incident's number, or 0.
    pub(super) of_row: Vec<u32>,
    pub(super) n_anomalies: u64,
    pub(super) n_left_over: u64,
    pub(super) n_muted: u64,
}

impl Built {
    /// Of the rows that are not muted.
    pub(super) fn of(loaded: &Loaded, muted: Option<&Selection>) -> Self {
        let table = loaded.table();
        let n_muted = muted.map_or(0, Selection::count) as u64;
        let is_heard = |row: u32| muted.is_none_or(|muted| !muted.contains(row as usize));
        let mut drafts = named::drafts(Indicators::among(table, is_heard));
        sort(&mut drafts);
        let mut of_row = vec![0; table.n_rows()];
        let mut drafts = share(drafts, &mut of_row);
        let anomalies: Vec<u32> = indices(table.n_rows())
            .filter(|&row| loaded.is_anomaly(row as usize) && is_heard(row))
            .collect();
        let n_anomalies = anomalies.len() as u64;
        let rest = anomalies.into_iter().filter(|&row| of_row[row as usize] == 0).collect();
        let (unusual, n_left_over) = unusual::drafts(loaded, rest);
        drafts.extend(unusual);
        sort(&mut drafts);
        Self::numbered(loaded, drafts, of_row, (n_anomalies, n_left_over, n_muted))
    }

    fn numbered(
        loaded: &Loaded,
        drafts: Vec<Draft>,
        mut of_row: Vec<u32>,
        (n_anomalies, n_left_over, n_muted): (u64, u64, u64),
    ) -> Self {
        let mut keys = Vec::with_capacity(drafts.len());
        let mut incidents = Vec::with_capacity(drafts.len());
        for (number, draft) in (1..).zip(drafts) {
            for &row in &draft.rows {
                of_row[row as usize] = number;
            }
            keys.push(draft.key.clone());
            incidents.push(incident(loaded, number, draft));
        }
        Self {
            incidents,
            keys,
            of_row,
            n_anomalies,
            n_left_over,
            n_muted,
        }
    }
}

/// The worst first.
fn sort(drafts: &mut [Draft]) {
    wiresift_order::sort_by(drafts, |a, b| {
        let by_weight = || (b.is_named, b.weight).partial_cmp(&(a.is_named, a.weight));
        let by_threat = b.threat.cmp(&a.threat);
        by_threat
            .then_with(|| by_weight().unwrap_or(std::cmp::Ordering::Equal))
            .then_with(|| a.key.cmp(&b.key))
    });
}

/// Gives each row to the worst that claims it. Who is left without a row speaks for the one that took it.
fn share(drafts: Vec<Draft>, of_row: &mut [u32]) -> Vec<Draft> {
    let mut shared: Vec<Draft> = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let taken = draft.rows.first().map(|&row| of_row[row as usize]);
        draft.rows.retain(|&row| of_row[row as usize] == 0);
        if draft.rows.is_empty() {
            let owner = taken.and_then(|number| shared.get_mut((number as usize).checked_sub(1)?));
            if let Some(owner) = owner {
                owner.reasons.extend(draft.reasons);
            }
            continue;
        }
        shared.push(draft);
        let number = u32::try_from(shared.len()).unwrap_or(u32::MAX);
        let rows = shared.last().map_or(&[][..], |draft| &draft.rows);
        for &row in rows {
            of_row[row as usize] = number;
        }
    }
    shared
}

fn incident(loaded: &Loaded, number: u32, draft: Draft) -> Incident {
    let n_anomalies = draft
        .rows
        .iter()
        .filter(|&&row| loaded.is_anomaly(row as usize))
        .count();
    Incident {
        number,
        title: draft.title,
        kind: draft.kind.to_owned(),
        is_named: draft.is_named,
        threat: draft.threat,
        status: IncidentStatus::New,
        technique: draft.technique,
        reasons: draft.reasons,
        evidence: draft.evidence,
        hosts: draft.hosts,
        first: draft.first,
        last: draft.last,
        n_rows: draft.rows.len() as u64,
        n_anomalies: n_anomalies as u64,
        expression: format!("incident == {number}"),
        row: draft.rows.first().copied().unwrap_or_default(),
    }
}
