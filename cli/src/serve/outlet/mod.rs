//! Alerts out: to a webhook and to syslog, each only to the address in the settings.
//!
//! Each outlet has a thread and a bounded queue. What fails is tried again with growing waits; what does not fit into the
//! queue, or fails for too long, is let go and counted. The analysis never waits.

mod cef;
mod syslog;
mod webhook;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use wiresift_engine::message::{Alert, Severity};
use wiresift_settings::Alerts;

use super::live::AlertRow;
use syslog::Syslog;
use webhook::Webhook;

/// Alerts that wait.
const QUEUE: usize = 1_000;
/// How often one is tried: with the waits between, for two minutes.
const MAX_TRIES: u32 = 9;
/// Wait after the first failure; doubled with each further one, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Where alerts go.
trait Outlet: Send {
    /// Sends one.
    fn send(&mut self, alert: &AlertRow) -> Result<(), SendError>;
}

/// Why an alert was not sent.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum SendError {
    /// Another try may help.
    #[error("{0}")]
    Later(String),
    /// Another try would end the same.
    #[error("{0}")]
    Never(String),
}

/// What became of the alerts of an outlet.
#[derive(Debug, Default)]
struct Tally {
    sent: AtomicU64,
    retried: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
}

/// [`Tally`] at a moment.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    outlet: &'static str,
    sent: u64,
    /// Tries after the first.
    retried: u64,
    /// Given up.
    failed: u64,
    /// Never tried: the queue was full.
    dropped: u64,
}

struct Line {
    name: &'static str,
    queue: SyncSender<Arc<AlertRow>>,
    tally: Arc<Tally>,
}

/// All outlets.
pub(super) struct Outlets {
    lines: Vec<Line>,
    least: Severity,
}

impl Outlets {
    /// Starts those that the settings name.
    pub(super) fn start(settings: &Alerts) -> anyhow::Result<Self> {
        let mut outlets = Self {
            lines: Vec::new(),
            least: match settings.min_severity.as_str() {
                "high" => Severity::High,
                "medium" => Severity::Medium,
                _ => Severity::Low,
            },
        };
        if !settings.webhook.is_empty() {
            outlets.add("webhook", Webhook::new(&settings.webhook))?;
        }
        if !settings.syslog.is_empty() {
            outlets.add("syslog", Syslog::new(&settings.syslog)?)?;
        }
        Ok(outlets)
    }

    fn add(&mut self, name: &'static str, outlet: impl Outlet + 'static) -> anyhow::Result<()> {
        let (queue, waiting) = sync_channel(QUEUE);
        let tally = Arc::new(Tally::default());
        let counted = Arc::clone(&tally);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(name, outlet, &waiting, &counted, thread::sleep))?;
        self.lines.push(Line { name, queue, tally });
        Ok(())
    }

    /// Puts an alert into every queue.
    fn offer(&self, alert: &Alert) {
        let row = Arc::new(AlertRow::of(alert));
        for line in &self.lines {
            if line.queue.try_send(Arc::clone(&row)).is_err() {
                line.tally.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn counts(&self) -> Vec<Counts> {
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let counts = self.lines.iter().map(|line| Counts {
            outlet: line.name,
            sent: get(&line.tally.sent),
            retried: get(&line.tally.retried),
            failed: get(&line.tally.failed),
            dropped: get(&line.tally.dropped),
        });
        counts.collect()
    }
}

/// Sends what waits, until no more comes.
fn run(
    name: &str,
    mut outlet: impl Outlet,
    waiting: &Receiver<Arc<AlertRow>>,
    tally: &Tally,
    sleep: impl Fn(Duration),
) {
    let mut was_well = true;
    while let Ok(alert) = waiting.recv() {
        match persist(&mut outlet, &alert, tally, &sleep) {
            Ok(()) => {
                tally.sent.fetch_add(1, Ordering::Relaxed);
                was_well = true;
            }
            Err(error) => {
                tally.failed.fetch_add(1, Ordering::Relaxed);
                // Said once, not for every alert of a long outage.
                if std::mem::take(&mut was_well) {
                    crate::capture::warn(&format!("{name}: an alert could not be sent: {error}"));
                }
            }
        }
    }
}

fn persist(
    outlet: &mut impl Outlet,
    alert: &AlertRow,
    tally: &Tally,
    sleep: &impl Fn(Duration),
) -> Result<(), SendError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..MAX_TRIES {
        match outlet.send(alert) {
            Err(SendError::Later(_)) => {}
            result => return result,
        }
        sleep(wait);
        wait = (2 * wait).min(LONGEST_WAIT);
        tally.retried.fetch_add(1, Ordering::Relaxed);
    }
    outlet.send(alert)
}

/// Which alerts were sent: one goes out when it is new, and again when it got worse.
#[derive(Default)]
pub(super) struct Announcer {
    sent: BTreeMap<u64, Severity>,
}

impl Announcer {
    /// Looks at all alerts that are kept, the latest first.
    pub(super) fn look(&mut self, alerts: &[Alert], outlets: &Outlets) {
        for alert in alerts.iter().rev() {
            let is_worse = self.sent.get(&alert.id).is_none_or(|sent| *sent < alert.severity);
            if is_worse && alert.severity >= outlets.least {
                outlets.offer(alert);
                self.sent.insert(alert.id, alert.severity);
            }
        }
        self.sent.retain(|id, _| alerts.iter().any(|alert| alert.id == *id));
    }
}

#[cfg(test)]
mod tests;
