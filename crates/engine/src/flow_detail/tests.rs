use super::*;

fn ends(protocol: FlowProtocol, name: &str, ports: (u16, u16)) -> Ends {
    let end = |address: &str, port| Endpoint {
        address: address.parse().unwrap(),
        port,
    };
    Ends {
        originator: end("192.0.2.1", ports.0),
        responder: end("2001:db8::7", ports.1),
        protocol,
        name: name.to_owned(),
    }
}

#[test]
fn a_flow_is_said_in_a_sentence() {
    let tcp = ends(FlowProtocol::TCP, "tcp", (50_000, 22));
    assert_eq!(
        tcp.sentence(Some("ssh")),
        "TCP (ssh) from 192.0.2.1, port 50000, to 2001:db8::7, port 22"
    );
    let icmp = ends(FlowProtocol::Ip(Protocol::ICMP), "icmp", (8, 0));
    assert_eq!(
        icmp.sentence(None),
        "ICMP from 192.0.2.1 to 2001:db8::7, type 8, answer or code 0"
    );
    let other = ends(FlowProtocol::Ip(Protocol(200)), "200", (0, 0));
    assert_eq!(other.sentence(None), "IP protocol 200 from 192.0.2.1 to 2001:db8::7");
}

#[test]
fn protocols_are_found_by_their_names() {
    assert_eq!(protocol("tcp"), Some(FlowProtocol::TCP));
    assert_eq!(protocol("icmpv6"), Some(FlowProtocol::Ip(Protocol::ICMPV6)));
    assert_eq!(protocol("200"), Some(FlowProtocol::Ip(Protocol(200))));
    assert_eq!(protocol("arp"), Some(FlowProtocol::Arp));
    assert_eq!(protocol("gopher"), None);
}
