//! JA4: a fingerprint of the client that does not depend on the order of extensions.
//!
//! # Source
//! `FoxIO`, "JA4: TLS Client Fingerprinting" (BSD 3-clause; of the other methods of the JA4+ family, none is used).

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::TlsTransport;
use super::client_hello::ClientHello;

const SERVER_NAME: u16 = 0;
const ALPN: u16 = 16;

/// `t13d1516h2_8daaf6152771_e5627efa2ab1`, say.
pub(super) fn ja4(hello: &ClientHello<'_>) -> String {
    let mut ciphers: Vec<u16> = hello.ciphers().collect();
    let mut extensions: Vec<u16> = hello.extension_numbers().collect();
    let mut text = String::with_capacity(36);
    text.push(match hello.transport {
        TlsTransport::Tcp => 't',
        TlsTransport::Datagrams => 'd',
        TlsTransport::Quic => 'q',
    });
    text.push_str(version(hello.highest_number()));
    text.push(if hello.has_server_name() { 'd' } else { 'i' });
    // Writing to a string cannot fail.
    write!(text, "{:02}{:02}", ciphers.len().min(99), extensions.len().min(99)).unwrap_or_default();
    text.extend(ends(hello.alpn().next().unwrap_or(&[])));
    wiresift_order::sort(&mut ciphers);
    text.push('_');
    push_hash(&mut text, &ciphers, &[]);
    extensions.retain(|number| !matches!(*number, SERVER_NAME | ALPN));
    wiresift_order::sort(&mut extensions);
    text.push('_');
    push_hash(
        &mut text,
        &extensions,
        &hello.signature_algorithms().collect::<Vec<_>>(),
    );
    text
}

fn version(version: u16) -> &'static str {
    match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        0xfeff => "d1",
        0xfefd => "d2",
        0xfefc => "d3",
        _ => "00",
    }
}

/// First and last character of the name of a protocol, or of its hexadecimal form.
fn ends(name: &[u8]) -> [char; 2] {
    let (Some(&first), Some(&last)) = (name.first(), name.last()) else {
        return ['0', '0'];
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [first.into(), last.into()];
    }
    [first >> 4, last & 0x0f].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
}

/// The first 12 hexadecimal digits of the SHA-256 of the numbers, written in hexadecimal.
fn push_hash(text: &mut String, sorted: &[u16], in_order: &[u16]) {
    if sorted.is_empty() {
        text.push_str("000000000000");
        return;
    }
    let mut hash = Sha256::new();
    push_list(&mut hash, sorted);
    if !in_order.is_empty() {
        hash.update(b"_");
        push_list(&mut hash, in_order);
    }
    data_encoding::HEXLOWER.encode_append(hash.finalize().get(..6).unwrap_or(&[]), text);
}

fn push_list(hash: &mut Sha256, numbers: &[u16]) {
    let mut separator: &[u8] = b"";
    for number in numbers {
        let mut digits = [0; 4];
        data_encoding::HEXLOWER.encode_mut(&number.to_be_bytes(), &mut digits);
        hash.update(separator);
        hash.update(digits);
        separator = b",";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(sorted: &[u16], in_order: &[u16]) -> String {
        let mut text = String::new();
        push_hash(&mut text, sorted, in_order);
        text
    }

    #[test]
    fn hashes_are_those_of_the_specification() {
        let ciphers = [
            0x002f, 0x0035, 0x009c, 0x009d, 0x1301, 0x1302, 0x1303, 0xc013, 0xc014, 0xc02b, 0xc02c, 0xc02f, 0xc030,
            0xcca8, 0xcca9,
        ];
        let extensions = [
            0x0005, 0x000a, 0x000b, 0x000d, 0x0012, 0x0015, 0x0017, 0x001b, 0x0023, 0x002b, 0x002d, 0x0033, 0x4469,
            0xff01,
        ];
        let algorithms = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
        assert_eq!(hash(&ciphers, &[]), "8daaf6152771");
        assert_eq!(hash(&extensions, &algorithms), "e5627efa2ab1");
        assert_eq!(hash(&extensions, &[]), "6d807ffa2a79");
        assert_eq!(hash(&[], &algorithms), "000000000000");
    }

    #[test]
    fn ends_of_names_are_those_of_the_specification() {
        let cases: [(&[u8], &str); 9] = [
            (b"h2", "h2"),
            (b"http/1.1", "h1"),
            (b"", "00"),
            (b"x", "xx"),
            (b"\xab", "ab"),
            (b"\xab\xcd", "ad"),
            (b"\x30\xab", "3b"),
            (b"\x30\x31\xab\xcd", "3d"),
            (b"\x30\xab\xcd\x31", "01"),
        ];
        for (name, expected) in cases {
            assert_eq!(ends(name).iter().collect::<String>(), expected, "{name:?}");
        }
    }
}
