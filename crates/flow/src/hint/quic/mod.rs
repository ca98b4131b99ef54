//! QUIC: the hellos in its Initial packets, whose keys follow from what everyone can see.
//!
//! Packets are decrypted, not authenticated: the tag is beyond the end of packets that a capture has cut, and what
//! has the shape of frames from end to end was decrypted with the right key.
//!
//! # Source
//! RFC 9000 (packets and frames), RFC 9001 (protection), RFC 9369 (version 2).

mod frame;
mod keys;
mod packet;
#[cfg(test)]
pub(super) mod tests;

use super::tls::{Connection, Tls, TlsTransport};
use keys::{InitialSecret, Keys};
use packet::{Initial, Packet};

/// Packets of one datagram that are looked at.
const MAX_COALESCED: usize = 6;

/// A QUIC connection that is looked at.
#[derive(Clone, Debug)]
pub(super) struct State {
    version: u32,
    client: Option<Client>,
    server: Option<Keys>,
    connection: Connection,
}

/// The side whose packets open with the keys of a client.
#[derive(Clone, Debug)]
struct Client {
    is_originator: bool,
    secret: InitialSecret,
    keys: Keys,
}

impl State {
    pub(super) fn new(version: u32) -> Self {
        Self {
            version,
            client: None,
            server: None,
            connection: Connection::new(TlsTransport::Quic),
        }
    }

    /// Whether both hellos are known, or cannot be.
    pub(super) fn is_done(&self) -> bool {
        // After negotiation the client begins again.
        let is_readable = self.version == 0 || keys::salt(self.version).is_some();
        !is_readable || self.connection.is_done()
    }

    pub(super) fn push(&mut self, from_originator: bool, datagram: &[u8]) {
        let mut rest = datagram;
        for _ in 0..MAX_COALESCED {
            let Some(packet) = Packet::parse(rest) else { return };
            self.version = packet.version;
            if let Some(initial) = packet.initial {
                self.take(from_originator, &initial);
            }
            rest = packet.after;
        }
    }

    fn take(&mut self, from_originator: bool, initial: &Initial<'_>) {
        if self.connection.has_hello_of(from_originator) {
            return;
        }
        let frames = match &self.client {
            Some(client) if client.is_originator != from_originator => {
                initial.open(self.server.get_or_insert_with(|| client.secret.server()))
            }
            _ => self.open_client(from_originator, initial),
        };
        for (offset, bytes) in frame::crypto(&frames.unwrap_or_default()) {
            self.connection.push_handshake(from_originator, offset, bytes);
        }
    }

    /// The keys follow from the client's first packet, or from the one that answers a Retry.
    fn open_client(&mut self, is_originator: bool, initial: &Initial<'_>) -> Option<Vec<u8>> {
        if let Some(frames) = self.client.as_ref().and_then(|client| initial.open(&client.keys)) {
            return Some(frames);
        }
        let secret = InitialSecret::new(self.version, initial.destination)?;
        let keys = secret.client();
        let frames = initial.open(&keys)?;
        self.client = Some(Client {
            is_originator,
            secret,
            keys,
        });
        self.server = None;
        Some(frames)
    }

    /// Version as on the wire, and what was found in hellos.
    pub(super) fn finish(self) -> (u32, Option<Tls>) {
        let tls = self.connection.finish();
        (self.version, tls.version.is_some().then_some(tls))
    }
}

/// The version, if this begins with a long header of a version that is known: those of the RFCs and their drafts, of
/// Google before, of Facebook, and negotiation.
pub(super) fn version(payload: &[u8]) -> Option<u32> {
    let (&[first, a, b, c, d], rest) = payload.split_first_chunk()?;
    if first & 0x80 == 0 {
        return google_version(payload);
    }
    let version = u32::from_be_bytes([a, b, c, d]);
    let is_known = match version {
        // Negotiation: connection identifiers and a list of versions.
        0 => return is_negotiation(rest).then_some(0),
        1 | keys::VERSION_2 => first & 0x40 != 0,
        0xff00_0000..=0xff00_0030 | 0xface_b000..=0xface_b00f => true,
        _ => matches!([a, b, c, d], [b'Q' | b'T', b'0', b'0'..=b'9', b'0'..=b'9']),
    };
    (is_known && payload.len() >= 20).then_some(version)
}

/// Of a packet of gQUIC before version 44: flags, connection identifier, version.
fn google_version(payload: &[u8]) -> Option<u32> {
    let version = match payload {
        [0x09 | 0x0d, _, _, _, _, _, _, _, _, b'Q', b'0', c, d, ..] => [b'Q', b'0', *c, *d],
        _ => return None,
    };
    matches!(version, [_, _, b'0'..=b'9', b'0'..=b'9']).then(|| u32::from_be_bytes(version))
}

fn is_negotiation(rest: &[u8]) -> bool {
    let mut reader = super::reader::Reader::new(rest);
    let ids = (reader.vec8(), reader.vec8());
    let versions = reader.rest().as_chunks::<4>();
    matches!(ids, (Some(a), Some(b)) if a.len() <= 20 && b.len() <= 20 && a.len() + b.len() >= 8)
        && versions.1.is_empty()
        && versions
            .0
            .iter()
            .any(|version| matches!(version, [0, 0, 0, 1] | [0xff, 0, 0, _] | [b'Q', b'0', ..]))
}
