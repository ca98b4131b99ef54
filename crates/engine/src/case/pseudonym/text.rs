//! Addresses and names within strings.

use std::net::IpAddr;

use data_encoding::{BASE32HEX_NOPAD, Encoding};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{CryptoPan, KEY_BYTES};

/// Bytes of a hash that stand for a level of a name: 40 bits, 8 letters.
const LEVEL_BYTES: usize = 5;
/// Bytes of a hash that stand for an identifier.
const OPAQUE_BYTES: usize = 10;

/// What replaces addresses and names, under one key.
#[derive(Clone)]
pub struct Pseudonyms {
    addresses: CryptoPan,
    names: Hmac<Sha256>,
}

impl Pseudonyms {
    /// The pseudonyms of a key, which should be random.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        // Two uses, two keys: the one of the names says nothing of the other.
        let names = hmac(key).chain_update(b"wiresift names").finalize().into_bytes();
        Self {
            addresses: CryptoPan::new(key),
            names: hmac(&names),
        }
    }

    /// A string that is one name, with any number of levels: `a.example.com`. An address in its place is one; a port
    /// behind it stays.
    pub fn name(&self, name: &str) -> String {
        let replaced = self.addresses(name);
        if replaced != name {
            return replaced;
        }
        let (host, port) = match name.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (host, Some(port))
            }
            _ => (name, None),
        };
        // Names are the same in any case.
        let host = host.to_ascii_lowercase();
        let levels: Vec<String> = (host.match_indices('.').map(|(at, _)| at + 1))
            .fold(vec![host.as_str()], |mut suffixes, at| {
                suffixes.extend(host.get(at..));
                suffixes
            })
            .into_iter()
            .map(|suffix| self.level(suffix))
            .collect();
        let host = levels.join(".");
        port.map_or(host.clone(), |port| format!("{host}:{port}"))
    }

    /// What stands for the first level of a name: it depends on all behind it, and on nothing before.
    fn level(&self, suffix: &str) -> String {
        if suffix.is_empty() || suffix.starts_with('.') {
            return String::new();
        }
        self.hash(b"level", suffix, LEVEL_BYTES, &BASE32HEX_NOPAD)
            .to_ascii_lowercase()
    }

    /// A string that was made from addresses and means nothing by itself.
    pub fn opaque(&self, text: &str) -> String {
        self.hash(b"opaque", text, OPAQUE_BYTES, &BASE32HEX_NOPAD)
    }

    /// A string with every IP or hardware address in it replaced.
    pub fn addresses(&self, text: &str) -> String {
        self.replace(text, false)
    }

    /// A string with every address and everything that looks like a name of at least two levels replaced.
    pub fn text(&self, text: &str) -> String {
        self.replace(text, true)
    }

    fn replace(&self, text: &str, with_names: bool) -> String {
        let mut replaced = String::with_capacity(text.len());
        for word in split_keeping(text, |c| !(c.is_ascii_alphanumeric() || ".:-_".contains(c))) {
            match self.word(word, with_names) {
                Some(pseudonym) => replaced.push_str(&pseudonym),
                None => replaced.push_str(word),
            }
        }
        replaced
    }

    /// A word that is an address or a name, or whose parts are.
    fn word(&self, word: &str, with_names: bool) -> Option<String> {
        if let Ok(address) = word.parse() {
            return Some(self.address(address));
        }
        if let Some(hardware) = self.hardware(word) {
            return Some(hardware);
        }
        let parts = |separator: char| {
            word.contains(separator).then(|| {
                let parts = word.split(separator).map(|part| (part, self.word(part, with_names)));
                let parts: Vec<_> = parts.collect();
                let is_any = parts.iter().any(|(_, pseudonym)| pseudonym.is_some());
                let words = parts
                    .into_iter()
                    .map(|(part, word)| word.unwrap_or_else(|| part.to_owned()));
                is_any.then(|| words.collect::<Vec<_>>().join(&separator.to_string()))
            })?
        };
        // `a:b`, then `a-b` as in CIC's flow identifiers, then `a_b`: but a name may hold hyphens.
        parts(':').or_else(|| {
            if with_names && is_name(word) {
                return Some(self.name(word));
            }
            parts('-').or_else(|| parts('_')).or_else(|| self.glued(word))
        })
    }

    /// A word with IPv4 addresses among letters or at the end of a sentence.
    fn glued(&self, word: &str) -> Option<String> {
        let parts = split_keeping(word, |c| !(c.is_ascii_digit() || c == '.'));
        let parts = parts.into_iter().map(|part| {
            let address = part.trim_matches('.');
            let parsed = address.parse().ok().map(|parsed| self.address(parsed));
            parsed.map_or(part.to_owned(), |pseudonym| part.replacen(address, &pseudonym, 1))
        });
        let replaced = parts.collect::<String>();
        (replaced != word).then_some(replaced)
    }

    fn address(&self, address: IpAddr) -> String {
        self.addresses.address(address).to_string()
    }

    /// The pseudonym of a hardware address: one that is locally administered and of one station. The address of all
    /// stations names nobody.
    fn hardware(&self, word: &str) -> Option<String> {
        let separator = if word.contains(':') { ":" } else { "-" };
        let octets: Vec<&str> = word.split(separator).collect();
        let is_octet = |octet: &&str| octet.len() == 2 && octet.bytes().all(|byte| byte.is_ascii_hexdigit());
        if octets.len() != 6 || !octets.iter().all(is_octet) {
            return None;
        }
        let octets = octets.concat().to_ascii_lowercase();
        if octets == "ffffffffffff" {
            return Some(word.to_owned());
        }
        let hash = self.digest(b"hardware", &octets);
        let mut octets = hash.into_iter().take(6);
        let first = octets.next().map(|octet| octet & 0xfc | 0x02);
        let octets: Vec<String> = first
            .into_iter()
            .chain(octets)
            .map(|octet| format!("{octet:02x}"))
            .collect();
        Some(octets.join(separator))
    }

    fn hash(&self, kind: &[u8], text: &str, n_bytes: usize, encoding: &Encoding) -> String {
        let hash = self.digest(kind, text);
        encoding.encode(hash.get(..n_bytes).unwrap_or(&hash))
    }

    fn digest(&self, kind: &[u8], text: &str) -> [u8; 32] {
        let hash = self.names.clone().chain_update(kind).chain_update([0]);
        hash.chain_update(text).finalize().into_bytes().into()
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("any length is good")
}

/// Whether a word looks like a name of at least two levels: the last one is of letters, as every top level is, or is
/// written in their place (`xn--`).
fn is_name(word: &str) -> bool {
    let mut levels = word.trim_end_matches('.').rsplit('.');
    let top = levels.next().unwrap_or_default();
    let is_top = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic()) || top.starts_with("xn--");
    let mut n_levels = 1;
    let is_level = |level: &str| {
        n_levels += 1;
        !level.is_empty() && level.len() <= 63
    };
    is_top && levels.all(is_level) && n_levels >= 2
}

/// The words of a text and what is between them, in order.
fn split_keeping(text: &str, is_between: impl Fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = !is_between(first);
        let end = rest.find(|c| is_between(c) == is_word).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests;
