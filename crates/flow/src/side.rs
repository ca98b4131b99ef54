//! What one end of a flow sent.

use wiresift_capture::TcpFlags;

use crate::Moments;

/// Packets in one direction.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Side {
    /// Packets.
    pub n_packets: u64,
    /// Bytes of whole frames, on the wire.
    pub frame_bytes: u64,
    /// Bytes of IP packets by their headers (Zeek's `ip_bytes`); of ARP, the message.
    pub ip_bytes: u64,
    /// Bytes of payload by the headers, repetitions included.
    pub payload_bytes: u64,
    /// Bytes of payload as Zeek counts them: of TCP what the sequence numbers span.
    pub content_bytes: u64,
    /// Bytes of IP and transport headers.
    pub header_bytes: u64,
    /// Packets with payload.
    pub n_data_packets: u64,
    /// Length of IP packets, in bytes.
    pub sizes: Moments,
    /// Time between packets of this side, in seconds.
    pub inter_arrival: Moments,
    /// TCP flags.
    pub flags: FlagCounts,
    /// First TCP window, not scaled; 0 without any.
    pub first_window: u16,
    /// Smallest TCP window after the first, in packets without RST.
    pub min_window: u16,
    /// Largest TCP window.
    pub max_window: u16,
    /// Packets with a window of 0 that neither open nor reset.
    pub n_zero_windows: u32,
    /// Packets whose bytes were sent before.
    pub n_retransmissions: u32,
    /// Bytes that were sent but are not in the capture.
    pub missed_bytes: u64,
    /// Smallest TTL or hop limit.
    pub min_ttl: u8,
    /// Largest TTL or hop limit.
    pub max_ttl: u8,
    /// Shannon entropy of the first payload's first 1,024 bytes, in bits a byte; 0 without payload.
    pub payload_entropy: f32,
    /// IP fragments behind the first.
    pub n_later_fragments: u32,
}

/// How many packets had each TCP flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FlagCounts([u32; 8]);

impl FlagCounts {
    /// Takes the flags of a packet.
    #[inline]
    pub fn add(&mut self, flags: TcpFlags) {
        for (bit, count) in self.0.iter_mut().enumerate() {
            *count = count.saturating_add(u32::from(flags.0 >> bit & 1));
        }
    }

    /// Packets with `flag`, which must be one.
    pub fn get(&self, flag: TcpFlags) -> u32 {
        self.0.get(flag.0.trailing_zeros() as usize).copied().unwrap_or(0)
    }
}
