//! Protocols over UDP.

use super::{binary, control, operator};
use crate::hint::reader::Reader;
use crate::hint::text::contains;
use crate::hint::{Service, dns, http, quic, tls};

/// What a datagram is of. DNS is told apart before.
pub(crate) fn datagram(payload: &[u8]) -> Option<Service> {
    let first = *payload.first()?;
    match first {
        b'<' => angle(payload),
        b'A'..=b'Z' => letters(payload),
        b'd' if is_torrent_table(payload) => Some(Service::BitTorrent),
        22 => tls::is_dtls_hello(payload).then_some(Service::Dtls),
        0x30 => asn1(payload),
        0x6a..=0x6d | 0x7e if binary::is_kerberos(payload) => Some(Service::Kerberos),
        0x80.. => high(payload),
        0x05 if control::is_dnp3(payload) => Some(Service::Dnp3),
        _ => None,
    }
    .or_else(|| low(first, payload))
}

fn angle(payload: &[u8]) -> Option<Service> {
    if is_syslog(payload) {
        return Some(Service::Syslog);
    }
    let start = payload.get(..512).unwrap_or(payload);
    (start.starts_with(b"<?xml") && contains(start, b"/ws/2005/04/discovery")).then_some(Service::WsDiscovery)
}

fn letters(payload: &[u8]) -> Option<Service> {
    let is_ssdp = |start: &[u8]| payload.starts_with(start);
    if is_ssdp(b"M-SEARCH * HTTP/1.1") || is_ssdp(b"NOTIFY * HTTP/1.1") || is_ssdp(b"HTTP/1.1 200 OK\r\n") {
        return Some(Service::Ssdp);
    }
    http::service(payload).filter(|service| *service == Service::Sip)
}

fn asn1(payload: &[u8]) -> Option<Service> {
    if binary::is_snmp(payload) {
        return Some(Service::Snmp);
    }
    binary::is_ldap(payload).then_some(Service::Ldap)
}

fn high(payload: &[u8]) -> Option<Service> {
    if quic::version(payload).is_some() {
        return Some(Service::Quic);
    }
    is_rtcp(payload).then_some(Service::Rtcp)
}

/// Those that begin with a small number: a type, a length, an identifier.
fn low(first: u8, payload: &[u8]) -> Option<Service> {
    if is_stun(payload) {
        Some(Service::Stun)
    } else if is_ntp(payload) {
        Some(Service::Ntp)
    } else if matches!(first, 1 | 2) && is_dhcp(payload) {
        Some(Service::Dhcp)
    } else if is_wireguard(payload) {
        Some(Service::WireGuard)
    } else if matches!(first, 0) && is_tftp(payload) {
        Some(Service::Tftp)
    } else if is_openvpn(payload) {
        Some(Service::OpenVpn)
    } else if is_ike(payload) {
        Some(Service::Ike)
    } else if is_radius(payload) {
        Some(Service::Radius)
    } else if binary::is_rpc_call(payload) {
        Some(Service::Rpc)
    } else if operator::is_netflow(payload) {
        Some(Service::Netflow)
    } else if operator::is_gtp_control(payload) {
        Some(Service::GtpC)
    } else if quic::version(payload).is_some() {
        Some(Service::Quic)
    } else {
        dns::is_netbios_names(payload).then_some(Service::NetbiosNs)
    }
}

/// A priority of at most 191 in angle brackets, then text (RFC 3164, section 4.1.1).
fn is_syslog(payload: &[u8]) -> bool {
    let Some(end) = payload.iter().take(5).position(|&byte| byte == b'>') else {
        return false;
    };
    let digits = payload.get(1..end).and_then(|digits| std::str::from_utf8(digits).ok());
    let is_priority = digits
        .and_then(|digits| digits.parse().ok())
        .is_some_and(|n: u8| n <= 191);
    is_priority && payload.get(end + 1).is_some_and(u8::is_ascii_graphic)
}

/// A message of the distributed hash table (BEP 5): a dictionary that begins with one of its keys.
fn is_torrent_table(payload: &[u8]) -> bool {
    [&b"d1:ad2:id20:"[..], b"d1:rd2:id20:", b"d1:eli", b"d2:ip6:"]
        .iter()
        .any(|start| payload.starts_with(start))
}

/// A header with the magic number, and a length that fits (RFC 8489, section 5).
fn is_stun(payload: &[u8]) -> bool {
    let &[0..=0x3f, _, high, low, 0x21, 0x12, 0xa4, 0x42, ..] = payload else {
        return false;
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    len.is_multiple_of(4) && len + 20 >= payload.len()
}

/// The fixed part of version 3 or 4, with or without a key's digest (RFC 5905, section 7.3).
fn is_ntp(payload: &[u8]) -> bool {
    let &[first, stratum, poll, precision, ..] = payload else {
        return false;
    };
    let (version, mode) = (first >> 3 & 7, first & 7);
    let is_len = matches!(payload.len(), 48 | 60 | 64 | 68 | 72);
    // The clock's precision is a power of two below a second; clients may say nothing.
    let is_precision = precision == 0 || precision > 0xd0;
    is_len && matches!(version, 3 | 4) && matches!(mode, 1..=5) && stratum <= 16 && poll <= 17 && is_precision
}

/// A message with the magic number after the fields of BOOTP (RFC 2131, section 2); or, cut before that, with an
/// Ethernet address and the zeros after it.
fn is_dhcp(payload: &[u8]) -> bool {
    match payload.get(236..240) {
        Some(magic) => magic == [0x63, 0x82, 0x53, 0x63],
        None => matches!(payload, [1 | 2, 1, 6, 0..=16, ..]) && payload.get(34..44) == Some(&[0; 10]),
    }
}

/// The messages of fixed length, and those with data that is padded to 16 bytes.
fn is_wireguard(payload: &[u8]) -> bool {
    match (payload, payload.len()) {
        ([1, 0, 0, 0, ..], 148) | ([2, 0, 0, 0, ..], 92) | ([3, 0, 0, 0, ..], 64) => true,
        // A counter that is still small.
        ([4, 0, 0, 0, _, _, _, _, _, _, _, 0, 0, 0, 0, 0, ..], len) => len >= 32 && len.is_multiple_of(16),
        _ => false,
    }
}

/// A request with a file's name and a mode (RFC 1350, section 5).
fn is_tftp(payload: &[u8]) -> bool {
    let [0, 1 | 2, rest @ ..] = payload else { return false };
    let mut words = rest.split(|&byte| byte == 0);
    let is_name = words
        .next()
        .is_some_and(|name| !name.is_empty() && name.iter().all(|byte| (0x20..0x7f).contains(byte)));
    let is_mode = words.next().is_some_and(|mode| {
        [&b"octet"[..], b"netascii", b"mail"]
            .iter()
            .any(|known| mode.eq_ignore_ascii_case(known))
    });
    is_name && is_mode
}

/// A client's hard reset with nothing to acknowledge, with and without a digest and a time.
fn is_openvpn(payload: &[u8]) -> bool {
    let is_len = matches!(payload.len(), 14 | 42 | 54 | 86);
    matches!(payload, [0x38, .., 0, 0, 0, 0, 0]) && is_len
}

/// A message by the version and the length in its header, behind four zero bytes on port 4500 (RFC 7296, section 3.1).
fn is_ike(payload: &[u8]) -> bool {
    let message = payload.strip_prefix(&[0; 4]).unwrap_or(payload);
    let Some((&[a, b, c, d, _, _, _, _, rest @ ..], _)) = message.split_first_chunk::<28>() else {
        return false;
    };
    let has_cookie = [a, b, c, d] != [0; 4];
    let [.., version, exchange, flags, _, _, _, _, e, f, g, h] = rest;
    let is_exchange = match version {
        0x10 => matches!(exchange, 1..=6 | 32..=34),
        0x20 => matches!(exchange, 34..=43),
        _ => false,
    };
    let len = u32::from_be_bytes([e, f, g, h]);
    has_cookie && is_exchange && flags & 0xc0 == 0 && usize::try_from(len).is_ok_and(|len| len == message.len())
}

/// A request or answer by its length, and attributes that fill it (RFC 2865, section 3).
fn is_radius(payload: &[u8]) -> bool {
    let inner = || {
        let mut reader = Reader::new(payload);
        let (code, _number, len) = (reader.u8()?, reader.u8()?, reader.u16()?);
        let _authenticator = reader.take(16)?;
        if !matches!(code, 1..=5 | 11 | 40..=45) || usize::from(len) != payload.len() || reader.is_empty() {
            return None;
        }
        while !reader.is_empty() {
            let (_kind, len) = (reader.u8()?, reader.u8()?);
            reader.take(usize::from(len).checked_sub(2)?)?;
        }
        Some(())
    };
    inner().is_some()
}

/// Reports that fill the datagram by their lengths (RFC 3550, section 6.1).
fn is_rtcp(payload: &[u8]) -> bool {
    let inner = || {
        let mut reader = Reader::new(payload);
        while !reader.is_empty() {
            let (first, kind, words) = (reader.u8()?, reader.u8()?, reader.u16()?);
            if first >> 6 != 2 || !matches!(kind, 200..=207) {
                return None;
            }
            reader.take(4 * usize::from(words))?;
        }
        Some(())
    };
    payload.len() >= 8 && inner().is_some()
}
