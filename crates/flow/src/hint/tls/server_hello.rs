//! The server's hello (RFC 8446, section 4.1.3).

use super::handshake::Message;
use super::{extensions, protocol_names};
use crate::hint::reader::Reader;

const ALPN: u16 = 16;
const SUPPORTED_VERSIONS: u16 = 43;

/// Fields of a server's hello.
#[derive(Debug)]
pub(super) struct ServerHello<'a> {
    pub(super) version: u16,
    pub(super) cipher: u16,
    /// The application protocol that it chose.
    pub(super) alpn: Option<&'a [u8]>,
}

impl<'a> ServerHello<'a> {
    /// `None` where it is cut before its cipher suite ends.
    pub(super) fn parse(message: &Message<'a>) -> Option<Self> {
        let mut reader = Reader::new(message.body);
        let mut version = reader.u16()?;
        let _random = reader.take(32)?;
        let _session_id = reader.vec8()?;
        let cipher = reader.u16()?;
        let _compression = reader.u8();
        let len = reader.u16().map_or(0, usize::from);
        let mut alpn = None;
        for (number, body) in extensions(reader.take_at_most(len)) {
            match number {
                ALPN => alpn = protocol_names(body).next(),
                SUPPORTED_VERSIONS => version = Reader::new(body).u16().unwrap_or(version),
                _ => {}
            }
        }
        Some(Self { version, cipher, alpn })
    }
}
