//! DNS messages (RFC 1035).

use std::net::{Ipv4Addr, Ipv6Addr};

/// A pointer to another name.
const PTR: u16 = 12;

/// What is asked for, and what the answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    A(Option<Ipv4Addr>),
    Aaaa(Option<Ipv6Addr>),
    Txt(Vec<u8>),
}

impl Record {
    fn kind(&self) -> u16 {
        match self {
            Self::A(_) => 1,
            Self::Txt(_) => 16,
            Self::Aaaa(_) => 28,
        }
    }

    fn data(&self) -> Option<Vec<u8>> {
        match self {
            Self::A(address) => address.map(|address| address.octets().to_vec()),
            Self::Aaaa(address) => address.map(|address| address.octets().to_vec()),
            Self::Txt(text) => {
                let parts = text.chunks(255);
                Some(
                    parts
                        .flat_map(|part| [&[u8::try_from(part.len()).unwrap_or(255)], part].concat())
                        .collect(),
                )
            }
        }
    }
}

pub(crate) fn query(id: u16, name: &str, record: &Record) -> Vec<u8> {
    let mut message = header(id, 0x0100, 0);
    question(&mut message, name, record.kind());
    message
}

/// Who offers `name`? As multicast DNS asks it (RFC 6762, 18).
pub(crate) fn question_to_all(name: &str) -> Vec<u8> {
    let mut message = header(0, 0, 0);
    question(&mut message, name, PTR);
    message
}

/// An answer; a record without data means that there is no such name.
pub(crate) fn response(id: u16, name: &str, record: &Record) -> Vec<u8> {
    let data = record.data();
    let flags = if data.is_some() { 0x8180 } else { 0x8183 };
    let mut message = header(id, flags, u16::from(data.is_some()));
    question(&mut message, name, record.kind());
    if let Some(data) = data {
        message.extend_from_slice(&[0xc0, 12]);
        message.extend_from_slice(&record.kind().to_be_bytes());
        message.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
        message.extend_from_slice(&u16::try_from(data.len()).unwrap_or(0).to_be_bytes());
        message.extend_from_slice(&data);
    }
    message
}

fn header(id: u16, flags: u16, n_answers: u16) -> Vec<u8> {
    [id, flags, 1, n_answers, 0, 0]
        .into_iter()
        .flat_map(u16::to_be_bytes)
        .collect()
}

fn question(message: &mut Vec<u8>, name: &str, kind: u16) {
    for label in name.split('.') {
        message.push(u8::try_from(label.len()).unwrap_or(63));
        message.extend_from_slice(label.as_bytes());
    }
    message.push(0);
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(&[0, 1]);
}
