//! Handshake messages, and what they come in: records of TLS, fragments of DTLS.

use std::borrow::Cow;

use crate::hint::reader::Reader;

pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const SERVER_HELLO: u8 = 2;
/// Content type of records of the handshake.
const HANDSHAKE: u8 = 22;
/// Kind and length of a message.
pub(super) const HEADER_LEN: usize = 4;

/// A handshake message, perhaps cut (RFC 8446, section 4).
#[derive(Debug)]
pub(super) struct Message<'a> {
    pub(super) kind: u8,
    /// As far as there is one.
    pub(super) body: &'a [u8],
    /// Length of the body by its header.
    len: usize,
}

impl<'a> Message<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let kind = reader.u8()?;
        let len = usize::try_from(reader.u24()?).ok()?;
        let body = reader.take_at_most(len);
        Some(Self { kind, body, len })
    }

    pub(super) fn is_complete(&self) -> bool {
        self.body.len() == self.len
    }
}

/// The start of a stream of TLS records (RFC 8446, section 5.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Records<'a>(Reader<'a>);

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(Reader::new(bytes))
    }

    /// The bodies of the records of the handshake that come first, as far as they are there.
    pub(super) fn handshake(mut self) -> Cow<'a, [u8]> {
        let first = self.next_body().unwrap_or(&[]);
        let is_whole = Message::parse(first).is_some_and(|message| message.is_complete());
        if is_whole || self.0.is_empty() {
            return Cow::Borrowed(first);
        }
        let mut bodies = first.to_vec();
        while let Some(body) = self.next_body() {
            bodies.extend_from_slice(body);
        }
        Cow::Owned(bodies)
    }

    /// Whether something else follows the records of the handshake.
    pub(super) fn end_handshake(mut self) -> bool {
        while self.next_body().is_some() {}
        self.0.rest().first().is_some_and(|&kind| kind != HANDSHAKE)
    }

    fn next_body(&mut self) -> Option<&'a [u8]> {
        let mut reader = self.0;
        if reader.u8()? != HANDSHAKE {
            return None;
        }
        let _version = reader.u16()?;
        let len = reader.u16()?;
        let body = reader.take_at_most(usize::from(len));
        self.0 = reader;
        Some(body)
    }
}

/// The first fragment of a handshake message in a DTLS datagram (RFC 6347, section 4.2.2).
#[derive(Debug)]
pub(super) struct Fragment<'a> {
    kind: u8,
    len: u32,
    /// Bytes of the message before it.
    pub(super) offset: u32,
    pub(super) body: &'a [u8],
}

impl<'a> Fragment<'a> {
    pub(super) fn parse(datagram: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(datagram);
        if reader.u8()? != HANDSHAKE {
            return None;
        }
        // Version, epoch and sequence number, length of the record.
        let ([0xfe, _, 0, 0, ..], _) = (reader.take(10)?, reader.u16()?) else {
            return None;
        };
        let kind = reader.u8()?;
        let len = reader.u24()?;
        let _sequence = reader.u16()?;
        let offset = reader.u24()?;
        let n_bytes = reader.u24()?;
        let body = reader.take_at_most(usize::try_from(n_bytes).ok()?);
        Some(Self {
            kind,
            len,
            offset,
            body,
        })
    }

    pub(super) fn is_hello(&self) -> bool {
        matches!(self.kind, CLIENT_HELLO | SERVER_HELLO)
    }

    /// The header that the message would have outside DTLS.
    pub(super) fn header(&self) -> [u8; HEADER_LEN] {
        let [_, a, b, c] = self.len.to_be_bytes();
        [self.kind, a, b, c]
    }
}
