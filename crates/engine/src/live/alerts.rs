//! Alerts: what is alike is one, with a count; the oldest are forgotten when there are too many.

use hashbrown::HashSet;

use crate::message::{Alert, RowDetail};

/// Alerts that are kept; what is known of a flow takes some 20 KB.
const MAX_KEPT: usize = 300;

/// What comes again after so many seconds is a new alert.
const SECONDS_APART: f64 = 600.0;

/// Keys that are remembered to be left alone.
const MAX_MUTED: usize = 10_000;

/// What makes alerts alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// What it looks like.
    pub(super) name: &'static str,
    /// Who; empty for many.
    pub(super) originator: String,
    /// To whom, with the port; empty for many.
    pub(super) responder: String,
}

/// An alert and everything about the flow with its highest score.
#[derive(Debug)]
struct Kept {
    key: Key,
    alert: Alert,
    detail: Option<Box<RowDetail>>,
}

/// Those there are.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    /// In the order in which they were raised.
    kept: Vec<Kept>,
    muted: HashSet<Key>,
    n_raised: u64,
    is_changed: bool,
}

/// What became of a sign of something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Raised {
    /// A new alert, or one that got worse: what is known of the flow is worth keeping.
    Worse(usize),
    /// One that is known, and no worse.
    Known,
    /// The analyst does not want it.
    Muted,
}

impl Alerts {
    /// Takes a sign. `n_flows` are counted with those that are known, or replace them where `is_total`.
    pub(super) fn raise(&mut self, key: &Key, sign: Alert, is_total: bool) -> Raised {
        if self.muted.contains(key) {
            return Raised::Muted;
        }
        let known = self
            .kept
            .iter()
            .rposition(|kept| kept.key == *key && sign.first <= kept.alert.last + SECONDS_APART);
        let Some(at) = known else {
            return Raised::Worse(self.add(key, sign));
        };
        let Some(kept) = self.kept.get_mut(at) else {
            return Raised::Known;
        };
        let alert = &mut kept.alert;
        let n_flows = if is_total {
            alert.n_flows.max(sign.n_flows)
        } else {
            alert.n_flows.saturating_add(sign.n_flows)
        };
        let is_worse = sign.score > alert.score || sign.severity > alert.severity;
        if (n_flows, sign.last) == (alert.n_flows, alert.last.max(sign.last)) && !is_worse && n_flows == alert.n_flows {
            return Raised::Known;
        }
        self.is_changed = true;
        alert.n_flows = n_flows;
        alert.last = alert.last.max(sign.last);
        alert.severity = alert.severity.max(sign.severity);
        // The evidence grows with the flows; reasons of the worst flow follow it and stay.
        if is_total && n_flows == sign.n_flows {
            for (known, latest) in alert.reasons.iter_mut().zip(sign.reasons) {
                *known = latest;
            }
        }
        if sign.score > alert.score {
            (alert.score, alert.votes, alert.confidence) = (sign.score, sign.votes, sign.confidence);
            return Raised::Worse(at);
        }
        Raised::Known
    }

    fn add(&mut self, key: &Key, sign: Alert) -> usize {
        if self.kept.len() >= MAX_KEPT {
            self.kept.remove(0);
        }
        self.is_changed = true;
        self.n_raised += 1;
        self.kept.push(Kept {
            key: key.clone(),
            alert: Alert {
                id: self.n_raised,
                ..sign
            },
            detail: None,
        });
        self.kept.len() - 1
    }

    /// Keeps what is known of the flow that an alert is worst by.
    pub(super) fn explain(&mut self, at: usize, reasons: Vec<String>, detail: RowDetail) {
        if let Some(kept) = self.kept.get_mut(at) {
            kept.alert.has_detail = true;
            // The evidence of a hint comes first.
            let n_hints = usize::from(kept.alert.technique.is_some());
            kept.alert.reasons.truncate(n_hints);
            kept.alert.reasons.extend(reasons);
            kept.detail = Some(Box::new(detail));
        }
    }

    /// Everything about the flow of an alert.
    pub(super) fn detail(&self, id: u64) -> Option<&RowDetail> {
        let kept = self.kept.iter().find(|kept| kept.alert.id == id)?;
        kept.detail.as_deref()
    }

    /// Leaves what is like this alert alone from now on. False where it is not known.
    pub(super) fn mute(&mut self, id: u64) -> bool {
        let Some(at) = self.kept.iter().position(|kept| kept.alert.id == id) else {
            return false;
        };
        let kept = self.kept.remove(at);
        if self.muted.len() < MAX_MUTED {
            self.muted.insert(kept.key);
        }
        self.is_changed = true;
        true
    }

    /// Alerts that were raised, with those that are no longer kept.
    pub(super) fn n_raised(&self) -> u64 {
        self.n_raised
    }

    /// All, the latest first, if something changed since the last call.
    pub(super) fn changed(&mut self) -> Option<Vec<Alert>> {
        std::mem::take(&mut self.is_changed).then(|| self.all())
    }

    /// All, the latest first.
    pub(super) fn all(&self) -> Vec<Alert> {
        let mut alerts: Vec<Alert> = self.kept.iter().map(|kept| kept.alert.clone()).collect();
        wiresift_order::sort_by(&mut alerts, |a, b| b.last.total_cmp(&a.last).then(b.id.cmp(&a.id)));
        alerts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Severity;

    fn key(host: u32) -> Key {
        Key {
            name: "unusual flow",
            originator: host.to_string(),
            responder: String::new(),
        }
    }

    fn sign(time: f64, score: f64) -> Alert {
        Alert {
            id: 0,
            name: "unusual flow".to_owned(),
            technique: None,
            originator: String::new(),
            responder: String::new(),
            severity: Severity::Low,
            score: Some(score),
            votes: 3,
            confidence: 0.5,
            reasons: Vec::new(),
            n_flows: 1,
            first: time,
            last: time,
            has_detail: false,
        }
    }

    #[test]
    fn what_is_alike_is_one_alert_until_it_is_long_ago() {
        let mut alerts = Alerts::default();
        assert_eq!(alerts.raise(&key(1), sign(0.0, 0.5), false), Raised::Worse(0));
        assert_eq!(alerts.raise(&key(1), sign(1.0, 0.4), false), Raised::Known);
        assert_eq!(alerts.raise(&key(1), sign(2.0, 0.9), false), Raised::Worse(0));
        assert_eq!(alerts.raise(&key(2), sign(2.0, 0.9), false), Raised::Worse(1));
        assert_eq!(alerts.raise(&key(1), sign(700.0, 0.9), false), Raised::Worse(2));
        let all = alerts.changed().unwrap();
        assert_eq!(all.iter().map(|alert| alert.n_flows).collect::<Vec<_>>(), [1, 1, 3]);
        assert_eq!((alerts.changed(), alerts.n_raised()), (None, 3));
    }

    #[test]
    fn totals_are_not_summed_and_change_nothing_when_they_stay() {
        let mut alerts = Alerts::default();
        let scan = Alert {
            n_flows: 20,
            ..sign(0.0, 0.5)
        };
        alerts.raise(&key(1), scan.clone(), true);
        alerts.changed();
        assert_eq!(alerts.raise(&key(1), scan.clone(), true), Raised::Known);
        assert_eq!(alerts.changed(), None);
        alerts.raise(&key(1), Alert { n_flows: 30, ..scan }, true);
        assert_eq!(alerts.changed().unwrap()[0].n_flows, 30);
    }

    #[test]
    fn the_evidence_is_that_of_the_most_flows() {
        let mut alerts = Alerts::default();
        let scan = |n_flows| Alert {
            technique: Some("T1046".to_owned()),
            reasons: vec![format!("{n_flows} ports")],
            n_flows,
            ..sign(0.0, 0.5)
        };
        alerts.raise(&key(1), scan(20), true);
        alerts.kept[0].alert.reasons.push("a reason".to_owned());
        alerts.raise(&key(1), scan(30), true);
        // A run that began before says less.
        alerts.raise(&key(1), scan(20), true);
        assert_eq!(alerts.all()[0].reasons, ["30 ports", "a reason"]);
    }

    #[test]
    fn what_is_muted_stays_quiet() {
        let mut alerts = Alerts::default();
        alerts.raise(&key(1), sign(0.0, 0.5), false);
        assert!(alerts.mute(1) && !alerts.mute(1));
        assert_eq!(alerts.raise(&key(1), sign(1.0, 0.9), false), Raised::Muted);
        assert!(alerts.all().is_empty());
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut alerts = Alerts::default();
        for host in 0..1_000 {
            alerts.raise(&key(host), sign(f64::from(host), 0.5), false);
        }
        assert_eq!((alerts.all().len(), alerts.n_raised()), (MAX_KEPT, 1_000));
        assert_eq!(alerts.all()[0].id, 1_000);
    }
}
