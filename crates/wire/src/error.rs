//! What can be wrong with a message.

/// Why a message cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// It is longer than allowed.
    #[error("the message has {n_bytes} bytes; at most {limit} are taken")]
    TooLong {
        /// Its length in bytes.
        n_bytes: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// It ends too early.
    #[error("the message ends at byte {n_bytes}, within record {record}")]
    Truncated {
        /// Its length in bytes.
        n_bytes: usize,
        /// Which record is cut, from 0; 0 also for the header.
        record: u32,
    },
    /// Bytes follow the last record.
    #[error("{n_bytes} bytes follow the last record")]
    Trailing {
        /// How many.
        n_bytes: usize,
    },
    /// The other end speaks another version.
    #[error("the other end speaks version {theirs} of the protocol, this one {ours}")]
    Version {
        /// Theirs.
        theirs: u8,
        /// Ours.
        ours: u8,
    },
    /// A kind of batch that is not known.
    #[error("{kind} is no kind of batch")]
    Kind {
        /// The first byte.
        kind: u8,
    },
    /// More records than a batch may have.
    #[error("the batch claims {n_records} records; at most {limit} are taken")]
    TooManyRecords {
        /// What it claims.
        n_records: u32,
        /// The most that are taken.
        limit: u32,
    },
    /// A record contradicts itself.
    #[error("record {record}: {reason}")]
    Record {
        /// Which, from 0.
        record: u32,
        /// What is wrong.
        reason: String,
    },
    /// A control message that is not of the protocol.
    #[error("not a message of the protocol: {reason}")]
    Control {
        /// What the JSON parser says.
        reason: String,
    },
}
