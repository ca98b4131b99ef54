use proptest::prelude::*;

use super::name::Name;
use super::*;

fn wire(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    let mut bytes: Vec<u8> = labels
        .flat_map(|label| [&[u8::try_from(label.len()).unwrap()], label.as_bytes()].concat())
        .collect();
    bytes.push(0);
    bytes
}

fn query(name: &str, kind: u8) -> Vec<u8> {
    [
        &[0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        &wire(name)[..],
        &[0, kind, 0, 1],
    ]
    .concat()
}

/// With an A record that points to the question's name.
fn response(name: &str, code: u8) -> Vec<u8> {
    let answer = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1];
    [
        &[0x12, 0x34, 0x81, 0x80 | code, 0, 1, 0, 1, 0, 0, 0, 0],
        &wire(name)[..],
        &[0, 1, 0, 1],
        &answer,
    ]
    .concat()
}

fn of(messages: &[Vec<u8>]) -> Dns {
    let mut state = State::default();
    for message in messages {
        state.push(&Message::parse(message).unwrap());
    }
    state.finish()
}

#[test]
fn queries_and_responses_are_counted() {
    let dns = of(&[
        query("www.Example.org", 1),
        response("www.example.org", 0),
        query("WWW.example.org", 28),
        response("www.example.org", 3),
    ]);
    let expected = Dns {
        n_queries: 2,
        n_responses: 2,
        n_nonexistent: 1,
        query: Some("www.Example.org".into()),
        query_type: Some(1),
        longest_query: None,
        max_name_len: 16,
        n_names: 1,
        n_carrier_queries: 0,
        response_code: Some(3),
        answer_bytes: 32,
        entropy: dns.entropy,
    };
    assert_eq!(dns, expected);
    // "example" has seven letters, of which two are e.
    assert!((dns.mean_label_entropy() - (7_f32.log2() - 2.0 / 7.0)).abs() < 1e-5);
}

#[test]
fn a_tunnel_stands_out() {
    let label = "dzg4q2x7v3b5n6m1k9j8h0f2d4s6a8p3o5i7u1y9t2r4e6w8q0z1x3c5v7b9n";
    let names: Vec<String> = (0..100).map(|i| format!("{i}{label}.t.example")).collect();
    let tunnel = of(&names.iter().map(|name| query(name, 16)).collect::<Vec<_>>());
    let plain = of(&[query("www.example.org", 1), query("mail.example.org", 1)]);
    assert_eq!(
        (tunnel.n_names, usize::from(tunnel.max_name_len)),
        (100, 13 + label.len())
    );
    assert!(tunnel.longest_query.as_deref().unwrap().starts_with("10"));
    assert!((tunnel.carrier_share() - 1.0).abs() < 1e-6 && plain.carrier_share() < 1e-6);
    assert!(tunnel.mean_label_entropy() > 4.5 && plain.mean_label_entropy() < 3.0);
}

#[test]
fn different_names_are_capped() {
    let queries: Vec<Vec<u8>> = (0..1000).map(|i| query(&format!("n{i}.example"), 1)).collect();
    assert_eq!(usize::from(of(&queries).n_names), MAX_NAMES);
}

#[test]
fn pointers_are_followed_backwards_only() {
    let mut message = query("example.org", 1);
    let start = message.len();
    message.extend([3, b'w', b'w', b'w', 0xc0, 12]);
    let (name, end) = Name::parse(&message, start).unwrap();
    assert_eq!((name.to_text(), end), (b"www.example.org".to_vec(), start + 6));
    // To itself, forward, and two that point to each other.
    for pointers in [[0xc0, 12, 0xc0, 12], [0xc0, 14, 0, 0], [0xc0, 14, 0xc0, 12]] {
        let message = [&[0; 12][..], &pointers].concat();
        assert!(Name::parse(&message, 12).is_none(), "{pointers:?}");
    }
    assert!(Name::parse(&[0; 12], 12).is_none());
}

#[test]
fn names_are_limited() {
    let longest = [&b"\x3f".repeat(64)[..64].repeat(3)[..], &[61], &[b'a'; 61], &[0]].concat();
    assert_eq!(Name::parse(&longest, 0).map(|(name, _)| name.len()), Some(254));
    let longer = [&b"\x3f".repeat(64)[..64].repeat(4)[..], &[0]].concat();
    assert!(Name::parse(&longer, 0).is_none());
    assert!(Name::parse(&[0x40, 0], 0).is_none());
    let root = Name::parse(&[0], 0).unwrap().0;
    assert_eq!(root.to_text(), b".");
    let odd = Name::parse(b"\x03a.b\x00", 0).unwrap().0;
    assert_eq!(odd.to_text(), b"a\\.b");
}

#[test]
fn every_prefix_is_refused_until_the_question_ends() {
    let message = query("www.example.org", 1);
    for len in 0..message.len() {
        assert!(Message::parse(&message[..len]).is_none(), "{len}");
    }
    assert!(Message::parse(&message).is_some());
}

#[test]
fn what_is_not_dns_is_refused() {
    let mut reserved = query("a.b", 1);
    reserved[3] |= 0x40;
    let mut operation = query("a.b", 1);
    operation[2] |= 0x78;
    let mut class = query("a.b", 1);
    *class.last_mut().unwrap() = 9;
    for message in [reserved, operation, class, vec![0; 64], vec![0xff; 64]] {
        assert!(Message::parse(&message).is_none(), "{message:?}");
    }
}

#[test]
fn announcements_have_no_question() {
    let record = [
        &wire("printer.local")[..],
        &[0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 10, 0, 0, 1],
    ]
    .concat();
    let message = [&[0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0], &record[..]].concat();
    assert_eq!(of(&[message]).n_responses, 1);
}

#[test]
fn netbios_is_told_from_dns() {
    let name = [&[32][..], &b"FHEPFCELEHFCEPFFFACACACACACACABL"[..], &[0, 0, 0x20, 0, 1]].concat();
    let message = [&[0x12, 0x34, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 0], &name[..]].concat();
    assert!(is_netbios_names(&message));
    assert!(!is_netbios_names(&query("www.example.org", 1)));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        Message::parse(&bytes);
        is_netbios_names(&bytes);
    }

    #[test]
    fn no_names_panic(bytes in prop::collection::vec(prop_oneof![0_u8..8, 0xc0_u8..0xc4, any::<u8>()], 0..300), start in 0_usize..300) {
        if let Some((name, _)) = Name::parse(&bytes, start) {
            prop_assert!(name.to_text().len() <= 2 * 255);
        }
    }
}
