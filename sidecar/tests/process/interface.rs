//! Capture from a real interface, in namespaces joined by a veth pair. Needs root, iproute2, tcpreplay and a sidecar
//! built with libpcap; says so and passes where one is missing.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wiresift_scenario::sample;
use wiresift_wire::{Carry, Request};

use crate::program::{Page, Sidecar, TempFile, is_root, read_directly};

/// A namespace with one end of a veth pair; the other end is in the namespace of the test. Removed with the value.
struct Network {
    namespace: String,
    here: String,
    there: String,
}

impl Network {
    /// `None`, with a word why, where this machine does not let it.
    fn new(number: u8) -> Option<Self> {
        let id = std::process::id() % 10_000;
        let network = Self {
            namespace: format!("wiresift{id}-{number}"),
            here: format!("ws{id}h{number}"),
            there: format!("ws{id}t{number}"),
        };
        let missing = [
            (cfg!(feature = "libpcap"), "it was built without libpcap"),
            (is_root(), "this is not root"),
        ]
        .into_iter()
        .find_map(|(has, why)| (!has).then_some(why))
        .or_else(|| (!succeeds("tcpreplay", &["--version"])).then_some("there is no tcpreplay"))
        .or_else(|| network.set_up().is_none().then_some("namespaces are not allowed"));
        match missing {
            Some(why) => {
                println!("SKIPPED: no capture from an interface here: {why}");
                None
            }
            None => Some(network),
        }
    }

    fn set_up(&self) -> Option<()> {
        let (namespace, here, there) = (&self.namespace, &self.here, &self.there);
        ip(&["netns", "add", namespace])?;
        ip(&[
            "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace,
        ])?;
        // Nothing but the replay must be on the wire.
        let no_ipv6 = |name: &str| format!("net.ipv6.conf.{name}.disable_ipv6=1");
        succeeds("sysctl", &["-qw", &no_ipv6(here)]);
        ip(&["netns", "exec", namespace, "sysctl", "-qw", &no_ipv6(there)]);
        ip(&["link", "set", here, "mtu", "9000", "arp", "off", "up"])?;
        ip(&["-n", namespace, "link", "set", there, "mtu", "9000", "arp", "off", "up"])
    }

    /// Sends a file from the other end.
    fn replay(&self, file: &str, packets_per_second: u32) {
        let rate = format!("--pps={packets_per_second}");
        let arguments = [
            "netns",
            "exec",
            &self.namespace,
            "tcpreplay",
            "-q",
            "-K",
            &rate,
            "-i",
            &self.there,
            file,
        ];
        assert!(ip(&arguments).is_some(), "tcpreplay failed");
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        ip(&["link", "del", &self.here]);
        ip(&["netns", "del", &self.namespace]);
    }
}

fn ip(arguments: &[&str]) -> Option<()> {
    succeeds("ip", arguments).then_some(())
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Reads until the sidecar has taken or lost `n` packets, or a while passed; then stops the capture.
fn read_all(page: &mut Page, n: u64) -> u64 {
    let began = Instant::now();
    loop {
        page.notice();
        let status = page.seen.status.clone().unwrap_or_default();
        if status.counts.packets + status.drops.kernel >= n || began.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
    page.ask(&Request::Stop);
    page.until_stopped().n_taken
}

fn replay_and_count(number: u8, packets_per_second: u32) -> Option<(Page, u64, u64, u64)> {
    let network = Network::new(number)?;
    let file = TempFile::new(&format!("veth{number}.pcap"), &sample(7).pcap);
    let (frames, n_flows) = read_directly(&file.0);
    let sidecar = Sidecar::start(&["--interface", &network.here, "--snaplen", "256"]);
    let mut page = sidecar.page();
    page.ask(&Request::Carry { carry: Carry::Packets });
    let sender = std::thread::spawn({
        let path = file.path().to_owned();
        move || {
            network.replay(&path, packets_per_second);
            network
        }
    });
    let n_taken = read_all(&mut page, frames.len() as u64);
    drop(sender.join());
    Some((page, frames.len() as u64, n_taken, n_flows))
}

#[test]
fn a_replay_on_the_wire_is_seen_whole() {
    let Some((page, n_sent, n_taken, _)) = replay_and_count(1, 50_000) else {
        return;
    };
    let status = page.seen.status.unwrap();
    println!("50,000 packets/s: sent {n_sent}, taken {n_taken}, {:?}", status.drops);
    assert_eq!(n_taken + status.drops.kernel, n_sent);
    assert_eq!(page.seen.packets.n_received() + page.seen.packets.n_missed(), n_taken);
    assert_eq!(
        (status.drops.kernel, status.drops.queue, status.drops.slow_reader),
        (0, 0, 0)
    );
}

#[test]
fn what_is_lost_at_high_rates_is_counted_exactly() {
    let Some((page, n_sent, n_taken, _)) = replay_and_count(2, 300_000) else {
        return;
    };
    let (seen, status) = (&page.seen, page.seen.status.clone().unwrap());
    println!("300,000 packets/s: sent {n_sent}, taken {n_taken}, {:?}", status.drops);
    assert_eq!(n_taken + status.drops.kernel, n_sent);
    let n_tail = n_taken - seen.packets.next();
    assert_eq!(seen.packets.n_received() + seen.packets.n_missed() + n_tail, n_taken);
    assert_eq!(
        seen.packets.n_missed() + n_tail,
        status.drops.queue + status.drops.slow_reader
    );
}

#[test]
fn rights_are_gone_before_the_first_packet() {
    let Some(network) = Network::new(3) else {
        return;
    };
    let sidecar = Sidecar::start(&["--interface", &network.here]);
    let status = std::fs::read_to_string(format!("/proc/{}/status", sidecar.id())).unwrap();
    let field = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .trim()
            .to_owned()
    };
    assert!(
        field("Uid:").split_whitespace().all(|id| id != "0"),
        "{}",
        field("Uid:")
    );
    assert!(
        field("Gid:").split_whitespace().all(|id| id != "0"),
        "{}",
        field("Gid:")
    );
    for set in ["CapPrm:", "CapEff:", "CapInh:", "CapAmb:"] {
        assert_eq!(field(set), "0000000000000000", "{set}");
    }
    // It can capture all the same, and start again on the interface that it has open.
    let mut page = sidecar.page();
    page.ask(&Request::Stop);
    page.until_stopped();
    page.ask(&Request::Start {
        options: wiresift_wire::StartOptions::default(),
    });
    let started = |page: &mut Page| loop {
        match page.notice() {
            wiresift_wire::Notice::Started(_) => return true,
            wiresift_wire::Notice::Failed { .. } => return false,
            _ => {}
        }
    };
    assert!(started(&mut page));
    // Another one it cannot open.
    let source = Some(wiresift_wire::Source::Interface { name: "lo".to_owned() });
    let options = wiresift_wire::StartOptions {
        source,
        ..Default::default()
    };
    page.ask(&Request::Start { options });
    assert!(!started(&mut page));
}

#[test]
fn root_is_not_kept_unless_told() {
    if !is_root() {
        println!("SKIPPED: this is not root");
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiresift-sidecar"));
    let output = command.args(["--port", "0"]).env_remove("SUDO_USER").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--user"));
}

#[test]
fn an_interface_that_goes_away_ends_the_capture_with_a_reason() {
    let Some(network) = Network::new(4) else {
        return;
    };
    let sidecar = Sidecar::start(&["--interface", &network.here]);
    let mut page = sidecar.page();
    drop(network);
    let stopped = page.until_stopped();
    assert!(stopped.is_fault && stopped.reason.is_some(), "{stopped:?}");
}
