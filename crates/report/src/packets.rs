//! Packets as a capture file.
//!
//! # Source
//! "PCAP Capture File Format" and "PCAP Now Generic (pcapng) Capture File Format", drafts of the IETF's OPSAWG.

use wiresift_capture::{LinkType, Packet};

/// The snapshot length that is said: no reader here takes longer frames.
const SNAP_BYTES: u32 = 262_144;
/// Bytes of a record that are no frame: its place among the links, its time, its two lengths.
const RECORD_BYTES: usize = 16;

/// Packets that shall become a file.
///
/// They are written as pcap; as pcapng where they are of several kinds of links, which pcap cannot hold. Times are in
/// microseconds, or in nanoseconds where a packet needs them.
#[derive(Debug)]
pub struct Packets {
    records: Vec<Record>,
    frames: Vec<u8>,
    links: Vec<LinkType>,
    needs_nanos: bool,
    max_bytes: usize,
    n_left_out: u64,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    link: u32,
    nanos: i64,
    captured: u32,
    original: u32,
}

/// A file of packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// "pcap" or "pcapng".
    pub extension: &'static str,
    /// Packets in it.
    pub n_packets: u64,
    /// Packets that would have made it too large.
    pub n_left_out: u64,
}

impl Packets {
    /// None yet; at most so many bytes.
    pub fn new(max_bytes: usize) -> Self {
        Self {
            records: Vec::new(),
            frames: Vec::new(),
            links: Vec::new(),
            needs_nanos: false,
            max_bytes,
            n_left_out: 0,
        }
    }

    /// Adds a packet, where there is room.
    pub fn push(&mut self, packet: &Packet<'_>) {
        let n_bytes = self.frames.len() + (self.records.len() + 1) * 2 * RECORD_BYTES + packet.frame.len();
        let captured = u32::try_from(packet.frame.len()).ok();
        let (Some(captured), true) = (captured, n_bytes <= self.max_bytes) else {
            self.n_left_out += 1;
            return;
        };
        let link = self.link(packet.link_type);
        let nanos = packet.timestamp.nanos();
        self.needs_nanos |= nanos % 1_000 != 0;
        self.frames.extend_from_slice(packet.frame);
        self.records.push(Record {
            link,
            nanos,
            captured,
            original: packet.original_len.max(captured),
        });
    }

    /// Packets so far.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn link(&mut self, link: LinkType) -> u32 {
        let known = self.links.iter().position(|known| *known == link);
        let at = known.unwrap_or_else(|| {
            self.links.push(link);
            self.links.len() - 1
        });
        // There are fewer kinds of links than `LinkType` has values.
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The file.
    pub fn finish(self) -> PacketFile {
        // A time before 1970 or after 2106 has no place in pcap.
        let fits = |record: &Record| u32::try_from(record.nanos.div_euclid(1_000_000_000)).is_ok();
        let is_plain = self.links.len() <= 1 && self.records.iter().all(fits);
        PacketFile {
            bytes: if is_plain { self.pcap() } else { self.pcapng() },
            extension: if is_plain { "pcap" } else { "pcapng" },
            n_packets: self.records.len() as u64,
            n_left_out: self.n_left_out,
        }
    }

    /// Each packet with its frame.
    fn each(&self, mut take: impl FnMut(&Record, &[u8])) {
        let mut rest = self.frames.as_slice();
        for record in &self.records {
            let Some((frame, behind)) = rest.split_at_checked(record.captured as usize) else {
                return;
            };
            rest = behind;
            take(record, frame);
        }
    }

    fn pcap(&self) -> Vec<u8> {
        let mut file = Vec::with_capacity(24 + self.frames.len() + self.records.len() * 16);
        let magic: u32 = if self.needs_nanos { 0xa1b2_3c4d } else { 0xa1b2_c3d4 };
        put32(&mut file, &[magic]);
        put16(&mut file, &[2, 4]);
        let link = self.links.first().copied().unwrap_or(LinkType::ETHERNET);
        put32(&mut file, &[0, 0, SNAP_BYTES, u32::from(link.0)]);
        self.each(|record, frame| {
            let seconds = u32::try_from(record.nanos.div_euclid(1_000_000_000)).unwrap_or_default();
            let nanos = u32::try_from(record.nanos.rem_euclid(1_000_000_000)).unwrap_or_default();
            let fraction = if self.needs_nanos { nanos } else { nanos / 1_000 };
            put32(&mut file, &[seconds, fraction, record.captured, record.original]);
            file.extend_from_slice(frame);
        });
        file
    }

    fn pcapng(&self) -> Vec<u8> {
        let mut file = Vec::with_capacity(self.frames.len() + self.records.len() * 36 + 256);
        // Section header; its length is not said.
        let mut body = Vec::new();
        put32(&mut body, &[0x1a2b_3c4d]);
        put16(&mut body, &[1, 0]);
        body.extend_from_slice(&u64::MAX.to_le_bytes());
        block(&mut file, 0x0a0d_0d0a, &body);
        for link in &self.links {
            let mut body = Vec::new();
            put16(&mut body, &[link.0, 0]);
            put32(&mut body, &[SNAP_BYTES]);
            // if_tsresol: nanoseconds. Then the end of options.
            put16(&mut body, &[9, 1]);
            body.extend_from_slice(&[9, 0, 0, 0]);
            put32(&mut body, &[0]);
            block(&mut file, 1, &body);
        }
        self.each(|record, frame| {
            let [high, low] = halves(record.nanos.cast_unsigned());
            let mut body = Vec::with_capacity(frame.len() + 24);
            put32(&mut body, &[record.link, high, low, record.captured, record.original]);
            body.extend_from_slice(frame);
            block(&mut file, 6, &body);
        });
        file
    }
}

fn halves(value: u64) -> [u32; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "that is what halves are")]
    let halves = [(value >> 32) as u32, value as u32];
    halves
}

/// A block of pcapng: its kind, its length, its body up to a multiple of 4 bytes, its length again.
fn block(file: &mut Vec<u8>, kind: u32, body: &[u8]) {
    let padding = body.len().next_multiple_of(4) - body.len();
    let n_bytes = u32::try_from(body.len() + padding + 12).unwrap_or(u32::MAX);
    put32(file, &[kind, n_bytes]);
    file.extend_from_slice(body);
    file.extend_from_slice([0; 4].get(..padding).unwrap_or_default());
    put32(file, &[n_bytes]);
}

fn put32(file: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        file.extend_from_slice(&value.to_le_bytes());
    }
}

fn put16(file: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        file.extend_from_slice(&value.to_le_bytes());
    }
}
