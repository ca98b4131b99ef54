//! Brute force: many short logins at one service, or logins that were seen to fail.

use super::traffic::{Flow, Protocol, Traffic};
use super::window::{median, most_flows};
use super::words::{Count, Time};
use super::{Found, Indicator, IndicatorKind, Technique, evidence, span, strength};

const TECHNIQUE: Technique = Technique {
    id: "T1110",
    name: "Brute Force",
};
/// Short logins within [`WINDOW`]. Scripts log in often, too, but not every few seconds for minutes; Zeek's
/// `SSH::password_guesses_limit` is 30 in half an hour.
const MIN_LOGINS: usize = 20;
/// In seconds.
const WINDOW: f64 = 600.0;
/// Logins that were seen to fail, in clear text: people mistype two or three times.
const MIN_FAILED: f64 = 5.0;
/// A login that fails is over soon, in seconds (OpenSSH waits 120 at most, for all attempts), and
const MAX_DURATION: f64 = 60.0;
/// brings little back, in bytes: keys and refusals, no session.
const MAX_BYTES_IN: f64 = 10_000.0;
/// SSH, FTP, Telnet, RDP, VNC, databases: where a password is asked for first.
const LOGIN_PORTS: [u16; 10] = [21, 22, 23, 2222, 3389, 5900, 1433, 3306, 5432, 2323];
const LOGIN_SERVICES: [&str; 4] = ["ssh", "ftp", "telnet", "rdp"];

pub(super) fn find(traffic: &Traffic<'_>, found: &mut Vec<Indicator>) {
    let failures = traffic.numbers("failed_logins");
    let key = |flow: &Flow| {
        let is_tcp = flow.protocol == Protocol::Tcp && !flow.outcome.is_failed();
        is_tcp.then_some((flow.source, flow.target, flow.port))
    };
    traffic.for_each_group(key, |_, flows| {
        let n_failed = flows.iter().map(|flow| failures.get(flow.row as usize)).sum();
        found.extend(guesses(traffic, flows, n_failed));
    });
}

fn guesses(traffic: &Traffic<'_>, flows: &[Flow], n_failed: f64) -> Option<Indicator> {
    let one = flows.first()?;
    let is_login = LOGIN_PORTS.contains(&one.port)
        || flows
            .iter()
            .any(|flow| LOGIN_SERVICES.contains(&traffic.text("service", flow.row)));
    let is_short = |flow: &&Flow| flow.duration <= MAX_DURATION && flow.bytes_in <= MAX_BYTES_IN && flow.bytes_in > 0.0;
    let short: Vec<Flow> = flows.iter().filter(is_short).copied().collect();
    let has_many = is_login && most_flows(&short, WINDOW) >= MIN_LOGINS;
    if !has_many && n_failed < MIN_FAILED {
        return None;
    }
    let flows = if has_many { &short } else { flows };
    let (_, first, last) = span(flows);
    let (source, target) = (traffic.name(one.source), traffic.name(one.target));
    let seen = if n_failed > 0.0 {
        format!(" {} logins were seen to fail.", Count(n_failed))
    } else {
        String::new()
    };
    let title = format!(
        "{source} logged in to port {} of {target} {} times in {}",
        one.port,
        Count(flows.len() as f64),
        Time(last - first),
    );
    let rest = format!(
        ", for {} each.{seen} This looks like guessing passwords.",
        Time(median(flows.iter().map(|flow| flow.duration))),
    );
    let by_number = if has_many {
        strength(flows.len() as f64, MIN_LOGINS as f64)
    } else {
        0.0
    };
    let found = Found {
        kind: IndicatorKind::BruteForce,
        technique: TECHNIQUE,
        subject: traffic.service(one),
        strength: by_number.max(strength(n_failed, MIN_FAILED)),
        evidence: evidence([
            ("logins", flows.len() as f64),
            ("failed logins seen", n_failed),
            ("seconds", last - first),
        ]),
        title,
        rest,
    };
    Some(found.of(flows))
}
