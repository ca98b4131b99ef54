//! Anomalies for a report.

use wiresift_report as report;

use super::MAX_ANOMALIES;
use super::flow::Flows;
use crate::message::{ErrorReport, Filter, Reason, TableSlot};
use crate::rows::row_summary;
use crate::session::Session;

/// Anomalies whose reasons are told: a page lists no more, and each takes some milliseconds.
const N_EXPLAINED: usize = 50;
/// Reasons of one.
const N_REASONS: usize = 3;

impl Session {
    /// The anomalies that pass, the most unusual first, and how many there are beyond the limit.
    pub(super) fn anomalies(
        &mut self,
        slot: TableSlot,
        filter: &Filter,
    ) -> Result<(Vec<report::Anomaly>, u64), ErrorReport> {
        let rows = self.anomalous_rows(slot, filter)?;
        let n_left_out = rows.len().saturating_sub(MAX_ANOMALIES) as u64;
        let mut anomalies = Vec::with_capacity(rows.len().min(MAX_ANOMALIES));
        for (at, &row) in rows.iter().take(MAX_ANOMALIES).enumerate() {
            let reasons = if at < N_EXPLAINED {
                self.told_reasons(slot, row)?
            } else {
                Vec::new()
            };
            anomalies.push(self.anomaly(slot, row, reasons)?);
        }
        self.add_flows(slot, &mut anomalies)?;
        Ok((anomalies, n_left_out))
    }

    /// None, where there is no result.
    pub(crate) fn anomalous_rows(&self, slot: TableSlot, filter: &Filter) -> Result<Vec<u32>, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let passes = loaded.passes(filter)?;
        let Some(scored) = loaded.scored() else {
            return Ok(Vec::new());
        };
        let is_wanted = |row: &&u32| scored.is_anomaly(**row as usize) && passes(**row as usize);
        Ok(scored.ranking.order.iter().filter(is_wanted).copied().collect())
    }

    fn told_reasons(&mut self, slot: TableSlot, row: u32) -> Result<Vec<String>, ErrorReport> {
        let cells = self.row(slot, row)?.cells;
        let reasons = self.reasons(slot, row, &cells, N_REASONS)?;
        Ok(reasons.iter().map(told).collect())
    }

    fn anomaly(&self, slot: TableSlot, row: u32, reasons: Vec<String>) -> Result<report::Anomaly, ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        let at = row as usize;
        let summary = row_summary(loaded, at);
        let votes = fitting
            .voters()
            .zip(scored.scores.iter())
            .map(|((kind, member), scores)| {
                let score = scores[scored.distinct_of[at] as usize];
                report::Vote {
                    detector: kind.name().to_owned(),
                    percentile: member.calibration.percentile(score),
                    voted: score > member.threshold,
                }
            });
        let family = summary.family.filter(|family| family.is_attack);
        Ok(report::Anomaly {
            row,
            rank: scored.ranking.rank[at] + 1,
            score: scored.score(at),
            confidence: scored.confidence(at),
            severity: scored.severity(at).name().to_owned(),
            votes: votes.collect(),
            family: family.map(|family| report::Family {
                name: family.name,
                confidence: family.confidence,
                risk: family.risk.name().to_owned(),
            }),
            label: summary.label,
            mark: summary.mark.map(|mark| mark.judgement.name().to_owned()),
            incident: Some(loaded.incident_of(at)).filter(|number| *number > 0),
            reasons,
            flow: None,
        })
    }

    fn add_flows(&self, slot: TableSlot, anomalies: &mut [report::Anomaly]) -> Result<(), ErrorReport> {
        let flows = Flows::of(self.loaded(slot)?);
        for anomaly in anomalies {
            anomaly.flow = flows.flow(anomaly.row);
        }
        Ok(())
    }
}

/// "Bytes sent is 120,000; usual is 40 to 900"
fn told(reason: &Reason) -> String {
    let value = if reason.value.is_empty() {
        "missing"
    } else {
        &reason.value
    };
    if reason.usual.is_empty() {
        return format!("{} is {value}", reason.title);
    }
    format!("{} is {value}; usual is {}", reason.title, reason.usual)
}
