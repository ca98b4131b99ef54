//! Live traffic: the sample's half hour of an office, fed as if it came from the wire.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_engine::live::Live;
use wiresift_engine::message::{
    Alert, AutoencoderSettings, BaselineGoal, LivePhase, LiveSettings, Severity, TableSlot, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Run, Session};
use wiresift_scenario::{Attack, Sample, sample};

/// A look of the shell, in capture time.
const TICK_NANOS: i64 = 250_000_000;

/// The three detectors that need no burn.
fn settings(baseline: BaselineGoal) -> LiveSettings {
    LiveSettings {
        training: TrainingSettings {
            autoencoder: None::<AutoencoderSettings>,
            ..TrainingSettings::default()
        },
        baseline,
        ..LiveSettings::default()
    }
}

fn compute(run: &mut Run) {
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(())).unwrap();
        run.schedule.complete(id, output);
    }
}

/// A live analysis and how long its looks took.
struct Watcher {
    live: Live,
    next_tick: i64,
    slowest: Duration,
    /// Alerts with the capture time at which each was first there.
    alerts: Vec<(Alert, f64)>,
    /// Runs are handed to nobody.
    is_stuck: bool,
    stuck: Option<Run>,
}

impl Watcher {
    fn new(settings: LiveSettings) -> Self {
        Self {
            live: Live::new(settings).unwrap(),
            next_tick: i64::MIN,
            slowest: Duration::ZERO,
            alerts: Vec::new(),
            is_stuck: false,
            stuck: None,
        }
    }

    /// Feeds the packets of a capture whose seconds from its start are within `seconds`.
    fn feed(&mut self, pcap: &[u8], seconds: std::ops::Range<f64>) {
        let mut start = None;
        let mut reader = CaptureReader::new(CaptureOptions::default());
        let mut take = |packet: &wiresift_capture::Packet<'_>| {
            let now = packet.timestamp.nanos();
            let start = *start.get_or_insert(now);
            if seconds.contains(&((now - start) as f64 / 1e9)) {
                self.live.take_packet(packet);
                if now >= self.next_tick {
                    self.next_tick = now + TICK_NANOS;
                    self.look(now as f64 / 1e9);
                }
            }
        };
        reader.push(pcap, &mut |packet| take(&packet)).unwrap();
    }

    fn look(&mut self, now: f64) {
        let started = Instant::now();
        let run = self.live.tick(|_| 1);
        let is_training = matches!(self.live.view().phase, LivePhase::Training);
        match run {
            Some(run) if self.is_stuck => self.stuck = Some(run),
            Some(run) => self.conclude(run),
            None => {}
        }
        if !is_training {
            self.slowest = self.slowest.max(started.elapsed());
        }
        for alert in self.live.whole_view().alerts.unwrap() {
            match self.alerts.iter_mut().find(|(known, _)| known.id == alert.id) {
                Some((known, _)) => *known = alert,
                None => self.alerts.push((alert, now)),
            }
        }
    }

    fn conclude(&mut self, mut run: Run) {
        compute(&mut run);
        self.live.conclude(run).unwrap();
    }

    fn named(&self, name: &str) -> Option<&(Alert, f64)> {
        self.alerts.iter().find(|(alert, _)| alert.name == name)
    }
}

fn attack<'a>(sample: &'a Sample, name: &str) -> &'a Attack {
    sample.attacks.iter().find(|attack| attack.name.contains(name)).unwrap()
}

#[test]
fn attacks_after_ordinary_traffic_are_alerts_with_the_right_name() {
    let sample = sample(0);
    let mut watcher = Watcher::new(settings(BaselineGoal::default()));
    watcher.live.collect(BaselineGoal::Seconds(390.0));
    watcher.feed(&sample.pcap, 0.0..395.0);
    assert!(
        matches!(watcher.live.view().phase, LivePhase::Detecting { n_baseline } if n_baseline > 100),
        "{:?}",
        watcher.live.view()
    );
    watcher.feed(&sample.pcap, 395.0..419.0);
    let n_ordinary = watcher.alerts.len();
    watcher.feed(&sample.pcap, 419.0..900.0);
    for (alert, seen) in &watcher.alerts {
        println!("{seen:.1} {alert:?}");
    }
    println!("slowest look: {:?}; {:?}", watcher.slowest, watcher.live.view().counts);
    // Of 300 flows a percent, and what is beside an attack is part of it.
    assert!(watcher.alerts.len() < 15, "{}", watcher.alerts.len());
    assert!(n_ordinary <= 2, "{n_ordinary} alerts on ordinary traffic");

    let scan = attack(&sample, "port scan");
    let (alert, _) = watcher.named("port scan").unwrap();
    assert_eq!((&alert.originator, &alert.responder), (&scan.source, &scan.destination));
    assert_eq!(alert.technique.as_deref(), Some("T1046 Network Service Discovery"));
    assert!(alert.severity >= Severity::Medium && alert.n_flows > 900, "{alert:?}");
    assert!(alert.score.unwrap() > 0.95 && alert.votes != 0 && !alert.reasons.is_empty());

    let guesses = attack(&sample, "brute force");
    let (alert, _) = watcher.named("brute force").unwrap();
    assert_eq!(alert.originator, guesses.source);
    assert_eq!(alert.responder, format!("{} port 22", guesses.destination));
    let detail = watcher.live.alert_detail(alert.id).unwrap();
    assert!(detail.flow.is_some() && detail.cells.iter().any(|cell| cell.is_unusual));
    assert_eq!(detail.verdicts.len(), 3);
}

#[test]
fn a_short_baseline_does_not_make_everything_new_an_alert() {
    let mut n_alerts = 0;
    let mut n_ended = 0;
    for seed in 0..5 {
        let sample = sample(seed);
        let mut watcher = Watcher::new(settings(BaselineGoal::default()));
        watcher.live.collect(BaselineGoal::Seconds(90.0));
        watcher.feed(&sample.pcap, 0.0..419.0);
        let counts = watcher.live.view().counts;
        for (alert, seen) in &watcher.alerts {
            println!("seed {seed}, {seen:.1}: {} {:?}", alert.name, alert.reasons);
        }
        n_alerts += watcher.alerts.len() as u64;
        n_ended += counts.n_ended;
    }
    assert!(n_alerts * 50 <= n_ended, "{n_alerts} alerts of {n_ended} flows");
}

#[test]
fn an_alert_comes_within_a_second_of_the_packet_that_makes_it_one() {
    let sample = sample(1);
    let mut watcher = Watcher::new(settings(BaselineGoal::Seconds(390.0)));
    watcher.live.collect(BaselineGoal::Seconds(390.0));
    watcher.feed(&sample.pcap, 0.0..425.0);
    let (alert, seen) = watcher.named("port scan").unwrap();
    // 15 ports make a scan: at 2 to 14 ms each that is within 0.2 s of its first.
    assert!(seen - alert.first < 0.2 + 1.0, "{seen} {}", alert.first);
}

#[test]
fn known_behaviour_does_not_wait_for_scores() {
    let sample = sample(1);
    let mut watcher = Watcher::new(settings(BaselineGoal::Seconds(390.0)));
    watcher.live.collect(BaselineGoal::Seconds(390.0));
    watcher.feed(&sample.pcap, 0.0..419.0);
    watcher.is_stuck = true;
    watcher.feed(&sample.pcap, 419.0..425.0);
    let (alert, seen) = watcher.named("port scan").unwrap();
    assert!(alert.score.is_none() && !alert.has_detail, "{alert:?}");
    assert_eq!(alert.reasons.len(), 1);
    assert!(seen - alert.first < 0.2 + 0.5, "{seen} {}", alert.first);
    // What was scored meanwhile began before the scan; the next run knows it.
    watcher.is_stuck = false;
    let run = watcher.stuck.take().unwrap();
    watcher.conclude(run);
    watcher.feed(&sample.pcap, 425.0..427.0);
    let (alert, _) = watcher.named("port scan").unwrap();
    assert!(alert.score.is_some() && alert.has_detail, "{alert:?}");
    assert!(
        alert.reasons.len() > 1 && alert.reasons[0].contains("ports on"),
        "{:?}",
        alert.reasons
    );
}

#[test]
fn without_a_baseline_there_are_counts_and_no_alerts() {
    let sample = sample(0);
    let mut watcher = Watcher::new(settings(BaselineGoal::default()));
    watcher.feed(&sample.pcap, 0.0..500.0);
    let view = watcher.live.whole_view();
    assert_eq!(view.phase, LivePhase::Watching);
    assert!(view.alerts.unwrap().is_empty() && view.drift.is_none());
    assert!(view.counts.n_packets > 3_000 && view.counts.n_scored == 0);
    assert_eq!(view.rates.len(), 120);
    assert!(view.protocols[0].n_bytes > 0 && !view.talkers.is_empty() && !view.active.is_empty());
}

#[test]
fn live_flows_are_those_of_the_file() {
    let sample = sample(0);
    let mut watcher = Watcher::new(settings(BaselineGoal::default()));
    watcher.feed(&sample.pcap, 0.0..f64::INFINITY);
    watcher.live.end_capture();
    let live = watcher.live.tables().remove(0).1;
    let mut opening = wiresift_engine::Opening::new("sample.pcap", 0);
    opening.push(&sample.pcap).unwrap();
    let (mut a, mut b) = (Session::default(), Session::default());
    let read = a.insert(TableSlot::Training, opening.finish().unwrap());
    let live = b.insert(TableSlot::Training, live);
    assert_eq!((read.n_rows, read.columns.len()), (live.n_rows, live.columns.len()));
    let rows = |overview: &wiresift_engine::message::Overview| format!("{:?}", overview.columns);
    assert_eq!(rows(&read), rows(&live));
}

#[test]
fn what_was_seen_opens_as_tables_and_is_scored_by_the_baseline() {
    let sample = sample(0);
    let mut watcher = Watcher::new(settings(BaselineGoal::Flows(120)));
    watcher.live.collect(BaselineGoal::Flows(120));
    watcher.feed(&sample.pcap, 0.0..450.0);
    let mut session = Session::default();
    for (slot, table) in watcher.live.tables() {
        session.insert(slot, table);
    }
    let mut run = session.train(&watcher.live.settings().training, |_| 2).unwrap();
    compute(&mut run);
    let results = session.conclude(run).unwrap();
    let test = results.iter().find(|(slot, _)| *slot == TableSlot::Test).unwrap();
    assert!(
        test.1.n_rows > 900 && test.1.n_anomalies > 200,
        "{:?}",
        test.1.n_anomalies
    );
}

#[test]
fn a_muted_alert_stays_quiet() {
    let sample = sample(0);
    let mut watcher = Watcher::new(settings(BaselineGoal::Flows(120)));
    watcher.live.collect(BaselineGoal::Flows(120));
    watcher.feed(&sample.pcap, 0.0..425.0);
    let id = watcher.named("port scan").unwrap().0.id;
    assert!(watcher.live.mute(id) && !watcher.live.mute(id));
    watcher.feed(&sample.pcap, 425.0..450.0);
    assert!(
        watcher
            .live
            .whole_view()
            .alerts
            .unwrap()
            .iter()
            .all(|alert| alert.name != "port scan")
    );
}

#[test]
fn bad_settings_are_refused_and_few_flows_teach_nothing() {
    assert!(Live::new(settings(BaselineGoal::Seconds(0.0))).is_err());
    assert!(Live::new(settings(BaselineGoal::Seconds(f64::NAN))).is_err());
    let high = LiveSettings {
        alert_score: 1.5,
        ..settings(BaselineGoal::Flows(1))
    };
    assert!(Live::new(high).is_err());
    let mut live = Live::new(settings(BaselineGoal::Flows(1))).unwrap();
    assert!(live.learn_now().is_err());
    assert!(live.tick(|_| 1).is_none() && live.tables().is_empty());
}
