//! Numbers out of bytes.

/// Order of the bytes of a number, most significant last or first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl ByteOrder {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }

    /// The number at `at` of `data`, if it is there.
    pub(crate) fn u16_at(self, data: &[u8], at: usize) -> Option<u16> {
        data.get(at..)?.first_chunk().map(|bytes| self.u16(*bytes))
    }

    /// The number at `at` of `data`, if it is there.
    pub(crate) fn u32_at(self, data: &[u8], at: usize) -> Option<u32> {
        data.get(at..)?.first_chunk().map(|bytes| self.u32(*bytes))
    }
}

/// The two network-order bytes at `at` of `data`, if they are there.
pub(crate) fn be16_at(data: &[u8], at: usize) -> Option<u16> {
    ByteOrder::Big.u16_at(data, at)
}

/// A length as `u32`. Lengths of what lies in memory here are far below the limit.
pub(crate) fn len32(data: &[u8]) -> u32 {
    u32::try_from(data.len()).unwrap_or(u32::MAX)
}

/// A 32-bit length as an index.
pub(crate) fn index(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// At most `n` bytes from the start of `data`.
pub(crate) fn at_most(data: &[u8], n: usize) -> &[u8] {
    data.get(..n).unwrap_or(data)
}
