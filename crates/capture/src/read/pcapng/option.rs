//! Options of blocks: code, length, value, padding.

use crate::ByteOrder;

const END_OF_OPTIONS: u16 = 0;
pub(super) const COMMENT: u16 = 1;

/// Code and value of each option; ends at the first that is not whole.
pub(super) fn options(mut bytes: &[u8], order: ByteOrder) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (&[c0, c1, l0, l1], rest) = bytes.split_first_chunk()?;
        let code = order.u16([c0, c1]);
        if code == END_OF_OPTIONS {
            return None;
        }
        let length = usize::from(order.u16([l0, l1]));
        let value = rest.get(..length)?;
        bytes = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    })
}
