//! What was in a capture, and what was skipped.

use crate::undecoded::named_enum;
use crate::{CaptureError, Layer, LinkType, Packet, Reason, Timestamp, Undecoded};

named_enum! {
    /// The form of a capture file.
    Format {
        Pcap = "pcap",
        PcapNanos = "pcap with nanoseconds",
        PcapModified = "Kuznetzov pcap",
        Pcapng = "pcapng",
    }
}

named_enum! {
    /// Kinds of pcapng blocks (draft-ietf-opsawg-pcapng).
    BlockKind {
        Section = "section header block",
        Interface = "interface description block",
        EnhancedPacket = "enhanced packet block",
        SimplePacket = "simple packet block",
        ObsoletePacket = "packet block",
        NameResolution = "name resolution block",
        InterfaceStatistics = "interface statistics block",
        JournalExport = "systemd journal export block",
        DecryptionSecrets = "decryption secrets block",
        Custom = "custom block",
        Other = "block of another type",
    }
}

named_enum! {
    /// Why a record was not handed out.
    Skip {
        TooLong = "the frame is longer than the limit",
        UnknownInterface = "the section has no such interface",
        BadRecord = "the record is shorter than what it says it holds",
    }
}

/// Frames whose reading stopped at the same header for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndecodedCount {
    /// The header.
    pub layer: Layer,
    /// The reason.
    pub reason: Reason,
    /// Frames.
    pub n_packets: u64,
}

/// Records that were skipped for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkipCount {
    /// The reason.
    pub reason: Skip,
    /// Records.
    pub n_records: u64,
}

/// Blocks of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockCount {
    /// The kind.
    pub kind: BlockKind,
    /// Blocks.
    pub n_blocks: u64,
}

/// Packets of a link type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkTypeCount {
    /// The link type.
    pub link_type: LinkType,
    /// Packets: 0 where no interface of that type captured any.
    pub n_packets: u64,
}

/// What a capture file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptureReport {
    /// The form of the file, as soon as it is known.
    pub format: Option<Format>,
    /// Whether it was compressed.
    pub is_gzip: bool,
    /// Bytes pushed.
    pub n_file_bytes: u64,
    /// Bytes after decompression.
    pub n_bytes: u64,
    /// Packets handed out.
    pub n_packets: u64,
    /// Bytes of their frames in the file.
    pub captured_bytes: u64,
    /// Bytes of their frames on the wire.
    pub original_bytes: u64,
    /// Packets of which not every byte was captured.
    pub n_cut_packets: u64,
    /// Packets in which IP was found.
    pub n_ip_packets: u64,
    /// Packets without IP, by layer and reason.
    pub undecoded: Vec<UndecodedCount>,
    /// Packets with IP of which a part could not be read, by layer and reason.
    pub issues: Vec<UndecodedCount>,
    /// Records that were not handed out.
    pub skipped: Vec<SkipCount>,
    /// Blocks of a pcapng that were passed over: those that are neither sections, interfaces nor packets.
    pub blocks: Vec<BlockCount>,
    /// pcapng packets with a comment.
    pub n_comments: u64,
    /// Link types of all interfaces, by number.
    pub link_types: Vec<LinkTypeCount>,
    /// Earliest time of a packet.
    pub first: Option<Timestamp>,
    /// Latest time of a packet.
    pub last: Option<Timestamp>,
    /// Bytes of a record or block that the end of the file cut off; they were not used.
    pub cut_tail_bytes: u64,
    /// Whether the compressed data ends before it says it does.
    pub is_gzip_cut: bool,
    /// Bytes after the compressed data that are not compressed data; they were not used.
    pub has_bytes_after_gzip: bool,
    /// What stopped the reading before the end, if anything did.
    pub error: Option<CaptureError>,
}

/// Counts while reading: fixed tables, so that a packet costs no search.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) report: CaptureReport,
    undecoded: Table,
    issues: Table,
    skipped: [u64; Skip::ALL.len()],
    blocks: [u64; BlockKind::ALL.len()],
    n_records: u64,
    /// The last link type is nearly always the next one.
    link_type_idx: usize,
}

type Table = [[u64; Reason::ALL.len()]; Layer::ALL.len()];

impl Default for Tally {
    fn default() -> Self {
        Self {
            report: CaptureReport::default(),
            undecoded: [[0; Reason::ALL.len()]; Layer::ALL.len()],
            issues: [[0; Reason::ALL.len()]; Layer::ALL.len()],
            skipped: [0; Skip::ALL.len()],
            blocks: [0; BlockKind::ALL.len()],
            n_records: 0,
            link_type_idx: 0,
        }
    }
}

impl Tally {
    /// The number of the next record.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.n_records += 1;
        self.n_records
    }

    pub(crate) fn packet(&mut self, packet: &Packet<'_>, has_time: bool) {
        let report = &mut self.report;
        let captured = packet.frame.len() as u64;
        report.n_packets += 1;
        report.captured_bytes += captured;
        report.original_bytes += u64::from(packet.original_len);
        report.n_cut_packets += u64::from(captured < u64::from(packet.original_len));
        report.n_comments += u64::from(packet.comment.is_some());
        if has_time {
            report.first = Some(
                report
                    .first
                    .map_or(packet.timestamp, |first| first.min(packet.timestamp)),
            );
            report.last = report.last.max(Some(packet.timestamp));
        }
        match &packet.ip {
            Ok(ip) => {
                report.n_ip_packets += 1;
                if let Some(issue) = ip.issue {
                    count(&mut self.issues, issue);
                }
            }
            Err(undecoded) => count(&mut self.undecoded, *undecoded),
        }
        self.count_link_type(packet.link_type, 1);
    }

    /// A link type of the file, whether or not any packet has it.
    pub(crate) fn link_type(&mut self, link_type: LinkType) {
        self.count_link_type(link_type, 0);
    }

    fn count_link_type(&mut self, link_type: LinkType, n: u64) {
        let list = &mut self.report.link_types;
        if list
            .get(self.link_type_idx)
            .is_none_or(|count| count.link_type != link_type)
        {
            self.link_type_idx = match list.binary_search_by_key(&link_type, |count| count.link_type) {
                Ok(idx) => idx,
                Err(idx) => {
                    list.insert(
                        idx,
                        LinkTypeCount {
                            link_type,
                            n_packets: 0,
                        },
                    );
                    idx
                }
            };
        }
        if let Some(count) = list.get_mut(self.link_type_idx) {
            count.n_packets += n;
        }
    }

    pub(crate) fn skip(&mut self, reason: Skip) {
        if let Some(n) = self.skipped.get_mut(reason as usize) {
            *n += 1;
        }
    }

    pub(crate) fn block(&mut self, kind: BlockKind) {
        if let Some(n) = self.blocks.get_mut(kind as usize) {
            *n += 1;
        }
    }

    /// The report with the tables as lists.
    pub(crate) fn report(&self) -> CaptureReport {
        CaptureReport {
            undecoded: list(&self.undecoded),
            issues: list(&self.issues),
            skipped: (Skip::ALL.iter().zip(self.skipped))
                .filter(|(_, n)| *n > 0)
                .map(|(&reason, n_records)| SkipCount { reason, n_records })
                .collect(),
            blocks: (BlockKind::ALL.iter().zip(self.blocks))
                .filter(|(_, n)| *n > 0)
                .map(|(&kind, n_blocks)| BlockCount { kind, n_blocks })
                .collect(),
            ..self.report.clone()
        }
    }
}

fn count(table: &mut Table, undecoded: Undecoded) {
    let row = table.get_mut(undecoded.layer as usize);
    if let Some(n) = row.and_then(|row| row.get_mut(undecoded.reason as usize)) {
        *n += 1;
    }
}

fn list(table: &Table) -> Vec<UndecodedCount> {
    let mut counts = Vec::new();
    for (&layer, row) in Layer::ALL.iter().zip(table) {
        for (&reason, &n_packets) in Reason::ALL.iter().zip(row) {
            if n_packets > 0 {
                counts.push(UndecodedCount {
                    layer,
                    reason,
                    n_packets,
                });
            }
        }
    }
    counts
}
