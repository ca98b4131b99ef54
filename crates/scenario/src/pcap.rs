//! Frames as a classic pcap file, in microseconds.

use crate::Frame;

/// The file; frames are put in order of time and cut to `snaplen` bytes.
pub fn write_pcap(mut frames: Vec<Frame>, snaplen: u32) -> Vec<u8> {
    frames.sort_by_key(|frame| frame.nanos);
    let mut out = Vec::new();
    out.extend_from_slice(&0xa1b2_c3d4_u32.to_le_bytes());
    out.extend_from_slice(&[2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend_from_slice(&snaplen.to_le_bytes());
    out.extend_from_slice(&1_u32.to_le_bytes());
    for frame in &frames {
        let kept = frame.bytes.len().min(snaplen as usize);
        let micros = frame.nanos / 1_000;
        let record = [
            micros / 1_000_000,
            micros % 1_000_000,
            count(kept),
            count(frame.bytes.len()),
        ];
        for value in record {
            out.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend_from_slice(&frame.bytes[..kept]);
    }
    out
}

fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
