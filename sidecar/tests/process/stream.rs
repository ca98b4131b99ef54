//! What goes over the socket is what was captured, and what does not is counted.

use std::time::Duration;

use wiresift_scenario::sample;
use wiresift_wire::{Carry, FailureKind, Notice, Request, StartOptions};

use crate::program::{Page, Sidecar, TempFile, read_directly};

fn start(page: &mut Page) {
    let options = StartOptions::default();
    page.ask(&Request::Start { options });
}

#[test]
fn a_replay_is_seen_whole() {
    let file = TempFile::new("whole.pcap", &sample(1).pcap);
    let (frames, _) = read_directly(&file.0);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "50000", "--wait"]);
    let mut page = sidecar.page();
    start(&mut page);
    let stopped = page.until_stopped();
    assert_eq!((stopped.n_taken, stopped.is_fault), (frames.len() as u64, false));
    assert_eq!(page.seen.packets.n_missed(), 0);
    assert_eq!(page.seen.frames, frames);
    let drops = page.seen.status.unwrap().drops;
    assert_eq!((drops.queue, drops.slow_reader, drops.kernel), (0, 0, 0));
}

#[test]
fn flows_are_those_of_the_file_read_directly() {
    let file = TempFile::new("flows.pcap", &sample(2).pcap);
    let (_, n_flows) = read_directly(&file.0);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "50000", "--wait"]);
    let mut page = sidecar.page();
    page.ask(&Request::Carry { carry: Carry::Flows });
    start(&mut page);
    let stopped = page.until_stopped();
    assert_eq!(stopped.n_flows, n_flows);
    assert_eq!((page.seen.n_flows, page.seen.flows.n_missed()), (n_flows, 0));
    assert!(page.seen.frames.is_empty());
    assert_eq!(page.seen.carrying, [(Carry::Flows, false)]);
}

/// Larger than what any queue holds, so that a page that does not read must lose something.
fn flood() -> TempFile {
    let pcap = sample(3).pcap;
    let mut bytes = pcap.clone();
    while bytes.len() < 60 << 20 {
        bytes.extend_from_slice(&pcap[24..]);
    }
    TempFile::new("flood.pcap", &bytes)
}

#[test]
fn what_a_slow_page_loses_is_counted_and_another_page_is_not_held_up() {
    let file = flood();
    let (frames, _) = read_directly(&file.0);
    let arguments = ["--replay", file.path(), "--rate", "150000", "--wait"];
    let sidecar = Sidecar::start(&arguments);
    let (mut slow, mut quick) = (sidecar.page(), sidecar.page());
    for page in [&mut slow, &mut quick] {
        page.ask(&Request::Carry { carry: Carry::Packets });
    }
    start(&mut quick);
    let stopped = quick.until_stopped();
    assert_eq!(stopped.n_taken, frames.len() as u64);
    slow.until_stopped();
    let n_end = stopped.n_taken;
    for (page, is_slow) in [(&slow, true), (&quick, false)] {
        let (seen, drops) = (&page.seen, page.seen.status.as_ref().unwrap().drops);
        let n_tail = n_end - seen.packets.next();
        assert_eq!(seen.packets.n_received() + seen.packets.n_missed() + n_tail, n_end);
        assert_eq!(seen.packets.n_missed() + n_tail, drops.queue + drops.slow_reader);
        assert_eq!(drops.slow_reader > 0, is_slow, "{drops:?}");
    }
}

#[test]
fn a_page_that_falls_behind_gets_flows_and_what_is_lost_is_counted() {
    let file = flood();
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "150000", "--wait"]);
    let mut page = sidecar.page();
    start(&mut page);
    // Not reading: the queue fills.
    std::thread::sleep(Duration::from_secs(3));
    let stopped = page.until_stopped();
    assert_eq!(page.seen.carrying, [(Carry::Flows, true)]);
    // Flows that ended before the change are the page's own. It went on not reading, so that even of flows some are lost.
    let (flows, drops) = (page.seen.flows, page.seen.status.unwrap().drops);
    let n_tail = stopped.n_flows - flows.next();
    assert!(flows.n_received() > 0);
    assert_eq!(flows.n_missed() + n_tail, drops.slow_reader_flows);
    assert_eq!(drops.slow_reader, 0);
}

#[test]
fn a_pause_loses_nothing() {
    let file = TempFile::new("pause.pcap", &sample(4).pcap);
    let (frames, _) = read_directly(&file.0);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "50000", "--wait"]);
    let mut page = sidecar.page();
    page.ask(&Request::Pause);
    start(&mut page);
    let stopped = page.until_stopped();
    assert!(page.seen.frames.is_empty());
    page.ask(&Request::Resume);
    while (page.seen.frames.len() as u64) < stopped.n_taken {
        page.notice();
    }
    assert_eq!(page.seen.frames, frames);
}

#[test]
fn what_was_seen_can_be_saved_and_a_name_cannot_lead_away() {
    let folder = std::env::temp_dir().join(format!("wiresift-save-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let file = TempFile::new("save.pcap", &sample(5).pcap);
    let (frames, _) = read_directly(&file.0);
    let saves = ["--save-folder", folder.to_str().unwrap()];
    let arguments = [
        &["--replay", file.path(), "--rate", "80000", "--wait"],
        saves.as_slice(),
    ]
    .concat();
    let sidecar = Sidecar::start(&arguments);
    let mut page = sidecar.page();
    start(&mut page);
    page.until_stopped();
    let mut save = |name: &str| {
        page.ask(&Request::Save { name: name.to_owned() });
        loop {
            match page.notice() {
                Notice::Status(_) => {}
                other => return other,
            }
        }
    };
    let saved = save("seen.pcap");
    assert!(
        matches!(&saved, Notice::Saved { n_packets, .. } if *n_packets == frames.len() as u64),
        "{saved:?}"
    );
    assert_eq!(read_directly(&folder.join("seen.pcap")).0, frames);
    for name in ["seen.pcap", "../seen2.pcap", "/tmp/seen2.pcap", ""] {
        let answer = save(name);
        assert!(
            matches!(
                answer,
                Notice::Failed {
                    kind: FailureKind::Save,
                    ..
                }
            ),
            "{name}: {answer:?}"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn programs_can_ask_as_well() {
    let file = TempFile::new("api.pcap", &sample(6).pcap);
    let (frames, n_flows) = read_directly(&file.0);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--full-speed", "--wait"]);
    let mut page = sidecar.page();
    let started = sidecar.api("POST /api/capture/start", "");
    assert!(started["capture"].as_u64().is_some());
    page.until_stopped();
    let status = sidecar.api("GET /api/capture/status", "");
    assert_eq!(status["status"]["counts"]["packets"], frames.len());
    assert_eq!(status["status"]["counts"]["flows"], n_flows);
    assert_eq!(status["ended"], "the file came to its end");
    let packets = sidecar.api("GET /api/capture/packets", "");
    let packets = packets["packets"].as_array().unwrap();
    assert_eq!(packets.len(), 500);
    assert_eq!(packets[499]["nanos"], frames.last().unwrap().0);
    let statistics = sidecar.api("GET /api/statistics", "");
    assert!(statistics["recent"]["protocols"]["tcp"]["packets"].as_u64().unwrap() > 0);
    let flows = sidecar.api("GET /api/flows", "");
    assert!(!flows["flows"].as_array().unwrap().is_empty());
    if cfg!(feature = "libpcap") {
        assert!(sidecar.api("GET /api/interfaces", "")["interfaces"].is_array());
    }
}

#[test]
fn a_file_that_is_no_capture_stops_with_the_reason() {
    let file = TempFile::new("broken.pcap", b"no capture, but long enough to look like one");
    let sidecar = Sidecar::start(&["--replay", file.path(), "--wait"]);
    let mut page = sidecar.page();
    start(&mut page);
    let stopped = page.until_stopped();
    assert!(stopped.is_fault && stopped.reason.is_some(), "{stopped:?}");
    // And the sidecar goes on.
    assert_eq!(
        sidecar.api("GET /api/capture/status", "")["status"]["is_running"],
        false
    );
}
