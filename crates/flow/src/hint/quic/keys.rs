//! Keys of Initial packets.

use hkdf::Hkdf;
use sha2::Sha256;

/// QUIC version 2.
pub(super) const VERSION_2: u32 = 0x6b33_43cf;

const SALT_V1: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f,
    0x0a,
];
const SALT_V2: [u8; 20] = [
    0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e,
    0xd9,
];
const SALT_DRAFT_29: [u8; 20] = [
    0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8,
    0x99,
];
const SALT_DRAFT_23: [u8; 20] = [
    0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5,
    0x02,
];

/// The salt of a version (RFC 9001, section 5.2; RFC 9369, section 3.3.1; the drafts of RFC 9001).
pub(super) fn salt(version: u32) -> Option<&'static [u8; 20]> {
    match version {
        1 | 0xff00_0021..=0xff00_0022 => Some(&SALT_V1),
        VERSION_2 => Some(&SALT_V2),
        0xff00_001d..=0xff00_0020 => Some(&SALT_DRAFT_29),
        0xff00_0017..=0xff00_001c => Some(&SALT_DRAFT_23),
        _ => None,
    }
}

/// The secret from which both sides derive the keys of their Initial packets.
#[derive(Clone, Debug)]
pub(super) struct InitialSecret {
    secret: [u8; 32],
    version: u32,
}

/// Keys of one side's Initial packets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Keys {
    pub(super) key: [u8; 16],
    pub(super) iv: [u8; 12],
    /// Of the header's protection.
    pub(super) header: [u8; 16],
}

impl InitialSecret {
    /// From the connection identifier to which the client's first packet goes. `None` for versions that are not known.
    pub(super) fn new(version: u32, destination: &[u8]) -> Option<Self> {
        let (secret, _) = Hkdf::<Sha256>::extract(Some(salt(version)?), destination);
        Some(Self {
            secret: secret.into(),
            version,
        })
    }

    pub(super) fn client(&self) -> Keys {
        self.keys("client in")
    }

    pub(super) fn server(&self) -> Keys {
        self.keys("server in")
    }

    fn keys(&self, side: &str) -> Keys {
        let secret: [u8; 32] = expand(&self.secret, side);
        let [key, iv, header] = if self.version == VERSION_2 {
            ["quicv2 key", "quicv2 iv", "quicv2 hp"]
        } else {
            ["quic key", "quic iv", "quic hp"]
        };
        Keys {
            key: expand(&secret, key),
            iv: expand(&secret, iv),
            header: expand(&secret, header),
        }
    }
}

/// HKDF-Expand-Label without context (RFC 8446, section 7.1).
fn expand<const N: usize>(secret: &[u8; 32], label: &str) -> [u8; N] {
    const PREFIX: &str = "tls13 ";
    let len = u8::try_from(PREFIX.len() + label.len()).unwrap_or(u8::MAX);
    let n = u8::try_from(N).unwrap_or(u8::MAX);
    let mut key = [0; N];
    // Secrets of 32 bytes and keys of at most 32 are never refused.
    if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(secret) {
        let info: [&[u8]; 4] = [&[0, n, len], PREFIX.as_bytes(), label.as_bytes(), &[0]];
        hkdf.expand_multi_info(&info, &mut key).unwrap_or_default();
    }
    key
}
