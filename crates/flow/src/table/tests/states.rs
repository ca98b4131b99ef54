//! `conn_state` and `history`, as Zeek tells them.

use super::build::{Sent, connection, flows, tcp, udp};

fn is(packets: &[Sent], state: &str, history: &str) {
    let flows = flows(packets);
    let told: Vec<_> = flows
        .iter()
        .map(|flow| (flow.state.name(), flow.history.as_str()))
        .collect();
    assert_eq!(told, [(state, history)]);
}

fn opened() -> Vec<Sent> {
    connection(0.0)[..3].to_vec()
}

fn with(mut packets: Vec<Sent>, more: impl IntoIterator<Item = Sent>) -> Vec<Sent> {
    packets.extend(more);
    packets
}

#[test]
fn an_open_and_closed_connection_is_sf() {
    is(&connection(0.0), "SF", "ShADdFf");
}

#[test]
fn a_syn_alone_is_s0_however_often_it_is_repeated() {
    is(&[tcp(0.0, "S", 1, 0)], "S0", "S");
    is(
        &[tcp(0.0, "S", 1, 0), tcp(1.0, "S", 1, 0), tcp(3.0, "S", 1, 0)],
        "S0",
        "S",
    );
}

#[test]
fn a_refused_syn_is_rej() {
    is(&[tcp(0.0, "S", 1, 0), tcp(0.1, "RA", 0, 0).back()], "REJ", "Sr");
}

#[test]
fn established_and_left_is_s1() {
    is(&opened(), "S1", "ShA");
    is(&with(opened(), [tcp(1.0, "PA", 100, 5)]), "S1", "ShAD");
}

#[test]
fn one_sided_closes_are_s2_and_s3() {
    is(&with(opened(), [tcp(1.0, "FA", 100, 0)]), "S2", "ShAF");
    is(&with(opened(), [tcp(1.0, "FA", 500, 0).back()]), "S3", "ShAf");
}

#[test]
fn resets_of_established_connections_name_who_did_it() {
    is(&with(opened(), [tcp(1.0, "R", 100, 0)]), "RSTO", "ShAR");
    is(&with(opened(), [tcp(1.0, "R", 500, 0).back()]), "RSTR", "ShAr");
}

#[test]
fn resets_without_a_handshake() {
    is(&[tcp(0.0, "S", 1, 0), tcp(0.1, "R", 2, 0)], "RSTOS0", "SR");
    let half = [tcp(0.0, "SA", 1, 0).back(), tcp(0.1, "R", 2, 0).back()];
    is(&half, "RSTRH", "^hr");
}

#[test]
fn fins_without_an_answer() {
    is(&[tcp(0.0, "S", 1, 0), tcp(0.1, "FA", 2, 0)], "SH", "SF");
    is(
        &[tcp(0.0, "SA", 1, 0).back(), tcp(0.1, "FA", 2, 0).back()],
        "SHR",
        "^hf",
    );
    is(&[tcp(0.0, "F", 1, 0)], "SH", "F");
}

#[test]
fn a_stream_without_its_opening_is_oth() {
    is(&[tcp(0.0, "PA", 1, 5), tcp(0.1, "PA", 1, 5).back()], "OTH", "Dd");
    is(&[tcp(0.0, "A", 1, 0)], "OTH", "A");
}

#[test]
fn datagrams_tell_who_sent() {
    is(&[udp(0.0, 5)], "S0", "D");
    is(&[udp(0.0, 5), udp(0.1, 5).back(), udp(0.2, 5)], "SF", "Dd");
}

#[test]
fn repetitions_gaps_and_zero_windows_are_noted_at_powers_of_ten() {
    let data = |at: f64| tcp(at, "PA", 100, 10);
    is(&with(opened(), [data(1.0), data(1.1)]), "S1", "ShADT");
    is(
        &with(opened(), (0..12).map(|i| data(1.0 + f64::from(i)))),
        "S1",
        "ShADTT",
    );
    let lost = tcp(1.0, "A", 500, 0).back().acknowledging(150);
    is(&with(opened(), [lost]), "S1", "ShAaG");
    let closed = tcp(1.0, "A", 500, 0).back().with_window(0);
    is(&with(opened(), [closed]), "S1", "ShAaw");
}

#[test]
fn strange_flags_are_noted() {
    is(&[tcp(0.0, "SF", 1, 0)], "SH", "QSF");
    is(&with(opened(), [tcp(1.0, "FR", 100, 0)]), "RSTO", "ShAIFR");
}

#[test]
fn data_in_the_syn_is_data() {
    let flows = flows(&[tcp(0.0, "S", 9, 7), tcp(0.1, "SA", 9, 0).back().acknowledging(17)]);
    assert_eq!(flows[0].sent.content_bytes, 7);
    assert_eq!((flows[0].sent.missed_bytes, flows[0].history.as_str()), (0, "SDh"));
}
