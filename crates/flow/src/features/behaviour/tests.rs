//! Against the definitions, written down as they are read, one connection after the other.

mod hosts;
mod kdd;
mod pairs;

use proptest::prelude::*;

use super::*;

/// TCP from host 1 to port 80 of host 2, established and closed, at `seconds`.
fn connection(seconds: f64) -> Connection {
    #[expect(clippy::cast_possible_truncation, reason = "small times")]
    let first = Timestamp((seconds * 1e9) as i64);
    Connection {
        first,
        bytes_out: 100,
        bytes_in: 300,
        originator: 1,
        responder: 2,
        originator_port: 40_000,
        responder_port: 80,
        service: None,
        protocol: FlowProtocol::TCP,
        state: ConnState::SF,
        is_one_packet: false,
    }
}

/// One row of one column.
fn at(connections: &[Connection], name: &str, row: usize) -> f32 {
    Behaviour::compute(connections).column(name).unwrap()[row]
}

/// Few hosts, ports and times, so that windows fill and borders are met.
fn any_connection() -> impl Strategy<Value = Connection> {
    let ends = (0..4_u32, 0..4_u32, 0..3_u16, 0..4_u16, prop::option::of(0..2_u16));
    let how = (0..13_usize, any::<bool>(), 0..1_000_u64, 0..1_000_u64, any::<bool>());
    (0..60_i64, ends, how).prop_map(|(halves, ends, how)| Connection {
        first: Timestamp(halves * 500_000_000),
        bytes_out: how.2,
        bytes_in: how.3,
        originator: ends.0,
        responder: ends.1,
        originator_port: ends.2,
        responder_port: ends.3,
        service: ends.4,
        protocol: if how.4 { FlowProtocol::TCP } else { FlowProtocol::UDP },
        state: ConnState::ALL[how.0],
        is_one_packet: how.1,
    })
}

fn assert_column(behaviour: &Behaviour, name: &str, expected: impl Iterator<Item = f64>) -> Result<(), TestCaseError> {
    let column = behaviour.column(name).unwrap();
    for (row, (&got, expected)) in column.iter().zip(expected).enumerate() {
        prop_assert!(
            (f64::from(got) - expected).abs() < 1e-5,
            "{name}[{row}]: {got}, not {expected}"
        );
    }
    Ok(())
}

fn rate(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Rows in the order of time, equal times in the order given.
fn by_time(connections: &[Connection]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..connections.len()).collect();
    rows.sort_by_key(|&row| connections[row].first);
    rows
}

#[test]
fn nothing_gives_empty_columns() {
    let columns = Behaviour::compute(&[]).into_columns();
    assert_eq!(columns.len(), BEHAVIOUR.len());
    assert!(columns.iter().all(Vec::is_empty));
}

#[test]
fn extreme_times_numbers_and_bytes_stay_finite() {
    let mut extreme = [connection(0.0); 8];
    for (at, connection) in extreme.iter_mut().enumerate() {
        connection.first = Timestamp(if at % 2 == 0 { i64::MIN } else { i64::MAX });
        connection.originator = u32::MAX;
        (connection.bytes_out, connection.bytes_in) = (u64::MAX, u64::MAX);
    }
    let columns = Behaviour::compute(&extreme).into_columns();
    assert!(columns.iter().flatten().all(|value| value.is_finite()));
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_only_their_order(
        mut connections in prop::collection::vec(any_connection(), 0..200)
    ) {
        // Different times, so that the order of time is the same both ways.
        for (row, connection) in connections.iter_mut().enumerate() {
            connection.first.0 = connection.first.0 * 1_000 + i64::try_from(row).unwrap();
        }
        let forth = Behaviour::compute(&connections).into_columns();
        connections.reverse();
        let mut back = Behaviour::compute(&connections).into_columns();
        for column in &mut back {
            column.reverse();
        }
        prop_assert_eq!(forth, back);
    }
}

/// One window, one host, one service, or all different: the time for twice as many may not be four times as long.
/// Counted in steps it would be exact; a wide margin on the clock finds a quadratic one all the same.
#[test]
fn a_hostile_capture_is_not_quadratic() {
    const N: u32 = 200_000;
    let all_the_same = vec![connection(0.0); N as usize];
    let mut all_sources = all_the_same.clone();
    (0..N).zip(&mut all_sources).for_each(|(n, c)| c.originator = n);
    let mut all_hosts = all_the_same.clone();
    (0..N).zip(&mut all_hosts).for_each(|(n, c)| c.responder = n);
    let started = std::time::Instant::now();
    for hostile in [all_the_same, all_sources, all_hosts] {
        let behaviour = Behaviour::compute(&hostile);
        assert_eq!(behaviour.column("srv_count").unwrap().last(), Some(&(N as f32)));
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
