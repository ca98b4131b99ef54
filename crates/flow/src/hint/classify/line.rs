//! Protocols of lines of text, over TCP.

use crate::hint::Service;
use crate::hint::text::{contains, first_line, starts_with};

/// What a first line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// This protocol.
    Of(Service),
    /// `220`: a server of FTP or SMTP.
    Greeting,
    /// `USER`: a client of FTP or POP3.
    User,
}

/// What the lines that are known begin with: most segments have none of these, and no line is looked for in them.
const STARTS: &[u8] = b"23UuEeHhLl+Cc*Nn:@GR<{";

/// What the first line of a segment says.
pub(crate) fn line(payload: &[u8]) -> Option<Line> {
    let first = payload.first()?;
    if !STARTS.contains(first) {
        return None;
    }
    let line = first_line(payload);
    let service = match first {
        b'2' => return greeting(line),
        b'U' | b'u' if starts_with(line, b"user ") => return user(line),
        b'3' if line.starts_with(b"331 ") => Service::Ftp,
        b'E' | b'e' | b'H' | b'h' | b'L' | b'l' if is_hello(line) => Service::Smtp,
        b'+' if starts_with(line, b"+ok") && payload.contains(&b'\n') => Service::Pop3,
        b'C' | b'c' if line.eq_ignore_ascii_case(b"capa") => Service::Pop3,
        b'*' if starts_with(line, b"* ok") || starts_with(line, b"* preauth") => Service::Imap,
        b'*' if is_redis(payload) => Service::Redis,
        b'N' | b'n' if starts_with(line, b"nick ") => Service::Irc,
        b':' if is_irc_server(line) => Service::Irc,
        b'@' if line.starts_with(b"@RSYNCD: ") => Service::Rsync,
        b'G' if line.starts_with(b"GNUTELLA CONNECT/") || line.starts_with(b"GNUTELLA/") => Service::Gnutella,
        b'R' if is_rfb(line) => Service::Rfb,
        b'<' if is_xmpp(payload) => Service::Xmpp,
        b'{' if is_stratum(payload) => Service::Stratum,
        _ => return None,
    };
    Some(Line::Of(service))
}

fn greeting(line: &[u8]) -> Option<Line> {
    if !matches!(line, [b'2', b'2', b'0', b' ' | b'-', ..]) {
        return None;
    }
    // "ESMTP" has it too.
    if contains(line, b"smtp") {
        return Some(Line::Of(Service::Smtp));
    }
    if contains(line, b"ftp") {
        return Some(Line::Of(Service::Ftp));
    }
    Some(Line::Greeting)
}

fn user(line: &[u8]) -> Option<Line> {
    // IRC's has four parameters.
    match line.split(|&byte| byte == b' ').count() {
        2 => Some(Line::User),
        5.. if contains(line, b" :") => Some(Line::Of(Service::Irc)),
        _ => None,
    }
}

fn is_hello(line: &[u8]) -> bool {
    [&b"ehlo "[..], b"helo ", b"lhlo "]
        .iter()
        .any(|verb| starts_with(line, verb))
}

/// An array of bulk strings: `*2\r\n$4\r\n`.
fn is_redis(payload: &[u8]) -> bool {
    let mut lines = crate::hint::text::lines(payload);
    let is_number = |line: Option<&[u8]>, sign: u8| {
        line.and_then(|line| line.split_first()).is_some_and(|(first, digits)| {
            *first == sign && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        })
    };
    is_number(lines.next(), b'*') && is_number(lines.next(), b'$')
}

/// `:server NOTICE ...` or `:server 001 ...`.
fn is_irc_server(line: &[u8]) -> bool {
    let mut words = line.split(|&byte| byte == b' ').skip(1);
    matches!(words.next(), Some(b"NOTICE" | b"001" | b"020" | b"433" | b"PRIVMSG"))
}

/// `RFB 003.008`.
fn is_rfb(line: &[u8]) -> bool {
    matches!(
        line,
        [
            b'R',
            b'F',
            b'B',
            b' ',
            b'0',
            b'0',
            b'0'..=b'9',
            b'.',
            b'0',
            b'0',
            b'0'..=b'9'
        ]
    )
}

fn is_xmpp(payload: &[u8]) -> bool {
    let start = payload.get(..256).unwrap_or(payload);
    (starts_with(start, b"<?xml") || starts_with(start, b"<stream:")) && contains(start, b"jabber:")
}

/// JSON-RPC of miners.
fn is_stratum(payload: &[u8]) -> bool {
    const METHODS: [&[u8]; 5] = [
        b"\"mining.",
        b"\"eth_submitlogin\"",
        b"\"eth_getwork\"",
        b"\"eth_login\"",
        b"\"method\":\"login\"",
    ];
    let start = payload.get(..256).unwrap_or(payload);
    METHODS.iter().any(|method| contains(start, method))
}
