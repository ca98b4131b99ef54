use super::*;
use crate::features::behaviour::kdd::CONNECTION_WINDOW;

type Rows<'a> = Vec<&'a Connection>;

fn is_same_service(a: &Connection, b: &Connection) -> bool {
    match (a.service, b.service) {
        (Some(a), Some(b)) => a == b,
        (None, None) => (a.protocol, a.responder_port) == (b.protocol, b.responder_port),
        _ => false,
    }
}

/// For every row its window: those before it and itself, of the last 2 s or the last 100, that `is_same` as it.
fn windows(all: &[Connection], is_timed: bool, is_same: impl Fn(&Connection, &Connection) -> bool) -> Vec<Rows<'_>> {
    let order = by_time(all);
    let mut windows = vec![Rows::new(); all.len()];
    for (place, &row) in order.iter().enumerate() {
        let alike = order[..=place].iter().map(|&other| &all[other]);
        let alike = alike.filter(|other| is_same(other, &all[row]));
        windows[row] = if is_timed {
            alike
                .filter(|other| all[row].first.since(other.first) <= 2_000_000_000)
                .collect()
        } else {
            let alike: Rows<'_> = alike.collect();
            alike[alike.len().saturating_sub(CONNECTION_WINDOW)..].to_vec()
        };
    }
    windows
}

fn check(all: &[Connection], behaviour: &Behaviour, is_timed: bool, names: [&str; 9]) -> Result<(), TestCaseError> {
    let hosts = windows(all, is_timed, |a, b| a.responder == b.responder);
    let services = windows(all, is_timed, is_same_service);
    let of = |windows: &[Rows<'_>], is: fn(&Connection, &Connection) -> bool| {
        let rows = windows.iter().zip(all);
        let rate =
            |(window, this): (&Rows<'_>, _)| rate(window.iter().filter(|other| is(other, this)).count(), window.len());
        rows.map(rate).collect::<Vec<f64>>().into_iter()
    };
    let is_serror = |c: &Connection, _: &Connection| c.state.is_syn_error();
    let is_rerror = |c: &Connection, _: &Connection| c.state == ConnState::Rej;
    let [
        count,
        srv_count,
        serror,
        srv_serror,
        rerror,
        srv_rerror,
        same,
        diff,
        srv_diff,
    ] = names;
    assert_column(behaviour, count, hosts.iter().map(|window| window.len() as f64))?;
    assert_column(behaviour, srv_count, services.iter().map(|window| window.len() as f64))?;
    assert_column(behaviour, serror, of(&hosts, is_serror))?;
    assert_column(behaviour, srv_serror, of(&services, is_serror))?;
    assert_column(behaviour, rerror, of(&hosts, is_rerror))?;
    assert_column(behaviour, srv_rerror, of(&services, is_rerror))?;
    assert_column(behaviour, same, of(&hosts, is_same_service))?;
    assert_column(behaviour, diff, of(&hosts, |a, b| !is_same_service(a, b)))?;
    assert_column(behaviour, srv_diff, of(&services, |a, b| a.responder != b.responder))?;
    if !is_timed {
        let same_port = of(&hosts, |a, b| a.originator_port == b.originator_port);
        assert_column(behaviour, "dst_host_same_src_port_rate", same_port)?;
    }
    Ok(())
}

proptest! {
    #[test]
    fn windows_are_those_of_the_definition(connections in prop::collection::vec(any_connection(), 0..600)) {
        let behaviour = Behaviour::compute(&connections);
        check(&connections, &behaviour, true, [
            "count", "srv_count", "serror_rate", "srv_serror_rate", "rerror_rate", "srv_rerror_rate",
            "same_srv_rate", "diff_srv_rate", "srv_diff_host_rate",
        ])?;
        check(&connections, &behaviour, false, [
            "dst_host_count", "dst_host_srv_count", "dst_host_serror_rate", "dst_host_srv_serror_rate",
            "dst_host_rerror_rate", "dst_host_srv_rerror_rate", "dst_host_same_srv_rate", "dst_host_diff_srv_rate",
            "dst_host_srv_diff_host_rate",
        ])?;
    }
}

/// Three half-open connections to one host within 2 s, the last to another port; a fourth 2 s after the second.
#[test]
fn a_window_ends_2_seconds_back() {
    let mut all = [0.0, 1.0, 1.5, 3.0].map(connection);
    all[..3].iter_mut().for_each(|c| c.state = ConnState::S0);
    all[2].responder_port = 22;
    assert_eq!(at(&all, "count", 2), 3.0);
    assert_eq!(at(&all, "serror_rate", 2), 1.0);
    assert_eq!(at(&all, "srv_count", 2), 1.0);
    assert!((at(&all, "diff_srv_rate", 2) - 2.0 / 3.0).abs() < 1e-6);
    // The one at 1.0 is exactly 2 s old.
    assert_eq!(at(&all, "count", 3), 3.0);
    assert!((at(&all, "serror_rate", 3) - 2.0 / 3.0).abs() < 1e-6);
    assert_eq!(at(&all, "dst_host_count", 3), 4.0);
}

#[test]
fn a_detected_service_counts_more_than_its_port() {
    let mut all = [connection(0.0); 2];
    all[1].responder_port = 8_080;
    assert_eq!(at(&all, "srv_count", 1), 1.0);
    for c in &mut all {
        c.service = Some(7);
    }
    assert_eq!(at(&all, "srv_count", 1), 2.0);
}

#[test]
fn no_more_than_100_connections_count() {
    let all: Vec<Connection> = (0..250).map(|n| connection(f64::from(n) * 10.0)).collect();
    assert_eq!(at(&all, "dst_host_count", 99), 100.0);
    assert_eq!(at(&all, "dst_host_count", 249), 100.0);
    assert_eq!(at(&all, "dst_host_srv_count", 249), 100.0);
    assert_eq!(at(&all, "count", 249), 1.0);
}
