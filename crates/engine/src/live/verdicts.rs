//! What the scores of flows mean: alerts, and how far the traffic drifts.

use hashbrown::HashMap;
use wiresift_capture::Timestamp;

use super::alerts::{Key, Raised};
use super::judge::{Hint, Judging, Seen, by_flow};
use super::{Live, MAX_REMEMBERED, Pending};
use crate::detail::usual_from;
use crate::message::{Alert, ErrorReport, Reason, Severity, TableSlot};
use crate::run::Run;

/// Reasons of an alert.
const N_REASONS: usize = 3;

/// Alerts of one round that are explained; a flood of them is not waited for.
const MAX_EXPLAINED: usize = 10;

/// Behaviour counts by the minute.
const SECONDS_BESIDE: f64 = 60.0;

/// The flow that an alert is worst by: its row and its score.
type Worst = HashMap<usize, u32>;

impl Live {
    /// Plans the scoring of what is new.
    pub(super) fn judge(&mut self, hints: Option<Vec<Hint>>, n_workers: impl Fn(usize) -> u32) -> Option<Run> {
        let (judging, table) = Judging::next(&self.intake, self.judged, self.looked, hints)?;
        self.judged = self.intake.history.end();
        if let Some(latest) = self.intake.latest() {
            self.looked = Timestamp(latest.0.saturating_add(1));
        }
        self.n_unscored += judging.n_left_out;
        self.session.insert(TableSlot::Test, table);
        match self.session.score_test(n_workers)? {
            Ok(run) => {
                self.pending = Some(Pending::Judging(Box::new(judging)));
                Some(run)
            }
            Err(report) => {
                self.n_unscored += judging.flows.len() as u64;
                self.note(format!("Flows could not be scored: {}", report.message));
                None
            }
        }
    }

    /// The flows are scored.
    pub(super) fn decide(&mut self, judging: &Judging) -> Result<(), ErrorReport> {
        let hint_of = by_flow(&judging.hints);
        let mut worst_of_hint = Worst::new();
        let mut alone = Vec::new();
        let (_, scored, _) = self.session.result(TableSlot::Test)?;
        self.open_scores.clear();
        for (row, seen) in (0_u32..).zip(&judging.flows) {
            let at = row as usize;
            let score = scored.score(at);
            self.n_scored += 1;
            if seen.is_ended {
                // An attack is no change of what is ordinary.
                if !hint_of.contains_key(&seen.id) {
                    self.drifting.push(score);
                }
            } else {
                self.open_scores.insert(seen.id, score);
            }
            match hint_of.get(&seen.id) {
                Some(&hint) => {
                    let worst = worst_of_hint.entry(hint).or_insert(row);
                    if scored.surprise(at) > scored.surprise(*worst as usize) {
                        *worst = row;
                    }
                }
                None if seen.is_ended && scored.is_anomaly(at) && self.is_rare(scored.surprise(at)) => alone.push(row),
                None => {}
            }
        }
        let table = self.session.loaded(TableSlot::Test)?.table();
        let usual = usual_from(&self.usual, table);
        self.session.loaded_mut(TableSlot::Test)?.usual = Some(usual);
        let mut n_explained = 0;
        for (at, hint) in judging.hints.iter().enumerate() {
            self.raise_hint(hint, worst_of_hint.get(&at).copied(), &mut n_explained)?;
        }
        for row in alone {
            let seen = judging.flows.get(row as usize);
            if let Some(seen) = seen.filter(|seen| !judging.hints.iter().any(|hint| self.is_beside(hint, seen))) {
                self.raise_flow(seen, row, &mut n_explained)?;
            }
        }
        Ok(())
    }

    /// Whether so few ordinary flows are as surprising that it is worth an alert.
    fn is_rare(&self, surprise: f64) -> bool {
        let rarity = self.rarity.as_ref();
        rarity.is_some_and(|rarity| rarity.share_below(surprise) >= self.settings.alert_score)
    }

    /// Whether a flow is unusual because of what its hosts are known to be part of: a scan makes every other flow of the
    /// scanner, and to its target, look unusual.
    fn is_beside(&self, hint: &Hint, seen: &Seen) -> bool {
        let subject = &hint.indicator.subject;
        let is_in = |host: &Option<String>| {
            host.as_ref()
                .is_some_and(|host| *host == seen.originator || *host == seen.target)
        };
        let is_then = |(first, last)| (first..=last + SECONDS_BESIDE).contains(&seen.last);
        let span = hint.indicator.first.zip(hint.indicator.last);
        span.is_some_and(is_then)
            && (is_in(&subject.source) || is_in(&subject.target))
            && !self.ordinary.contains(&hint.key())
    }

    fn raise_hint(&mut self, hint: &Hint, worst: Option<u32>, n_explained: &mut usize) -> Result<(), ErrorReport> {
        let Some((key, mut sign)) = self.sign(hint) else {
            return Ok(());
        };
        if let Some(row) = worst {
            self.add_score(&mut sign, row)?;
        }
        self.raise(&key, sign, worst, true, n_explained)
    }

    fn raise_flow(&mut self, seen: &Seen, row: u32, n_explained: &mut usize) -> Result<(), ErrorReport> {
        let key = seen.key();
        let (_, scored, _) = self.session.result(TableSlot::Test)?;
        let mut sign = Alert {
            id: 0,
            name: key.name.to_owned(),
            technique: None,
            originator: key.originator.clone(),
            responder: key.responder.clone(),
            severity: self.severity(scored.surprise(row as usize)),
            score: None,
            votes: 0,
            confidence: 0.0,
            reasons: Vec::new(),
            n_flows: 1,
            first: seen.last,
            last: seen.last,
            has_detail: false,
        };
        self.add_score(&mut sign, row)?;
        self.suspect(&[seen.id]);
        self.raise(&key, sign, Some(row), false, n_explained)
    }

    fn add_score(&self, sign: &mut Alert, row: u32) -> Result<(), ErrorReport> {
        let (_, scored, _) = self.session.result(TableSlot::Test)?;
        let row = row as usize;
        sign.score = Some(scored.score(row));
        sign.votes = scored.votes(row);
        sign.confidence = scored.confidence(row);
        Ok(())
    }

    fn raise(
        &mut self,
        key: &Key,
        sign: Alert,
        row: Option<u32>,
        is_total: bool,
        n_explained: &mut usize,
    ) -> Result<(), ErrorReport> {
        let raised = self.alerts.raise(key, sign, is_total);
        let (Raised::Worse(at), Some(row)) = (raised, row) else {
            return Ok(());
        };
        if *n_explained >= MAX_EXPLAINED {
            return Ok(());
        }
        *n_explained += 1;
        let detail = self.session.row(TableSlot::Test, row)?;
        let reasons = self.session.reasons(TableSlot::Test, row, &detail.cells, N_REASONS)?;
        self.alerts.explain(at, reasons.iter().map(words).collect(), detail);
        Ok(())
    }

    /// How severe it is that a flow is unusual, and nothing is known beside: a tail of 4 is one ordinary flow in 10,000. Votes do
    /// not tell it, as every detector votes against most of what is new to a short baseline.
    fn severity(&self, surprise: f64) -> Severity {
        let tail = self.rarity.as_ref().map_or(0.0, |rarity| rarity.tail(surprise));
        if tail >= 4.0 { Severity::Medium } else { Severity::Low }
    }

    pub(super) fn suspect(&mut self, ids: &[u64]) {
        let room = MAX_REMEMBERED.saturating_sub(self.suspects.len());
        self.suspects.extend(ids.iter().copied().take(room));
    }
}

/// A reason in a line.
fn words(reason: &Reason) -> String {
    let value = if reason.value.is_empty() {
        "missing"
    } else {
        &reason.value
    };
    if reason.usual.is_empty() {
        return format!("{}: {value}", reason.title);
    }
    format!("{}: {value}, usually {}", reason.title, reason.usual)
}
