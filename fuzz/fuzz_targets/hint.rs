//! Any payload, between any ports: nothing is kept that is too long or cannot be shown.
//!
//! First a byte for the transport and two ports; then packets, each with two bytes in front: 1 bit for the direction, 1
//! for a gap before it, 14 for its length.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_capture::Protocol;
use wiresift_flow::FlowProtocol;
use wiresift_flow::hint::{Hints, Inspector};

/// What is kept of a text, with the escape that it may end in.
const MAX_TEXT: usize = 255 + 8;
const PROTOCOLS: [FlowProtocol; 4] = [
    FlowProtocol::TCP,
    FlowProtocol::UDP,
    FlowProtocol::Ip(Protocol::ICMP),
    FlowProtocol::Arp,
];

fuzz_target!(|data: (u8, u16, u16, &[u8])| {
    let (protocol, originator_port, responder_port, mut bytes) = data;
    let protocol = PROTOCOLS[usize::from(protocol) % PROTOCOLS.len()];
    let mut inspector = Inspector::new(protocol);
    let mut next = [u32::MAX - 100, 0];
    while let Some((&[high, low], rest)) = bytes.split_first_chunk() {
        let from_originator = high & 0x80 == 0;
        let len = usize::from(u16::from_be_bytes([high & 0x3f, low])).min(rest.len());
        let sequence = &mut next[usize::from(from_originator)];
        *sequence = sequence.wrapping_add(u32::from(high & 0x40 != 0));
        let (payload, after) = rest.split_at(len);
        inspector.push(
            from_originator,
            (protocol == FlowProtocol::TCP).then_some(*sequence),
            payload,
        );
        *sequence = sequence.wrapping_add(len as u32);
        bytes = after;
    }
    if let Some(hints) = inspector.finish(originator_port, responder_port) {
        check(&hints);
    }
});

fn check(hints: &Hints) {
    assert!(hints.service.is_some_and(|service| !service.name().is_empty()));
    let mut texts = Vec::new();
    if let Some(dns) = &hints.dns {
        texts.extend([&dns.query, &dns.longest_query]);
        assert!((0.0..=8.0).contains(&dns.mean_label_entropy()));
        assert!((0.0..=1.0).contains(&dns.carrier_share()));
        let _ = dns.query_type_name();
    }
    if let Some(tls) = &hints.tls {
        texts.extend([&tls.server_name, &tls.alpn_offered, &tls.alpn_chosen, &tls.ja4]);
        let _ = tls.version_name();
    }
    if let Some(http) = &hints.http {
        texts.extend([&http.method, &http.host, &http.path, &http.user_agent]);
    }
    if let Some(ssh) = &hints.ssh {
        texts.extend([&ssh.client, &ssh.server]);
    }
    for text in texts.into_iter().flatten() {
        assert!(
            text.len() <= MAX_TEXT && !text.chars().any(char::is_control),
            "{text:?}"
        );
    }
}
