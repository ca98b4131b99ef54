//! Binary protocols, one function each.

use crate::hint::reader::Reader;

/// A session message with SMB 1, 2 or 3 inside (RFC 1002, section 4.3.1).
pub(super) fn is_smb_session(payload: &[u8]) -> bool {
    matches!(payload, [0, 0, _, _, 0xfc..=0xff, b'S', b'M', b'B', ..])
}

/// A control message (RFC 2637, section 2).
pub(super) fn is_pptp(payload: &[u8]) -> bool {
    matches!(payload, [0, _, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, ..])
}

/// A message of Kerberos 5 (RFC 4120, section 5.4.1): its application tag, a sequence, the version.
pub(super) fn is_kerberos(message: &[u8]) -> bool {
    const REQUEST: [u8; 5] = [0xa1, 3, 2, 1, 5];
    const OTHER: [u8; 5] = [0xa0, 3, 2, 1, 5];
    let inner = || {
        let mut reader = Reader::new(message);
        let is_request = match reader.u8()? {
            0x6a | 0x6c => true,
            0x6b | 0x6d | 0x7e => false,
            _ => return None,
        };
        ber_len(&mut reader)?;
        if reader.u8()? != 0x30 {
            return None;
        }
        ber_len(&mut reader)?;
        reader
            .rest()
            .starts_with(if is_request { &REQUEST } else { &OTHER })
            .then_some(())
    };
    inner().is_some()
}

/// A message of LDAP (RFC 4511, section 4.1.1): its number, then the tag of an operation.
pub(super) fn is_ldap(payload: &[u8]) -> bool {
    let inner = || {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 0x30 {
            return None;
        }
        let len = ber_len(&mut reader)?;
        if len < 5 || reader.u8()? != 2 {
            return None;
        }
        let number = reader.vec8()?;
        let is_operation = matches!(reader.u8()?, 0x42 | 0x4a | 0x50 | 0x60..=0x6f | 0x73 | 0x77..=0x79);
        (matches!(number.len(), 1..=4) && is_operation).then_some(())
    };
    inner().is_some()
}

/// A message of SNMP: a version, then a community or the header of version 3 (RFC 1157, section 4; RFC 3412,
/// section 6).
pub(super) fn is_snmp(payload: &[u8]) -> bool {
    let inner = || {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 0x30 {
            return None;
        }
        ber_len(&mut reader)?;
        let version = reader.take(3)?;
        let next = reader.u8()?;
        matches!((version, next), ([2, 1, 0 | 1], 0x04) | ([2, 1, 3], 0x30)).then_some(())
    };
    inner().is_some()
}

/// A length in the basic encoding rules of ASN.1 (X.690, section 8.1.3), definite, up to 2^24.
fn ber_len(reader: &mut Reader<'_>) -> Option<u32> {
    match reader.u8()? {
        len @ 0..=0x7f => Some(len.into()),
        0x81 => reader.u8().map(u32::from),
        0x82 => reader.u16().map(u32::from),
        0x83 => reader.u24(),
        0x84 => reader.u32().filter(|len| *len < 1 << 24),
        _ => None,
    }
}

/// A call (RFC 5531, section 9): version 2, a program of the system's range.
pub(super) fn is_rpc_call(message: &[u8]) -> bool {
    matches!(
        message,
        [_, _, _, _, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0x86, _, 0, 0, 0, 0..=9, ..]
    )
}

/// A bind or request with the usual representation of numbers (C706, section 12.6.3.1).
pub(super) fn is_dce_rpc(payload: &[u8]) -> bool {
    matches!(payload, [5, 0 | 1, 0 | 2 | 3 | 11..=19, _, 0x10, 0, 0, 0, _, _, ..])
}

/// The greeting of a client that offers ways to authenticate (RFC 1928, section 3).
pub(super) fn is_socks5(payload: &[u8]) -> bool {
    let [5, n, methods @ ..] = payload else { return false };
    usize::from(*n) == methods.len() && (1..=10).contains(n) && methods.iter().all(|method| *method <= 9)
}

/// A request to connect or bind, with an address or a name.
pub(super) fn is_socks4(payload: &[u8]) -> bool {
    matches!(payload, [4, 1 | 2, _, _, _, _, _, _, rest @ ..] if rest.last() == Some(&0) && rest.len() < 300)
}

/// A client's first packet: length, name of the protocol, version.
pub(super) fn is_mqtt(payload: &[u8]) -> bool {
    let Some((0x10, rest)) = payload.split_first() else {
        return false;
    };
    let n_length = rest.iter().take(3).take_while(|byte| **byte >= 0x80).count() + 1;
    let name = rest.get(n_length..).unwrap_or(&[]);
    name.starts_with(b"\x00\x04MQTT") || name.starts_with(b"\x00\x06MQIsdp")
}

/// The first version message on the main or a test network.
pub(super) fn is_bitcoin(payload: &[u8]) -> bool {
    matches!(payload, [0xf9, 0xbe, 0xb4, 0xd9, command @ ..] if command.first().is_some_and(u8::is_ascii_lowercase))
}

/// A negotiation of options (RFC 854): IAC, WILL to DONT, an option that exists.
pub(super) fn is_telnet(payload: &[u8]) -> bool {
    matches!(
        payload,
        [0xff, 0xfb..=0xfe, 0..=49] | [0xff, 0xfb..=0xfe, 0..=49, 0xff, ..]
    ) || matches!(payload, [0xff, 0xfb..=0xfe, 0..=49, rest @ ..] if rest.is_ascii() && rest.len() < 256)
        || matches!(payload, [0xff, 0xfa, 0..=49, .., 0xff, 0xf0])
}

/// A message: a marker, a length, a type (RFC 4271, section 4.1).
pub(super) fn is_bgp(payload: &[u8]) -> bool {
    matches!(payload.strip_prefix(&[0xff; 16]), Some([0..=0x10, _, 1..=5, ..]))
}

/// The first two parts of the handshake together: version 3, a time, four zero bytes.
pub(super) fn is_rtmp(payload: &[u8]) -> bool {
    matches!(payload, [3, _, _, _, _, 0, 0, 0, 0, rest @ ..] if rest.len() > 1000)
}
