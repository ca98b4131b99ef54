//! Limits while reading.

use wiresift_inflate::Limits;

/// Limits of a [`crate::CaptureReader`]. What a limit cuts is counted in the report or named in the error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureOptions {
    /// Longest frame; longer ones are passed over without being held, and counted. Default 256 KiB, as in libpcap.
    pub max_frame_bytes: u32,
    /// Longest pcapng block that is held: of a section, an interface or a packet with its comments. Default 1 MiB.
    pub max_block_bytes: u32,
    /// Interfaces of one pcapng section; packets of further ones are counted as of an unknown interface. Default 65,536.
    pub max_interfaces: usize,
    /// Bytes after decompression. They are never held, so this bounds time only. Default 64 GiB.
    pub max_inflated_bytes: u64,
    /// Decompressed over compressed bytes, looked at from 64 MiB on: deflate reaches 1,032, a capture of one repeated
    /// small packet 200. Default 400.
    pub max_inflate_ratio: u64,
}

impl Default for CaptureOptions {
    fn default() -> Self {
        Self {
            max_frame_bytes: 256 << 10,
            max_block_bytes: 1 << 20,
            max_interfaces: 1 << 16,
            max_inflated_bytes: 64 << 30,
            max_inflate_ratio: 400,
        }
    }
}

impl CaptureOptions {
    pub(crate) fn inflate_limits(&self) -> Limits {
        Limits {
            max_bytes: self.max_inflated_bytes,
            max_ratio: self.max_inflate_ratio,
        }
    }
}
