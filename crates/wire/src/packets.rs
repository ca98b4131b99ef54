//! Packets in a batch.

use wiresift_capture::{ByteOrder, LinkType, Packet, Timestamp, decode};

use crate::WireError;
use crate::batch::{BatchKind, HEADER_BYTES, Header, MAX_BATCH_BYTES, MAX_RECORDS};

/// What a packet costs besides its bytes, in bytes.
pub const RECORD_HEADER_BYTES: usize = 16;

/// A packet as it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketRecord<'a> {
    /// When.
    pub timestamp: Timestamp,
    /// Length of the frame on the wire, in bytes; never less than that of `frame`.
    pub original_len: u32,
    /// The frame as far as it was captured.
    pub frame: &'a [u8],
}

/// A checked batch of packets.
#[derive(Clone, Copy, Debug)]
pub struct PacketBatch<'a> {
    header: Header,
    records: &'a [u8],
}

impl<'a> PacketBatch<'a> {
    pub(crate) fn read(header: Header, records: &'a [u8], n_bytes: usize) -> Result<Self, WireError> {
        let mut rest = records;
        for record in 0..header.n_records {
            let (packet, after) = split_record(rest).ok_or(WireError::Truncated { n_bytes, record })?;
            if packet.frame.len() > packet.original_len as usize {
                let reason = "more bytes were captured than were on the wire".to_owned();
                return Err(WireError::Record { record, reason });
            }
            rest = after;
        }
        match rest.len() {
            0 => Ok(Self { header, records }),
            n_bytes => Err(WireError::Trailing { n_bytes }),
        }
    }

    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The packets with their numbers in the capture, in order.
    pub fn records(&self) -> impl Iterator<Item = (u64, PacketRecord<'a>)> + use<'a> {
        let mut rest = self.records;
        (self.header.first..).map_while(move |number| {
            let (record, after) = split_record(rest)?;
            rest = after;
            Some((number, record))
        })
    }

    /// The packets as the reader of capture files gives them, decoded, from number 1 on.
    pub fn packets(&self) -> impl Iterator<Item = Packet<'a>> + use<'a> {
        let (interface, link_type) = (u32::from(self.header.interface), self.header.link_type);
        self.records().map(move |(number, record)| Packet {
            number: number + 1,
            timestamp: record.timestamp,
            interface,
            link_type,
            original_len: record.original_len,
            frame: record.frame,
            comment: None,
            ip: decode(link_type, ByteOrder::Little, record.frame, record.original_len),
        })
    }
}

fn split_record(bytes: &[u8]) -> Option<(PacketRecord<'_>, &[u8])> {
    let (nanos, bytes) = bytes.split_first_chunk()?;
    let (original_len, bytes) = bytes.split_first_chunk()?;
    let (captured_len, bytes) = bytes.split_first_chunk()?;
    let captured_len = usize::try_from(u32::from_le_bytes(*captured_len)).ok()?;
    let (frame, rest) = bytes.split_at_checked(captured_len)?;
    let record = PacketRecord {
        timestamp: Timestamp(i64::from_le_bytes(*nanos)),
        original_len: u32::from_le_bytes(*original_len),
        frame,
    };
    Some((record, rest))
}

/// Collects packets of one capture and interface into a batch.
#[derive(Clone, Debug)]
pub struct PacketBatchWriter {
    header: Header,
    bytes: Vec<u8>,
}

impl PacketBatchWriter {
    /// An empty batch. `first` is the number of the first packet that will be added.
    pub fn new(capture: u64, first: u64, interface: u16, link_type: LinkType) -> Self {
        Self {
            header: Header {
                kind: BatchKind::Packets,
                interface,
                link_type,
                capture,
                first,
                n_records: 0,
            },
            bytes: vec![0; HEADER_BYTES],
        }
    }

    /// Adds a packet; false, and nothing added, where the batch is full. An empty batch takes any packet: one that is
    /// longer than a batch may be is cut, as by a shorter snaplen.
    pub fn push(&mut self, packet: &PacketRecord<'_>) -> bool {
        let room = MAX_BATCH_BYTES - HEADER_BYTES - RECORD_HEADER_BYTES;
        let frame = packet.frame.get(..room).unwrap_or(packet.frame);
        if self.header.n_records >= MAX_RECORDS
            || self.bytes.len() + RECORD_HEADER_BYTES + frame.len() > MAX_BATCH_BYTES
        {
            return false;
        }
        let captured_len = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&packet.timestamp.nanos().to_le_bytes());
        self.bytes
            .extend_from_slice(&packet.original_len.max(captured_len).to_le_bytes());
        self.bytes.extend_from_slice(&captured_len.to_le_bytes());
        self.bytes.extend_from_slice(frame);
        self.header.n_records += 1;
        true
    }

    /// Its header as it stands.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Length of the message so far, in bytes.
    pub fn n_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The message.
    pub fn finish(mut self) -> Vec<u8> {
        if let Some(head) = self.bytes.first_chunk_mut() {
            *head = self.header.write();
        }
        self.bytes
    }
}
