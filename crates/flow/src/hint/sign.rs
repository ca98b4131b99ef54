//! Signs of an attack in payload that is not encrypted: what a request asks for, and programs that are sent.
//!
//! In: the payload of one packet. Out: a [`Sign`], if it holds one of few patterns that hardly ever stand in ordinary requests. It
//! is no intrusion detection system: a pattern that is split between packets, encoded twice or inside TLS is not seen.
//!
//! # Source
//! the OWASP Core Rule Set 4 (930 path traversal and restricted files, 932 command injection, 941 cross-site scripting,
//! 942 SQL injection, 913 scanners), of which these are the plainest cases; RFC 1006, section 6, for TPKT.

use serde::{Deserialize, Serialize};

use super::text;

/// Bytes of a request that are looked at.
const MAX_REQUEST: usize = 2_048;

/// What payload gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sign {
    /// A request with SQL in a value.
    SqlInjection,
    /// A request with a script in a value.
    CrossSiteScripting,
    /// A request with a command in a value.
    CommandInjection,
    /// A request for a file outside of what is served.
    PathTraversal,
    /// A request for a file that holds secrets.
    SecretFile,
    /// A request of a program that looks for weak spots.
    Scanner,
    /// A program for Windows or Linux.
    Executable,
    /// A shell script.
    Script,
    /// The head of a TPKT packet, of H.323 or remote desktop, that says it holds less than such a packet must.
    MalformedTpkt,
}

impl Sign {
    /// Every sign.
    pub const ALL: [Self; 9] = [
        Self::SqlInjection,
        Self::CrossSiteScripting,
        Self::CommandInjection,
        Self::PathTraversal,
        Self::SecretFile,
        Self::Scanner,
        Self::Executable,
        Self::Script,
        Self::MalformedTpkt,
    ];

    /// In words, as tables have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SqlInjection => "SQL injection",
            Self::CrossSiteScripting => "cross-site scripting",
            Self::CommandInjection => "command injection",
            Self::PathTraversal => "path traversal",
            Self::SecretFile => "secret file",
            Self::Scanner => "scanner",
            Self::Executable => "executable",
            Self::Script => "shell script",
            Self::MalformedTpkt => "malformed TPKT",
        }
    }

    /// Of a packet's payload; `is_tcp` says whether it may be an HTTP request or a TPKT packet.
    pub(super) fn of(payload: &[u8], is_tcp: bool) -> Option<Self> {
        let in_tcp = || request(payload).or_else(|| is_malformed_tpkt(payload).then_some(Self::MalformedTpkt));
        program(payload).or_else(|| is_tcp.then(in_tcp)?)
    }
}

/// Patterns in a decoded, lower-case request line or form.
const VALUES: &[(Sign, &[&str])] = &[
    (
        Sign::SqlInjection,
        &[
            "union select ",
            "union all select ",
            "' or '1'='1",
            "' or 1=1",
            "\" or 1=1",
            "' and 1=1",
            "' and '1'='1",
            "' order by ",
            "information_schema.",
            "waitfor delay '",
            "'; drop table",
            "' and sleep(",
        ],
    ),
    (
        Sign::CrossSiteScripting,
        &[
            "<script",
            "javascript:alert(",
            "onerror=alert",
            "<svg/onload",
            "<svg onload",
        ],
    ),
    (
        Sign::CommandInjection,
        &[
            "${jndi:",
            "() { :;",
            ";wget ",
            "; wget ",
            "|wget ",
            ";curl ",
            "; curl ",
            ";cat /",
            "; cat /",
            "|cat /",
            "|dir ",
            "&&whoami",
            "cmd.exe?/c",
            "/bin/sh -c",
            "/bin/bash -c",
        ],
    ),
    (
        Sign::PathTraversal,
        &[
            "../../",
            "..\\..\\",
            "/etc/passwd",
            "/etc/shadow",
            "/boot.ini",
            "/win.ini",
            "\\win.ini",
        ],
    ),
    (
        Sign::SecretFile,
        &[
            "/.env",
            "/.git/config",
            "/.aws/credentials",
            "/.htpasswd",
            "/.ssh/id_",
            "/wp-config.php.",
        ],
    ),
];

/// What scanners call themselves, lower-case.
const SCANNERS: &[&[u8]] = &[
    b"nikto",
    b"sqlmap",
    b"nmap scripting engine",
    b"masscan",
    b"gobuster",
    b"dirbuster",
    b"wpscan",
    b"nuclei",
    b"zgrab",
    b"acunetix",
];

fn request(payload: &[u8]) -> Option<Sign> {
    let payload = payload.get(..MAX_REQUEST).unwrap_or(payload);
    let (method, rest) = text::first_line(payload).split_at_checked(payload.iter().position(|&byte| byte == b' ')?)?;
    if method.is_empty() || !method.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let form = memchr::memmem::find(payload, b"\r\n\r\n").and_then(|at| payload.get(at + 4..));
    let values = [decoded(rest), decoded(form.unwrap_or_default())];
    let found = VALUES.iter().find(|(_, patterns)| {
        let mut patterns = patterns.iter();
        patterns.any(|pattern| values.iter().any(|value| value.contains(pattern)))
    });
    found.map(|(sign, _)| *sign).or_else(|| in_head(payload))
}

/// What headers say.
fn in_head(payload: &[u8]) -> Option<Sign> {
    if text::contains(payload, b"${jndi:") || text::contains(payload, b"() { :;") {
        return Some(Sign::CommandInjection);
    }
    let agent = text::lines(payload).find(|line| text::starts_with(line, b"user-agent:"))?;
    let is_scanner = SCANNERS.iter().any(|name| text::contains(agent, name));
    is_scanner.then_some(Sign::Scanner)
}

/// Lower-case, with `%2e` and `+` as what they stand for. What is no ASCII becomes `?`.
fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let byte = match (byte, tail) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => b'%',
            },
            (b'+', _) => b' ',
            (byte, _) => *byte,
        };
        text.push(if byte.is_ascii() {
            char::from(byte.to_ascii_lowercase())
        } else {
            '?'
        });
    }
    text
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// A program at the start of the payload, behind its length (as stagers send it) or behind the head of a response.
fn program(payload: &[u8]) -> Option<Sign> {
    let behind_head = payload
        .starts_with(b"HTTP/1.")
        .then(|| memchr::memmem::find(payload, b"\r\n\r\n").and_then(|at| payload.get(at + 4..)))
        .flatten();
    let starts = [Some(payload), payload.get(4..), behind_head];
    starts.into_iter().flatten().find_map(at_start)
}

fn at_start(bytes: &[u8]) -> Option<Sign> {
    if bytes.starts_with(b"\x7fELF") || is_windows_program(bytes) {
        return Some(Sign::Executable);
    }
    let is_script =
        bytes.starts_with(b"#!/bin/") || bytes.starts_with(b"#! /bin/") || bytes.starts_with(b"#!/usr/bin/");
    is_script.then_some(Sign::Script)
}

/// Version 3, and a length with room for its own four bytes, but not for the three that must follow. Smaller lengths are left out:
/// `03 00 00 00` is the number 3 to other protocols.
fn is_malformed_tpkt(payload: &[u8]) -> bool {
    matches!(payload, [3, 0, 0, 4..=6, ..])
}

/// `MZ`, and what Microsoft's linker or any other puts behind it. Two letters alone are chance.
fn is_windows_program(bytes: &[u8]) -> bool {
    const STUBS: [&[u8]; 3] = [
        b"This program cannot be run in DOS mode",
        b"This program must be run under",
        b"PE\0\0",
    ];
    let head = bytes.get(..1_024).unwrap_or(bytes);
    bytes.starts_with(b"MZ") && STUBS.iter().any(|stub| memchr::memmem::find(head, stub).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_known_by_what_they_ask_for() {
        let cases: [(&[u8], Option<Sign>); 15] = [
            (
                b"GET /?id=a%27+UNION+SELECT+%22x%22 HTTP/1.1\r\n",
                Some(Sign::SqlInjection),
            ),
            (b"GET /?id=1%27+and+1%3D1%23 HTTP/1.1\r\n", Some(Sign::SqlInjection)),
            (
                b"GET /?d=%3Cscript%3Ealert(1) HTTP/1.1\r\n",
                Some(Sign::CrossSiteScripting),
            ),
            (b"GET /a/../../../etc/passwd HTTP/1.1\r\n", Some(Sign::PathTraversal)),
            (b"GET /.env HTTP/1.1\r\n", Some(Sign::SecretFile)),
            (
                b"GET / HTTP/1.1\r\nX: ${jndi:ldap://x}\r\n\r\n",
                Some(Sign::CommandInjection),
            ),
            (b"GET / HTTP/1.1\r\nUser-Agent: Nikto/2\r\n\r\n", Some(Sign::Scanner)),
            (
                b"POST /f HTTP/1.1\r\n\r\nq=x;wget+http://x",
                Some(Sign::CommandInjection),
            ),
            (b"GET /union/select.html HTTP/1.1\r\n", None),
            (b"GET /search?q=script+or+1+environment HTTP/1.1\r\n", None),
            (b"\x03\0\0\x04", Some(Sign::MalformedTpkt)),
            (b"\x03\0\0\x07\x02\xf0\x80", None),
            (b"\x03\0\0\0\x01\0\0\0", None),
            (b"%\xff \x00% %2", None),
            (b"", None),
        ];
        for (payload, sign) in cases {
            assert_eq!(Sign::of(payload, true), sign, "{}", String::from_utf8_lossy(payload));
        }
        for payload in [b"GET /.env HTTP/1.1".as_slice(), b"\x03\0\0\x04"] {
            assert_eq!(Sign::of(payload, false), None);
        }
    }

    #[test]
    fn programs_are_known_wherever_they_begin() {
        let program = b"MZ\x90\0....This program cannot be run in DOS mode.";
        let after = |head: &[u8]| [head, program].concat();
        for payload in [
            after(b""),
            after(b"\0\x2c\0\0"),
            after(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        ] {
            assert_eq!(Sign::of(&payload, false), Some(Sign::Executable));
        }
        assert_eq!(Sign::of(b"\x7fELF\x02\x01", false), Some(Sign::Executable));
        assert_eq!(Sign::of(b"#!/bin/bash\nid", false), Some(Sign::Script));
        assert_eq!(Sign::of(b"MZ and so on", false), None);
    }
}
