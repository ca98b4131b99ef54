//! Errors of reading a capture file.

use wiresift_inflate::InflateError;

use crate::BlockKind;

/// Why a capture file cannot be read, or not any further. Packets handed out before remain good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// Not one byte.
    #[error("the file is empty")]
    Empty,
    /// It ends before its own header does.
    #[error("the file ends after {n_bytes} bytes, inside its header")]
    CutHeader {
        /// Bytes there are.
        n_bytes: u64,
    },
    /// Some other kind of file.
    #[error("expected a pcap or pcapng file, found a file that starts with {magic:02x?}")]
    NotACapture {
        /// The first bytes.
        magic: [u8; 4],
    },
    /// A version that is not known.
    #[error("byte {offset}: expected version {expected} of the format, found {major}.{minor}")]
    Version {
        /// Where the header starts, in decompressed bytes.
        offset: u64,
        /// What is read here.
        expected: &'static str,
        /// Found.
        major: u16,
        /// Found.
        minor: u16,
    },
    /// A pcapng section that does not say in which order its bytes are.
    #[error("byte {offset}: expected the byte-order magic of a section, found {found:02x?}")]
    ByteOrderMagic {
        /// Where the block starts, in decompressed bytes.
        offset: u64,
        /// What stands in its place.
        found: [u8; 4],
    },
    /// A pcap record longer than anything that is captured: the file is damaged before or here.
    #[error("byte {offset}: expected a record of at most {max} bytes, found {found}")]
    RecordLength {
        /// Where the record starts, in decompressed bytes.
        offset: u64,
        /// The limit.
        max: u32,
        /// Found.
        found: u32,
    },
    /// A pcapng block whose length cannot be.
    #[error("byte {offset}: {kind} of {found} bytes, expected {min} to {max}")]
    BlockLength {
        /// Where the block starts, in decompressed bytes.
        offset: u64,
        /// The kind of block.
        kind: BlockKind,
        /// Shortest length of such a block.
        min: u32,
        /// Longest length that is read.
        max: u32,
        /// Found.
        found: u32,
    },
    /// A pcapng block that says two lengths.
    #[error("byte {offset}: {kind} says {length} bytes at its start and {trailer} at its end")]
    BlockTrailer {
        /// Where the block starts, in decompressed bytes.
        offset: u64,
        /// The kind of block.
        kind: BlockKind,
        /// Length at its start.
        length: u32,
        /// Length at its end.
        trailer: u32,
    },
    /// The gzip data is damaged.
    #[error("the gzip data is damaged after {n_bytes} compressed bytes: {detail}")]
    CorruptGzip {
        /// Compressed bytes taken in before.
        n_bytes: u64,
        /// What the decompressor says.
        detail: String,
    },
    /// More data than allowed.
    #[error("expected at most {max} decompressed bytes, found more")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// Compressed beyond what captures reach.
    #[error("the gzip data grows more than {max} times ({inflated} bytes from {compressed})")]
    InflateRatio {
        /// The limit.
        max: u64,
        /// Bytes out.
        inflated: u64,
        /// Bytes in.
        compressed: u64,
    },
}

impl CaptureError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::CutHeader { .. } => "Copy or download the capture again.",
            Self::NotACapture { .. } => "Choose a pcap or pcapng file, plain or as gzip.",
            Self::Version { .. } => "Convert the file with `editcap -F pcapng`.",
            Self::ByteOrderMagic { .. }
            | Self::RecordLength { .. }
            | Self::BlockLength { .. }
            | Self::BlockTrailer { .. } => "The file is damaged from there on; what comes before has been read.",
            Self::CorruptGzip { .. } => "Download or compress the file again.",
            Self::TooLarge { .. } => "Split the capture, for example with `editcap -c`.",
            Self::InflateRatio { .. } => "Decompress the file yourself if you trust it.",
        }
    }
}

impl From<InflateError> for CaptureError {
    fn from(error: InflateError) -> Self {
        match error {
            InflateError::TooLarge { max } => Self::TooLarge { max },
            InflateError::Ratio {
                max,
                inflated,
                compressed,
            } => Self::InflateRatio {
                max,
                inflated,
                compressed,
            },
            InflateError::Corrupt { n_bytes, detail } => Self::CorruptGzip { n_bytes, detail },
        }
    }
}
