//! TLS: what both sides say in their hello messages, which are not encrypted.
//!
//! The hello may come in pieces, out of order and more than once; of a hello that is cut, what is there is read.
//! Certificates are not looked at.

mod client_hello;
mod handshake;
mod ja4;
mod server_hello;
#[cfg(test)]
pub(super) mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::reader::{Reader, u16s};
use super::stream::Stream;
use super::text;
use client_hello::ClientHello;
use handshake::{Message, Records};
use server_hello::ServerHello;

/// Longest record (RFC 5246, section 6.2.3).
const MAX_RECORD_LEN: usize = (1 << 14) + 2048;

/// What TLS runs over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsTransport {
    /// TCP.
    #[default]
    Tcp,
    /// Datagrams: this is DTLS.
    Datagrams,
    /// QUIC.
    Quic,
}

/// What the hellos of a TLS connection say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tls {
    /// What it runs over.
    pub transport: TlsTransport,
    /// Version as on the wire, `0x0304` being TLS 1.3: the server's choice, or the highest that the client offers.
    pub version: Option<u16>,
    /// The host that the client asks for (SNI).
    pub server_name: Option<Box<str>>,
    /// Application protocols that the client offers, comma-separated.
    pub alpn_offered: Option<Box<str>>,
    /// The application protocol that the server chose. TLS 1.3 and QUIC encrypt it.
    pub alpn_chosen: Option<Box<str>>,
    /// Fingerprint of the client, 36 characters; only from a hello that is complete.
    ///
    /// # Source
    /// `FoxIO`, "JA4: TLS Client Fingerprinting".
    pub ja4: Option<Box<str>>,
    /// The cipher suite that the server chose: a number of the IANA registry.
    pub cipher: Option<u16>,
}

impl Tls {
    /// The version's name, as Zeek writes it.
    pub fn version_name(&self) -> Option<&'static str> {
        Some(match self.version? {
            0x0002 => "SSLv2",
            0x0300 => "SSLv3",
            0x0301 => "TLSv10",
            0x0302 => "TLSv11",
            0x0303 => "TLSv12",
            0x0304 => "TLSv13",
            0xfeff => "DTLSv10",
            0xfefd => "DTLSv12",
            0xfefc => "DTLSv13",
            _ => return None,
        })
    }

    /// Takes a hello of either side. Whether it is one.
    fn take(&mut self, message: &Message<'_>) -> bool {
        match message.kind {
            handshake::CLIENT_HELLO => ClientHello::parse(message, self.transport)
                .map(|hello| self.take_client(&hello))
                .is_some(),
            handshake::SERVER_HELLO => ServerHello::parse(message)
                .map(|hello| self.take_server(&hello))
                .is_some(),
            _ => false,
        }
    }

    fn take_client(&mut self, hello: &ClientHello<'_>) {
        if self.cipher.is_none() {
            self.version = Some(hello.version());
        }
        self.server_name = hello.server_name().and_then(text::clean_some);
        let offered = hello.alpn().collect::<Vec<_>>().join(&b","[..]);
        self.alpn_offered = text::clean_some(&offered);
        self.ja4 = hello.is_complete.then(|| ja4::ja4(hello).into());
    }

    fn take_server(&mut self, hello: &ServerHello<'_>) {
        self.version = Some(hello.version);
        self.cipher = Some(hello.cipher);
        self.alpn_chosen = hello.alpn.and_then(text::clean_some);
    }
}

/// A TLS connection that is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Connection {
    tls: Tls,
    originator: Half,
    responder: Half,
}

/// One direction.
#[derive(Clone, Debug, Default)]
struct Half {
    /// Sequence number of the first byte of the stream.
    start: Option<u32>,
    stream: Stream,
    is_done: bool,
}

impl Connection {
    pub(super) fn new(transport: TlsTransport) -> Self {
        Self {
            tls: Tls {
                transport,
                ..Tls::default()
            },
            ..Self::default()
        }
    }

    /// Whether both hellos are known, or cannot be.
    pub(super) fn is_done(&self) -> bool {
        self.originator.is_done && self.responder.is_done
    }

    fn half(&mut self, from_originator: bool) -> (&mut Half, &mut Tls) {
        let half = if from_originator {
            &mut self.originator
        } else {
            &mut self.responder
        };
        (half, &mut self.tls)
    }

    /// Takes the payload of a segment or datagram.
    pub(super) fn push(&mut self, from_originator: bool, sequence: Option<u32>, payload: &[u8]) {
        let is_dtls = self.tls.transport == TlsTransport::Datagrams;
        let (half, tls) = self.half(from_originator);
        if half.is_done {
            return;
        }
        if is_dtls {
            half.push_datagram(payload, tls);
        } else {
            half.push_segment(sequence, payload, tls);
        }
    }

    /// Takes a part of the handshake's stream, `offset` bytes after its start: QUIC has no records.
    pub(super) fn push_handshake(&mut self, from_originator: bool, offset: u64, bytes: &[u8]) {
        let (half, tls) = self.half(from_originator);
        if half.is_done {
            return;
        }
        half.stream.insert(usize::try_from(offset).unwrap_or(usize::MAX), bytes);
        half.read_handshake(tls);
    }

    /// Whether one side's hello is known.
    pub(super) fn has_hello_of(&self, originator: bool) -> bool {
        if originator {
            self.originator.is_done
        } else {
            self.responder.is_done
        }
    }

    /// What was found; of hellos that are still cut, what is there.
    pub(super) fn finish(mut self) -> Tls {
        for half in [&mut self.originator, &mut self.responder] {
            if half.is_done {
                continue;
            }
            let handshake = match self.tls.transport {
                TlsTransport::Tcp => Records::new(half.stream.data()).handshake(),
                TlsTransport::Datagrams | TlsTransport::Quic => Cow::Borrowed(half.stream.data()),
            };
            if let Some(message) = Message::parse(&handshake) {
                self.tls.take(&message);
            }
        }
        self.tls
    }
}

impl Half {
    fn push_segment(&mut self, sequence: Option<u32>, payload: &[u8], tls: &mut Tls) {
        if self.start.is_none() && self.stream.len() == 0 {
            if !is_hello_record(payload) {
                // An alert, or no handshake. What is neither may be a later segment that came early.
                self.is_done = matches!(payload.first(), Some(20 | 21 | 23));
                return;
            }
            self.start = sequence;
        }
        let offset = match (sequence, self.start) {
            (Some(sequence), Some(start)) => sequence.wrapping_sub(start) as usize,
            _ => self.stream.len(),
        };
        if self.stream.len() == 0 && offset == 0 && self.take_records(payload, tls) {
            // It came in one piece: nothing to keep.
            return;
        }
        self.stream.insert(offset, payload);
        let stream = std::mem::take(&mut self.stream);
        if !self.take_records(stream.data(), tls) {
            self.stream = stream;
        }
    }

    /// Whether nothing more is to be had from these records and those after them.
    fn take_records(&mut self, bytes: &[u8], tls: &mut Tls) -> bool {
        let records = Records::new(bytes);
        let handshake = records.handshake();
        match Message::parse(&handshake) {
            Some(message) if message.is_complete() => {
                tls.take(&message);
                self.is_done = true;
            }
            _ => self.is_done = records.end_handshake(),
        }
        self.is_done
    }

    fn push_datagram(&mut self, payload: &[u8], tls: &mut Tls) {
        let Some(fragment) = handshake::Fragment::parse(payload) else {
            self.is_done = !matches!(payload.first(), Some(22));
            return;
        };
        // The hello that answers a request for a cookie is the first one again, with the cookie.
        if fragment.is_hello() {
            self.stream.insert(0, &fragment.header());
            let offset = usize::try_from(fragment.offset).unwrap_or(usize::MAX);
            self.stream
                .insert(offset.saturating_add(handshake::HEADER_LEN), fragment.body);
            self.read_handshake(tls);
        }
    }

    fn read_handshake(&mut self, tls: &mut Tls) {
        let Some(message) = Message::parse(self.stream.data()) else {
            return;
        };
        if message.is_complete() {
            tls.take(&message);
            self.is_done = true;
            self.stream = Stream::default();
        }
    }
}

/// Whether bytes begin with a TLS record that begins with a hello, of either side.
pub(super) fn is_hello_record(payload: &[u8]) -> bool {
    matches!(
        payload,
        [22, 3, 0..=4, high, _, handshake::CLIENT_HELLO | handshake::SERVER_HELLO, 0, ..] if *high <= 0x40
    )
}

/// Whether bytes begin with a record from the middle of a connection; with two, where two begin.
pub(super) fn is_later_record(payload: &[u8]) -> bool {
    let next = |bytes| {
        let mut reader = Reader::new(bytes);
        let is_record = matches!(reader.take(3)?, [20..=23, 3, 0..=3]);
        let len = usize::from(reader.u16()?);
        (is_record && (1..=MAX_RECORD_LEN).contains(&len)).then(|| reader.rest().get(len..))
    };
    match next(payload) {
        Some(Some(second)) => second.len() < 5 || next(second).is_some(),
        Some(None) => true,
        None => false,
    }
}

/// Whether bytes begin with a DTLS record that begins with a hello, or with the server's request for a cookie.
pub(super) fn is_dtls_hello(payload: &[u8]) -> bool {
    matches!(
        payload,
        [22, 0xfe, 0xfd | 0xff, 0, 0, _, _, _, _, _, _, _, _, 1..=3, 0, ..]
    )
}

/// Whether bytes begin with the hello of a client that also speaks SSL 2 (RFC 5246, appendix E.2).
pub(super) fn is_ssl2_hello(payload: &[u8]) -> bool {
    let [high @ 0x80..=0x8f, low, 1, rest @ ..] = payload else {
        return false;
    };
    let mut fields = u16s(rest);
    let (Some(version), Some(ciphers), Some(session), Some(challenge)) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return false;
    };
    let len = usize::from(u16::from_be_bytes([high & 0x7f, *low]));
    let parts = 9 + usize::from(ciphers) + usize::from(session) + usize::from(challenge);
    matches!(version, 2 | 0x0300..=0x0303) && ciphers % 3 == 0 && len == parts
}

/// The extensions of a hello: number and body. A last one that is cut is left out.
fn extensions(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(move || Some((reader.u16()?, reader.vec16()?)))
}

/// Names of an ALPN extension (RFC 7301, section 3.1).
fn protocol_names(extension: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut reader = Reader::new(Reader::new(extension).vec16().unwrap_or(&[]));
    std::iter::from_fn(move || reader.vec8())
}

/// Values that clients send to keep servers tolerant (RFC 8701).
fn is_grease(value: u16) -> bool {
    let [high, low] = value.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}
