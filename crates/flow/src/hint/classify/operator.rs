//! Protocols between the machines of a network's operator.

use crate::hint::reader::Reader;

/// An export of `NetFlow` 5 (Cisco), 9 (RFC 3954) or IPFIX (RFC 7011), whose parts fill the datagram.
pub(super) fn is_netflow(payload: &[u8]) -> bool {
    let inner = || {
        let mut reader = Reader::new(payload);
        match reader.u16()? {
            5 => {
                let n_flows = usize::from(reader.u16()?);
                ((1..=30).contains(&n_flows) && payload.len() == 24 + 48 * n_flows).then_some(())
            }
            9 => {
                reader.take(18)?;
                are_sets(reader)
            }
            10 => {
                let len = usize::from(reader.u16()?);
                reader.take(12)?;
                (len == payload.len()).then(|| are_sets(reader))?
            }
            _ => None,
        }
    };
    inner().is_some()
}

/// Sets of templates or data, at least one. Numbers from 4 to 255 are not given.
fn are_sets(mut reader: Reader<'_>) -> Option<()> {
    let mut is_some = None;
    while !reader.is_empty() {
        let (number, len) = (reader.u16()?, reader.u16()?);
        reader.take(usize::from(len).checked_sub(4)?)?;
        matches!(number, 0..=3 | 256..).then_some(())?;
        is_some = Some(());
    }
    is_some
}

/// A message of GTP-C, version 1 (3GPP TS 29.060, section 6) or 2 (TS 29.274, section 5), by its length.
pub(super) fn is_gtp_control(payload: &[u8]) -> bool {
    let &[first, kind, high, low, ..] = payload else {
        return false;
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    match first {
        // 255 carries packets: that is GTP-U.
        0x30 | 0x32 => (1..=254).contains(&kind) && payload.len() == len + 8,
        // Only echoes and refusals of a version have no tunnel.
        0x40 => matches!(kind, 1..=3) && payload.len() == len + 4,
        0x48 => kind >= 4 && len >= 8 && payload.len() == len + 4,
        _ => false,
    }
}
