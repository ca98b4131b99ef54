use super::*;

/// What a hello is built from.
pub(in crate::hint) struct Hello {
    pub(in crate::hint) version: u16,
    pub(in crate::hint) ciphers: Vec<u16>,
    pub(in crate::hint) extensions: Vec<(u16, Vec<u8>)>,
}

fn vec16(body: &[u8]) -> Vec<u8> {
    [&u16::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn server_name(name: &str) -> Vec<u8> {
    vec16(&[&[0], &vec16(name.as_bytes())[..]].concat())
}

fn alpn(names: &[&str]) -> Vec<u8> {
    let names: Vec<u8> = names
        .iter()
        .flat_map(|name| [&[u8::try_from(name.len()).unwrap()], name.as_bytes()].concat())
        .collect();
    vec16(&names)
}

impl Hello {
    /// The example of JA4's specification, with GREASE where Chrome puts it.
    pub(in crate::hint) fn example() -> Self {
        let algorithms = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
        let order = [
            0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b, 0xff01,
            0x000b, 0x000a, 0x0015,
        ];
        let body = |number| match number {
            0x0000 => server_name("example.org"),
            0x0010 => alpn(&["h2", "http/1.1"]),
            0x000d => vec16(&numbers(&algorithms)),
            0x002b => [&[6], &numbers(&[0x3a3a, 0x0304, 0x0303])[..]].concat(),
            _ => Vec::new(),
        };
        let extensions = order.map(|number| (number, body(number)));
        Self {
            version: 0x0303,
            ciphers: vec![
                0x5a5a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
                0x009d, 0x002f, 0x0035,
            ],
            extensions: [(0x2a2a, vec![])]
                .into_iter()
                .chain(extensions)
                .chain([(0xcaca, vec![0])])
                .collect(),
        }
    }

    fn extension_bytes(&self) -> Vec<u8> {
        let extensions: Vec<u8> = self
            .extensions
            .iter()
            .flat_map(|(number, body)| [&number.to_be_bytes()[..], &vec16(body)].concat())
            .collect();
        vec16(&extensions)
    }

    fn body(&self, cookie: &[u8]) -> Vec<u8> {
        [
            &self.version.to_be_bytes()[..],
            &[7; 32],
            &[0],
            cookie,
            &vec16(&numbers(&self.ciphers)),
            &[1, 0],
            &self.extension_bytes(),
        ]
        .concat()
    }

    /// The handshake message.
    pub(in crate::hint) fn message(&self) -> Vec<u8> {
        message(CLIENT, &self.body(&[]))
    }

    /// In a record.
    pub(in crate::hint) fn record(&self) -> Vec<u8> {
        record(&self.message())
    }

    /// In a datagram of DTLS.
    pub(in crate::hint) fn datagram(&self) -> Vec<u8> {
        let body = self.body(&[0]);
        let [_, _, a, b] = u32::try_from(body.len()).unwrap().to_be_bytes();
        let fragment = [&[1, 0, a, b, 0, 0, 0, 0, 0, 0, a, b], &body[..]].concat();
        [&[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0], &vec16(&fragment)[..]].concat()
    }
}

const CLIENT: u8 = handshake::CLIENT_HELLO;
const SERVER: u8 = handshake::SERVER_HELLO;

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 0], &vec16(body)[..]].concat()
}

fn record(message: &[u8]) -> Vec<u8> {
    [&[22, 3, 1], &vec16(message)[..]].concat()
}

/// TLS 1.3 with AES-128-GCM; and TLS 1.2 with ALPN.
fn server(is_13: bool) -> Vec<u8> {
    let extensions = if is_13 {
        [&[0, 43][..], &vec16(&[3, 4])].concat()
    } else {
        [&[0, 16][..], &vec16(&alpn(&["h2"]))].concat()
    };
    let body = [&[3, 3][..], &[9; 32], &[0], &[0x13, 0x01], &[0], &vec16(&extensions)].concat();
    record(&message(SERVER, &body))
}

fn of(pieces: &[(bool, u32, &[u8])]) -> (bool, Tls) {
    let mut connection = Connection::new(TlsTransport::Tcp);
    for (from_originator, sequence, payload) in pieces {
        connection.push(*from_originator, Some(*sequence), payload);
    }
    (connection.is_done(), connection.finish())
}

const EXAMPLE: &str = "t13d1516h2_8daaf6152771_e5627efa2ab1";

#[test]
fn hellos_of_both_sides_are_read() {
    let (is_done, tls) = of(&[(true, 1, &Hello::example().record()), (false, 1, &server(true))]);
    let expected = Tls {
        transport: TlsTransport::Tcp,
        version: Some(0x0304),
        server_name: Some("example.org".into()),
        alpn_offered: Some("h2,http/1.1".into()),
        alpn_chosen: None,
        ja4: Some(EXAMPLE.into()),
        cipher: Some(0x1301),
    };
    assert!(is_done);
    assert_eq!(tls, expected);
    assert_eq!(tls.version_name(), Some("TLSv13"));
}

#[test]
fn the_server_decides_whatever_the_order() {
    let (_, tls) = of(&[(false, 1, &server(false)), (true, 1, &Hello::example().record())]);
    assert_eq!((tls.version, tls.alpn_chosen.as_deref()), (Some(0x0303), Some("h2")));
}

#[test]
fn pieces_come_in_any_order_and_twice() {
    let record = Hello::example().record();
    let start = u32::MAX - 20;
    let piece = |from: usize, to: usize| {
        let sequence = start.wrapping_add(u32::try_from(from).unwrap());
        (true, sequence, &record[from..to])
    };
    let n = record.len();
    let pieces = [
        piece(0, 50),
        piece(100, n),
        piece(0, 60),
        piece(40, 70),
        piece(70, 100),
        piece(0, n),
    ];
    assert_eq!(of(&pieces).1.ja4.as_deref(), Some(EXAMPLE));
}

#[test]
fn a_message_may_span_records() {
    let message = Hello::example().message();
    let records: Vec<u8> = message.chunks(30).flat_map(record).collect();
    assert_eq!(of(&[(true, 5, &records)]).1.ja4.as_deref(), Some(EXAMPLE));
    // An alert in between ends it.
    let broken = [&record(&message[..30])[..], &[21, 3, 3, 0, 2, 2, 40]].concat();
    let (_, tls) = of(&[(true, 5, &broken), (false, 5, &[21, 3, 3, 0, 2, 2, 40])]);
    assert_eq!(tls.ja4, None);
}

#[test]
fn a_cut_hello_gives_what_is_there_but_no_fingerprint() {
    let record = Hello::example().record();
    let mut had_name = false;
    for len in 0..record.len() {
        let (_, tls) = of(&[(true, 1, &record[..len])]);
        assert_eq!(tls.ja4, None, "{len}");
        assert!(
            tls.server_name.is_none() || tls.server_name.as_deref() == Some("example.org"),
            "{len}"
        );
        assert!(!had_name || tls.server_name.is_some(), "{len}");
        had_name |= tls.server_name.is_some();
    }
    assert!(had_name);
}

#[test]
fn dtls_counts_versions_down_and_comes_in_fragments() {
    let mut hello = Hello::example();
    hello.version = 0xfefd;
    hello.extensions.retain(|(number, _)| *number != 43);
    let mut connection = Connection::new(TlsTransport::Datagrams);
    assert!(is_dtls_hello(&hello.datagram()));
    connection.push(true, None, &hello.datagram());
    let tls = connection.finish();
    assert_eq!(
        (tls.version_name(), tls.server_name.as_deref()),
        (Some("DTLSv12"), Some("example.org"))
    );
    assert!(tls.ja4.unwrap().starts_with("dd2d1515h2_8daaf6152771_"));
}

#[test]
fn old_hellos_are_recognised() {
    // Lengths of cipher suites 3, of the session 0, of the challenge 16.
    let hello = [&[0x80, 28, 1, 3, 1, 0, 3, 0, 0, 0, 16][..], &[0; 19]].concat();
    assert!(is_ssl2_hello(&hello) && !is_ssl2_hello(&hello[..8]));
    assert!(!is_ssl2_hello(&[&[0x80, 29][..], &hello[2..]].concat()));
}
