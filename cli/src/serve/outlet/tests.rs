use std::cell::RefCell;
use std::sync::Mutex;

use super::*;

fn alert(id: u64, severity: Severity) -> Alert {
    Alert {
        id,
        name: "port scan".to_owned(),
        technique: None,
        originator: "192.0.2.1".to_owned(),
        responder: String::new(),
        severity,
        score: None,
        votes: 0,
        confidence: 0.0,
        reasons: Vec::new(),
        n_flows: 1,
        first: 0.0,
        last: 0.0,
        has_detail: false,
    }
}

/// Answers with what it was given, the last one first.
struct Scripted(Arc<Mutex<Vec<Result<(), SendError>>>>);

impl Outlet for Scripted {
    fn send(&mut self, _: &AlertRow) -> Result<(), SendError> {
        self.0.lock().unwrap().pop().unwrap_or(Ok(()))
    }
}

fn later() -> Result<(), SendError> {
    Err(SendError::Later("busy".to_owned()))
}

/// What becomes of one alert, and the waits between the tries.
fn fate(script: Vec<Result<(), SendError>>) -> ([u64; 3], Vec<u128>) {
    let (queue, waiting) = sync_channel(1);
    queue.send(Arc::new(AlertRow::of(&alert(1, Severity::Low)))).unwrap();
    drop(queue);
    let (tally, waits) = (Tally::default(), RefCell::new(Vec::new()));
    let outlet = Scripted(Arc::new(Mutex::new(script)));
    run("test", outlet, &waiting, &tally, |wait| {
        waits.borrow_mut().push(wait.as_millis());
    });
    let counts = [&tally.sent, &tally.retried, &tally.failed].map(|count| count.load(Ordering::Relaxed));
    (counts, waits.into_inner())
}

#[test]
fn what_fails_is_tried_again_with_growing_waits() {
    assert_eq!(fate(vec![]), ([1, 0, 0], vec![]));
    assert_eq!(fate(vec![later(), later()]), ([1, 2, 0], vec![500, 1_000]));
}

#[test]
fn what_keeps_failing_is_given_up() {
    let (counts, waits) = fate((0..100).map(|_| later()).collect());
    assert_eq!(counts, [0, 8, 1]);
    assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    let never = || Err(SendError::Never("no".to_owned()));
    assert_eq!(fate(vec![never()]), ([0, 0, 1], vec![]));
    assert_eq!(fate(vec![never(), later()]), ([0, 1, 1], vec![500]));
}

/// An outlet whose thread takes nothing.
fn stuck(least: Severity) -> (Outlets, Receiver<Arc<AlertRow>>) {
    let (queue, waiting) = sync_channel(QUEUE);
    let line = Line {
        name: "test",
        queue,
        tally: Arc::default(),
    };
    let lines = vec![line];
    (Outlets { lines, least }, waiting)
}

#[test]
fn what_does_not_fit_is_dropped_and_counted() {
    let (outlets, _waiting) = stuck(Severity::Low);
    let n_alerts = QUEUE as u64 + 5;
    (0..n_alerts).for_each(|id| outlets.offer(&alert(id, Severity::Low)));
    assert_eq!(outlets.counts()[0].dropped, 5);
}

#[test]
fn an_alert_is_sent_once_and_again_when_it_is_worse() {
    let (outlets, waiting) = stuck(Severity::Medium);
    let mut announcer = Announcer::default();
    let looks: [&[Alert]; 5] = [
        &[alert(1, Severity::Low)],
        &[alert(2, Severity::Medium), alert(1, Severity::Low)],
        &[alert(2, Severity::Medium), alert(1, Severity::Medium)],
        &[alert(2, Severity::High), alert(1, Severity::Medium)],
        &[alert(2, Severity::High), alert(1, Severity::Low)],
    ];
    for alerts in looks {
        announcer.look(alerts, &outlets);
    }
    let sent: Vec<(u64, &str)> = waiting.try_iter().map(|row| (row.id, row.severity)).collect();
    assert_eq!(sent, [(2, "medium"), (1, "medium"), (2, "high")]);
}
