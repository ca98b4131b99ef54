use super::*;

#[test]
fn a_beacon_stands_out_from_what_else_its_host_does() {
    let mut all: Vec<Connection> = (0..20).map(|n| connection(f64::from(n) * 30.0)).collect();
    let other = Connection {
        responder: 9,
        ..connection(1.0)
    };
    all.push(other);
    assert_eq!(at(&all, "beacon_score", 0), 1.0);
    assert_eq!(at(&all, "size_regularity", 0), 1.0);
    assert_eq!(at(&all, "pair_flows", 19), 20.0);
    assert_eq!(at(&all, "pair_bytes_out", 3), 2_000.0);
    assert_eq!(at(&all, "pair_out_share", 3), 0.25);
    assert_eq!(at(&all, "beacon_score", 20), 0.0);
    assert_eq!(at(&all, "pair_flows", 20), 1.0);
}

#[test]
fn ports_and_protocols_are_pairs_of_their_own() {
    let mut all = [connection(0.0); 4];
    all[1].responder_port = 81;
    all[2].protocol = FlowProtocol::UDP;
    all[3].originator_port = 1;
    let flows: Vec<f32> = (0..4).map(|row| at(&all, "pair_flows", row)).collect();
    assert_eq!(flows, [2.0, 1.0, 1.0, 2.0]);
}

#[test]
fn a_pair_without_bytes_has_no_share() {
    let mut silent = connection(0.0);
    (silent.bytes_out, silent.bytes_in) = (0, 0);
    assert_eq!(at(&[silent], "pair_out_share", 0), 0.0);
}

#[test]
fn prevalence_is_a_share_of_the_hosts_that_begin_flows() {
    let mut all = [connection(0.0); 5];
    for (host, connection) in (0..).zip(&mut all) {
        connection.originator = host;
    }
    // Hosts 0 to 3 contact host 2, the last one twice; host 4 contacts another one.
    all[4].responder = 8;
    let twice = [all[0], all[1], all[2], all[3], all[3], all[4]];
    assert!((at(&twice, "prevalence", 0) - 0.8).abs() < 1e-6);
    assert!((at(&twice, "prevalence", 5) - 0.2).abs() < 1e-6);
}
