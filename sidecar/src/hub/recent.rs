//! The last packets and flows: to save, and to show.

use std::collections::VecDeque;
use std::io::{self, Write};

use axum::body::Bytes;
use wiresift_capture::LinkType;
use wiresift_flow::Flow;
use wiresift_wire::Batch;

/// Flows that are kept.
const MAX_FLOWS: usize = 1_000;

/// Bounded by bytes of packets and number of flows.
#[derive(Debug)]
pub(crate) struct Recent {
    max_bytes: usize,
    n_bytes: usize,
    batches: VecDeque<Bytes>,
    flows: VecDeque<Flow>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) n_packets: u64,
    pub(crate) n_bytes: u64,
}

impl Recent {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            n_bytes: 0,
            batches: VecDeque::new(),
            flows: VecDeque::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.batches.clear();
        self.flows.clear();
        self.n_bytes = 0;
    }

    pub(super) fn push(&mut self, batch: Bytes) {
        self.n_bytes += batch.len();
        self.batches.push_back(batch);
        while self.n_bytes > self.max_bytes
            && let Some(oldest) = self.batches.pop_front()
        {
            self.n_bytes -= oldest.len();
        }
    }

    pub(super) fn flow(&mut self, flow: Flow) {
        if self.flows.len() >= MAX_FLOWS {
            self.flows.pop_front();
        }
        self.flows.push_back(flow);
    }

    /// The flows that ended last, newest first.
    pub(crate) fn flows(&self) -> impl Iterator<Item = &Flow> {
        self.flows.iter().rev()
    }

    /// The batches that are held, oldest first; cheap.
    pub(crate) fn batches(&self) -> Vec<Bytes> {
        self.batches.iter().cloned().collect()
    }
}

/// Writes packets as a pcap with nanoseconds. A pcap has one kind of link: packets of another than the first are left
/// out.
///
/// # Errors
/// Of writing: the disk is full, say.
pub(crate) fn write_pcap(batches: &[Bytes], out: &mut impl Write) -> io::Result<Written> {
    let mut written = Written::default();
    let mut link: Option<LinkType> = None;
    for batch in batches {
        let Ok(Batch::Packets(packets)) = Batch::decode(batch) else {
            continue;
        };
        let link_type = packets.header().link_type;
        if link.is_none() {
            out.write_all(&file_header(link_type))?;
            written.n_bytes += 24;
        }
        if *link.get_or_insert(link_type) != link_type {
            continue;
        }
        for (_, packet) in packets.records() {
            let nanos = packet.timestamp.nanos().max(0);
            let captured = u32::try_from(packet.frame.len()).unwrap_or(u32::MAX);
            let parts = [
                u32::try_from(nanos / 1_000_000_000).unwrap_or(u32::MAX),
                u32::try_from(nanos % 1_000_000_000).unwrap_or(0),
                captured,
                packet.original_len,
            ];
            for part in parts {
                out.write_all(&part.to_le_bytes())?;
            }
            out.write_all(packet.frame)?;
            written.n_packets += 1;
            written.n_bytes += 16 + u64::from(captured);
        }
    }
    if link.is_none() {
        out.write_all(&file_header(LinkType::ETHERNET))?;
        written.n_bytes = 24;
    }
    out.flush()?;
    Ok(written)
}

/// Magic for nanoseconds, version 2.4, snaplen as in libpcap.
fn file_header(link_type: LinkType) -> Vec<u8> {
    let mut header = Vec::with_capacity(24);
    header.extend(0xa1b2_3c4d_u32.to_le_bytes());
    header.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.extend(262_144_u32.to_le_bytes());
    header.extend(u32::from(link_type.0).to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use wiresift_capture::{CaptureOptions, CaptureReader, Timestamp};
    use wiresift_wire::{PacketBatchWriter, PacketRecord};

    use super::*;

    fn batch(first: u64) -> Bytes {
        let mut writer = PacketBatchWriter::new(1, first, 0, LinkType::ETHERNET);
        for nanos in 0..10 {
            writer.push(&PacketRecord {
                timestamp: Timestamp(1_700_000_000_000_000_123 + nanos),
                original_len: 90,
                frame: &[7; 60],
            });
        }
        writer.finish().into()
    }

    #[test]
    fn what_is_saved_reads_back_to_the_nanosecond() {
        let mut file = Vec::new();
        let written = write_pcap(&[batch(0), batch(10)], &mut file).unwrap();
        let mut seen = Vec::new();
        let mut reader = CaptureReader::new(CaptureOptions::default());
        let mut sink = |packet: wiresift_capture::Packet<'_>| seen.push((packet.timestamp.0, packet.original_len));
        reader.push(&file, &mut sink).unwrap();
        assert_eq!((written.n_packets, written.n_bytes), (20, file.len() as u64));
        assert_eq!(seen.len(), 20);
        assert_eq!(seen.first(), Some(&(1_700_000_000_000_000_123, 90)));
    }

    #[test]
    fn no_more_is_kept_than_asked() {
        let mut recent = Recent::new(3_000);
        for number in 0..100 {
            recent.push(batch(number));
        }
        let kept: usize = recent.batches().iter().map(Bytes::len).sum();
        assert!(kept <= 3_000 && kept > 1_000, "{kept}");
    }
}
