//! The header of a batch, and which kind it is.

use wiresift_capture::LinkType;

use crate::{FlowBatch, PacketBatch, VERSION, WireError};

/// Length of the header of a batch, in bytes.
pub const HEADER_BYTES: usize = 32;

/// Longest batch, in bytes: what a websocket must be ready to take as one message.
pub const MAX_BATCH_BYTES: usize = 1 << 20;

/// Most records of a batch.
pub const MAX_RECORDS: u32 = 1 << 15;

/// What a batch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BatchKind {
    /// Packets.
    Packets = 1,
    /// Flows.
    Flows = 2,
}

impl BatchKind {
    fn from_byte(kind: u8) -> Option<Self> {
        match kind {
            1 => Some(Self::Packets),
            2 => Some(Self::Flows),
            _ => None,
        }
    }
}

/// Header of a batch; the layout is in the docs of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the records are.
    pub kind: BatchKind,
    /// Interface within the capture, from 0.
    pub interface: u16,
    /// What the frames start with; 0 with flows.
    pub link_type: LinkType,
    /// A number that no other start of a capture has.
    pub capture: u64,
    /// Number of the first record in the capture, from 0.
    pub first: u64,
    /// Records.
    pub n_records: u32,
}

impl Header {
    pub(crate) fn write(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        let fields: [(usize, &[u8]); 6] = [
            (0, &[self.kind as u8, VERSION]),
            (2, &self.interface.to_le_bytes()),
            (4, &self.link_type.0.to_le_bytes()),
            (8, &self.capture.to_le_bytes()),
            (16, &self.first.to_le_bytes()),
            (24, &self.n_records.to_le_bytes()),
        ];
        for (at, field) in fields {
            if let Some(place) = bytes.get_mut(at..at + field.len()) {
                place.copy_from_slice(field);
            }
        }
        bytes
    }

    /// Reads the header; what follows it.
    pub(crate) fn read(message: &[u8]) -> Result<(Self, &[u8]), WireError> {
        let n_bytes = message.len();
        if n_bytes > MAX_BATCH_BYTES {
            let limit = MAX_BATCH_BYTES;
            return Err(WireError::TooLong { n_bytes, limit });
        }
        let cut = WireError::Truncated { n_bytes, record: 0 };
        let Some((head, rest)) = message.split_first_chunk::<HEADER_BYTES>() else {
            return Err(cut);
        };
        let [kind, version, i0, i1, l0, l1, _, _, tail @ ..] = head;
        if *version != VERSION {
            let (theirs, ours) = (*version, VERSION);
            return Err(WireError::Version { theirs, ours });
        }
        let kind = BatchKind::from_byte(*kind).ok_or(WireError::Kind { kind: *kind })?;
        let (capture, tail) = tail.split_first_chunk().ok_or_else(|| cut.clone())?;
        let (first, tail) = tail.split_first_chunk().ok_or_else(|| cut.clone())?;
        let (n_records, _) = tail.split_first_chunk().ok_or(cut)?;
        let header = Self {
            kind,
            interface: u16::from_le_bytes([*i0, *i1]),
            link_type: LinkType(u16::from_le_bytes([*l0, *l1])),
            capture: u64::from_le_bytes(*capture),
            first: u64::from_le_bytes(*first),
            n_records: u32::from_le_bytes(*n_records),
        };
        header.check()?;
        Ok((header, rest))
    }

    fn check(&self) -> Result<(), WireError> {
        if self.n_records > MAX_RECORDS {
            let (n_records, limit) = (self.n_records, MAX_RECORDS);
            return Err(WireError::TooManyRecords { n_records, limit });
        }
        if self.first.checked_add(u64::from(self.n_records)).is_none() {
            let reason = "the sequence number is out of range".to_owned();
            return Err(WireError::Record { record: 0, reason });
        }
        Ok(())
    }
}

/// A binary message, checked.
#[derive(Clone, Debug)]
pub enum Batch<'a> {
    /// Packets, borrowed from the message.
    Packets(PacketBatch<'a>),
    /// Flows.
    Flows(FlowBatch),
}

impl<'a> Batch<'a> {
    /// Reads a binary message, and checks all of it: what is handed out afterwards cannot fail.
    ///
    /// # Errors
    /// [`WireError`] where any byte contradicts the layout or a limit.
    pub fn decode(message: &'a [u8]) -> Result<Self, WireError> {
        let (header, records) = Header::read(message)?;
        match header.kind {
            BatchKind::Packets => PacketBatch::read(header, records, message.len()).map(Self::Packets),
            BatchKind::Flows => FlowBatch::read(header, records, message.len()).map(Self::Flows),
        }
    }

    /// Its header.
    pub fn header(&self) -> &Header {
        match self {
            Self::Packets(batch) => batch.header(),
            Self::Flows(batch) => &batch.header,
        }
    }
}
