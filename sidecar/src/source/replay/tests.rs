use wiresift_scenario::sample;

use super::*;

/// Counts what comes; says stop after a number of packets.
#[derive(Default)]
struct Counter {
    n_packets: u64,
    longest: usize,
    stop_after: Option<u64>,
}

impl Sink for Counter {
    fn packet(&mut self, _: Link, packet: &PacketRecord<'_>) {
        self.n_packets += 1;
        self.longest = self.longest.max(packet.frame.len());
    }

    fn go_on(&mut self) -> bool {
        self.stop_after.is_none_or(|n| self.n_packets < n)
    }

    fn lost(&mut self, _: u64, _: u64) {}
}

fn file(name: &str) -> (PathBuf, u64) {
    let pcap = sample(1).pcap;
    let mut reader = CaptureReader::new(CaptureOptions::default());
    reader.push(&pcap, &mut |_| ()).unwrap();
    let n = reader.finish(&mut |_| ()).n_packets;
    let path = std::env::temp_dir().join(format!("wiresift-{}-{name}.pcap", std::process::id()));
    std::fs::write(&path, pcap).unwrap();
    (path, n)
}

fn run(name: &str, pace: Pace, counter: &mut Counter) -> (Result<End, SourceError>, Duration) {
    let (path, _) = file(name);
    let mut source = ReplaySource::open(path.clone(), pace, 100).unwrap();
    let began = Instant::now();
    let end = source.run(counter);
    std::fs::remove_file(path).unwrap();
    (end, began.elapsed())
}

#[test]
fn everything_is_played_and_cut_to_the_snaplen() {
    let (path, n) = file("count");
    std::fs::remove_file(path).unwrap();
    let mut counter = Counter::default();
    let (end, _) = run("whole", Pace::Unbounded, &mut counter);
    assert!(matches!(end, Ok(End::Finished)));
    assert_eq!((counter.n_packets, counter.longest), (n, 100));
}

#[test]
fn a_pace_is_kept() {
    let mut counter = Counter {
        stop_after: Some(2_000),
        ..Counter::default()
    };
    let (end, took) = run("pace", Pace::PacketsPerSecond(5_000.0), &mut counter);
    assert!(matches!(end, Ok(End::Asked)));
    // Up to 256 packets may be played until it is asked again whether to stop.
    assert!((2_000..=2_256).contains(&counter.n_packets), "{}", counter.n_packets);
    assert!(took >= Duration::from_millis(390), "{took:?}");
}

#[test]
fn a_stop_is_seen_while_it_waits() {
    let mut counter = Counter {
        stop_after: Some(1),
        ..Counter::default()
    };
    let (end, took) = run("stop", Pace::PacketsPerSecond(0.01), &mut counter);
    assert!(matches!(end, Ok(End::Asked)));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn what_is_no_capture_is_said_so() {
    let path = std::env::temp_dir().join(format!("wiresift-{}-no.pcap", std::process::id()));
    std::fs::write(&path, b"this is no capture at all").unwrap();
    let mut source = ReplaySource::open(path.clone(), Pace::Unbounded, 100).unwrap();
    let end = source.run(&mut Counter::default());
    std::fs::remove_file(path).unwrap();
    assert!(matches!(end, Err(SourceError::File { .. })));
}
