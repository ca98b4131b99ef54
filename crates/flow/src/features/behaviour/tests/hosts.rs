use std::collections::BTreeSet;

use super::*;

/// The flows of the same minute as `this`.
fn minute<'a>(all: &'a [Connection], this: &Connection) -> impl Iterator<Item = &'a Connection> {
    let start = all.iter().map(|c| c.first.0).min().unwrap_or(0);
    let minute = move |c: &Connection| (c.first.0 - start) / 60_000_000_000;
    let now = minute(this);
    all.iter().filter(move |c| minute(c) == now)
}

fn expect(
    all: &[Connection],
    behaviour: &Behaviour,
    name: &str,
    is_same: fn(&Connection, &Connection) -> bool,
    value: impl Fn(&[&Connection]) -> f64,
) -> Result<(), TestCaseError> {
    let expected = all.iter().map(|this| {
        let alike: Vec<&Connection> = minute(all, this).filter(|other| is_same(other, this)).collect();
        value(&alike)
    });
    assert_column(behaviour, name, expected)
}

fn distinct<T: Ord>(of: &[&Connection], what: impl Fn(&Connection) -> T) -> f64 {
    of.iter().map(|c| what(c)).collect::<BTreeSet<T>>().len() as f64
}

fn part(of: &[&Connection], is: impl Fn(&Connection) -> bool) -> f64 {
    rate(of.iter().filter(|c| is(c)).count(), of.len())
}

fn sum(of: &[&Connection], what: impl Fn(&Connection) -> u64) -> f64 {
    of.iter().map(|c| what(c) as f64).sum()
}

proptest! {
    #[test]
    fn minutes_are_those_of_the_definition(mut all in prop::collection::vec(any_connection(), 0..150)) {
        // Half seconds become ten: three minutes and more.
        for c in &mut all {
            c.first.0 *= 20;
        }
        let behaviour = Behaviour::compute(&all);
        let out = |a: &Connection, b: &Connection| a.originator == b.originator;
        let port = |c: &Connection| (c.protocol, c.responder_port);
        expect(&all, &behaviour, "orig_minute_flows", out, |of| of.len() as f64)?;
        expect(&all, &behaviour, "orig_minute_hosts", out, |of| distinct(of, |c| c.responder))?;
        expect(&all, &behaviour, "orig_minute_ports", out, |of| distinct(of, port))?;
        expect(&all, &behaviour, "orig_minute_host_ports", out, |of| distinct(of, |c| (c.responder, port(c))))?;
        expect(&all, &behaviour, "orig_minute_failed", out, |of| part(of, |c| c.state.is_failed()))?;
        expect(&all, &behaviour, "orig_minute_one_packet", out, |of| part(of, |c| c.is_one_packet))?;
        expect(&all, &behaviour, "orig_minute_bytes_out", out, |of| sum(of, |c| c.bytes_out))?;
        expect(&all, &behaviour, "orig_minute_bytes_in", out, |of| sum(of, |c| c.bytes_in))?;
        let in_ = |a: &Connection, b: &Connection| a.responder == b.responder;
        expect(&all, &behaviour, "resp_minute_flows", in_, |of| of.len() as f64)?;
        expect(&all, &behaviour, "resp_minute_hosts", in_, |of| distinct(of, |c| c.originator))?;
        expect(&all, &behaviour, "resp_minute_failed", in_, |of| part(of, |c| c.state.is_failed()))?;
    }
}

#[test]
fn a_sweep_and_a_scan_fan_out() {
    let mut sweep = [connection(0.0); 50];
    (10..).zip(&mut sweep).for_each(|(host, c)| c.responder = host);
    assert_eq!(at(&sweep, "orig_minute_hosts", 0), 50.0);
    assert_eq!(at(&sweep, "orig_minute_ports", 0), 1.0);
    let mut scan = [connection(0.0); 50];
    (10..).zip(&mut scan).for_each(|(port, c)| c.responder_port = port);
    assert_eq!(at(&scan, "orig_minute_hosts", 0), 1.0);
    assert_eq!(at(&scan, "orig_minute_ports", 0), 50.0);
    assert_eq!(at(&scan, "orig_minute_host_ports", 0), 50.0);
}

#[test]
fn messages_without_ports_contact_none() {
    let mut arp = connection(0.0);
    arp.protocol = FlowProtocol::Arp;
    let mut ping = connection(0.0);
    ping.protocol = FlowProtocol::Ip(wiresift_capture::Protocol::ICMP);
    assert_eq!(at(&[arp, ping], "orig_minute_ports", 0), 0.0);
    assert_eq!(at(&[arp, ping], "orig_minute_flows", 0), 2.0);
}
