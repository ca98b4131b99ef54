//! The client's hello (RFC 8446, section 4.1.2; RFC 6347, section 4.2.1).

use super::handshake::Message;
use super::{TlsTransport, extensions, is_grease, protocol_names};
use crate::hint::reader::{Reader, u16s};

const SERVER_NAME: u16 = 0;
const SIGNATURE_ALGORITHMS: u16 = 13;
const ALPN: u16 = 16;
const SUPPORTED_VERSIONS: u16 = 43;

/// Fields of a client's hello.
#[derive(Debug)]
pub(super) struct ClientHello<'a> {
    pub(super) transport: TlsTransport,
    /// Whether nothing of it is cut.
    pub(super) is_complete: bool,
    legacy_version: u16,
    ciphers: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> ClientHello<'a> {
    /// `None` where it is cut before its cipher suites end.
    pub(super) fn parse(message: &Message<'a>, transport: TlsTransport) -> Option<Self> {
        let mut reader = Reader::new(message.body);
        let legacy_version = reader.u16()?;
        let _random = reader.take(32)?;
        let _session_id = reader.vec8()?;
        if transport == TlsTransport::Datagrams {
            let _cookie = reader.vec8()?;
        }
        let ciphers = reader.vec16()?;
        let _compression = reader.vec8();
        // Before TLS 1.2 there may be none.
        let len = reader.u16().map_or(0, usize::from);
        let extensions = reader.take_at_most(len);
        Some(Self {
            transport,
            is_complete: message.is_complete() && extensions.len() == len,
            legacy_version,
            ciphers,
            extensions,
        })
    }

    /// The highest version that it offers, as JA4 counts: drafts are higher than versions.
    pub(super) fn highest_number(&self) -> u16 {
        // DTLS counts down.
        let highest = match self.transport {
            TlsTransport::Datagrams => self.versions().min(),
            TlsTransport::Tcp | TlsTransport::Quic => self.versions().max(),
        };
        highest.unwrap_or(self.legacy_version)
    }

    /// The highest version that it offers, drafts aside.
    pub(super) fn version(&self) -> u16 {
        let is_draft = |version: u16| matches!(version.to_be_bytes(), [0x7f, _]);
        let versions = self.versions().filter(|&version| !is_draft(version));
        match self.transport {
            TlsTransport::Datagrams => self.highest_number(),
            TlsTransport::Tcp | TlsTransport::Quic => versions.max().unwrap_or_else(|| self.highest_number()),
        }
    }

    fn versions(&self) -> impl Iterator<Item = u16> {
        let list = self.extension(SUPPORTED_VERSIONS);
        let offered = list.and_then(|list| Reader::new(list).vec8()).unwrap_or(&[]);
        u16s(offered).filter(|&version| !is_grease(version))
    }

    /// Cipher suites, without GREASE.
    pub(super) fn ciphers(&self) -> impl Iterator<Item = u16> {
        u16s(self.ciphers).filter(|&cipher| !is_grease(cipher))
    }

    /// Numbers of the extensions, without GREASE.
    pub(super) fn extension_numbers(&self) -> impl Iterator<Item = u16> {
        extensions(self.extensions)
            .map(|(number, _)| number)
            .filter(|&number| !is_grease(number))
    }

    /// Signature algorithms in the client's order, without GREASE.
    pub(super) fn signature_algorithms(&self) -> impl Iterator<Item = u16> {
        let list = self.extension(SIGNATURE_ALGORITHMS);
        let algorithms = list.and_then(|list| Reader::new(list).vec16()).unwrap_or(&[]);
        u16s(algorithms).filter(|&algorithm| !is_grease(algorithm))
    }

    /// Whether it has the extension for the server's name.
    pub(super) fn has_server_name(&self) -> bool {
        self.extension(SERVER_NAME).is_some()
    }

    /// The server's name (RFC 6066, section 3).
    pub(super) fn server_name(&self) -> Option<&'a [u8]> {
        let mut names = Reader::new(Reader::new(self.extension(SERVER_NAME)?).vec16()?);
        let host_name = 0;
        (names.u8()? == host_name).then(|| names.vec16()).flatten()
    }

    /// Application protocols, without GREASE.
    pub(super) fn alpn(&self) -> impl Iterator<Item = &'a [u8]> {
        protocol_names(self.extension(ALPN).unwrap_or(&[]))
            .filter(|name| !matches!(**name, [a, b] if is_grease(u16::from_be_bytes([a, b]))))
    }

    fn extension(&self, number: u16) -> Option<&'a [u8]> {
        extensions(self.extensions)
            .find(|(found, _)| *found == number)
            .map(|(_, body)| body)
    }
}
