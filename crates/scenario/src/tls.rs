//! TLS 1.3 as it looks from outside (RFC 8446): two hellos, then records that say nothing.

use rand::Rng;

/// What kind of program opens the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    Browser,
    MailReader,
    Script,
}

impl Client {
    fn ciphers(self) -> &'static [u16] {
        match self {
            Self::Browser => &[
                0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
            ],
            Self::MailReader => &[0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030],
            Self::Script => &[0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0x009f, 0x009e],
        }
    }

    fn protocols(self) -> &'static [&'static str] {
        match self {
            Self::Browser => &["h2", "http/1.1"],
            Self::MailReader => &[],
            Self::Script => &["http/1.1"],
        }
    }
}

/// Bytes that look encrypted, from a pool: fresh ones would make the sample twice as large.
pub(crate) struct Noise(Vec<u8>);

impl Noise {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        let mut pool = vec![0; 4_096];
        rng.fill(&mut pool[..]);
        Self(pool)
    }

    pub(crate) fn bytes(&self, len: usize, rng: &mut impl Rng) -> Vec<u8> {
        let start = rng.random_range(0..self.0.len());
        self.0.iter().copied().cycle().skip(start).take(len).collect()
    }

    /// Application data of `len` bytes, in records of 16 KB.
    pub(crate) fn records(&self, len: usize, rng: &mut impl Rng) -> Vec<u8> {
        let bytes = self.bytes(len.max(24), rng);
        bytes.chunks(16_384).flat_map(|part| record(23, 0x0303, part)).collect()
    }
}

pub(crate) fn client_hello(name: Option<&str>, client: Client, rng: &mut impl Rng) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend(rng.random::<[u8; 32]>());
    body.push(32);
    body.extend(rng.random::<[u8; 32]>());
    let ciphers: Vec<u8> = client
        .ciphers()
        .iter()
        .flat_map(|cipher| cipher.to_be_bytes())
        .collect();
    body.extend(with_length(&ciphers));
    body.extend([1, 0]);
    let mut extensions = Vec::new();
    if let Some(name) = name {
        let entry = [&[0][..], &with_length(name.as_bytes())].concat();
        extensions.extend(extension(0, &with_length(&entry)));
    }
    extensions.extend(extension(10, &with_length(&[0, 0x1d, 0, 0x17, 0, 0x18])));
    let schemes = [0x0403_u16, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501]
        .map(u16::to_be_bytes)
        .concat();
    extensions.extend(extension(13, &with_length(&schemes)));
    let protocols: Vec<u8> = client
        .protocols()
        .iter()
        .flat_map(|name| short(name.as_bytes()))
        .collect();
    if !protocols.is_empty() {
        extensions.extend(extension(16, &with_length(&protocols)));
    }
    extensions.extend(extension(43, &[4, 3, 4, 3, 3]));
    let share = [&[0, 0x1d][..], &with_length(&rng.random::<[u8; 32]>())].concat();
    extensions.extend(extension(51, &with_length(&share)));
    body.extend(with_length(&extensions));
    record(22, 0x0301, &handshake(1, &body))
}

/// The answer, and everything after it that is encrypted: certificates weigh about 3 KB.
pub(crate) fn server_hello(noise: &Noise, rng: &mut impl Rng) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend(rng.random::<[u8; 32]>());
    body.push(32);
    body.extend(rng.random::<[u8; 32]>());
    body.extend([0x13, 0x01, 0]);
    let mut extensions = extension(43, &[3, 4]);
    let share = [&[0, 0x1d][..], &with_length(&rng.random::<[u8; 32]>())].concat();
    extensions.extend(extension(51, &share));
    body.extend(with_length(&extensions));
    let mut out = record(22, 0x0303, &handshake(2, &body));
    out.extend(record(20, 0x0303, &[1]));
    let size = rng.random_range(2_400..3_800);
    out.extend(noise.records(size, rng));
    out
}

/// What ends the handshake.
pub(crate) fn finished(noise: &Noise, rng: &mut impl Rng) -> Vec<u8> {
    [record(20, 0x0303, &[1]), noise.records(53, rng)].concat()
}

fn record(kind: u8, version: u16, bytes: &[u8]) -> Vec<u8> {
    [&[kind][..], &version.to_be_bytes(), &with_length(bytes)].concat()
}

fn handshake(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 0][..], &with_length(body)].concat()
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &with_length(body)].concat()
}

/// Behind a length of two bytes.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap_or(0).to_be_bytes()[..], bytes].concat()
}

/// Behind a length of one byte.
fn short(bytes: &[u8]) -> Vec<u8> {
    [&[u8::try_from(bytes.len()).unwrap_or(0)][..], bytes].concat()
}
