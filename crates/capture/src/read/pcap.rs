//! Classic pcap: a header of 24 bytes, then records of a header and a frame (draft-ietf-opsawg-pcap).

use super::record::{Output, Record};
use super::stream::Step;
use crate::bytes::index;
use crate::{ByteOrder, CaptureError, CaptureOptions, Format, LinkType, Packet, Skip, Timestamp};

pub(super) const FILE_HEADER_BYTES: usize = 24;
const RECORD_HEADER_BYTES: usize = 16;
/// Kuznetzov's records go on with an interface index, a protocol and a packet type.
const MODIFIED_HEADER_BYTES: usize = 24;
/// No frame is longer; a record that says so is no record, so nothing behind it can be found.
const MAX_RECORD_BYTES: u32 = 64 << 20;

/// What the magic number says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    order: ByteOrder,
    pub(super) format: Format,
}

/// `None` if `magic` is of no pcap.
pub(super) fn layout(magic: [u8; 4]) -> Option<Layout> {
    let format = |number| match number {
        0xa1b2_c3d4 => Some(Format::Pcap),
        0xa1b2_3c4d => Some(Format::PcapNanos),
        0xa1b2_cd34 => Some(Format::PcapModified),
        _ => None,
    };
    [ByteOrder::Little, ByteOrder::Big]
        .into_iter()
        .find_map(|order| format(order.u32(magic)).map(|format| Layout { order, format }))
}

/// Versions before 2.4 disagree on the order of the two lengths of a record.
#[derive(Clone, Copy, Debug)]
enum Lengths {
    CapturedFirst,
    OriginalFirst,
    /// Version 2.3: both are seen, and the captured length is the smaller one.
    SmallerIsCaptured,
}

#[derive(Debug)]
pub(super) struct Pcap {
    layout: Layout,
    lengths: Lengths,
    header_bytes: usize,
    nanos_per_tick: u64,
    pub(super) link_type: LinkType,
}

impl Pcap {
    pub(super) fn new(layout: Layout, header: &[u8; FILE_HEADER_BYTES]) -> Result<Self, CaptureError> {
        let order = layout.order;
        let major = order.u16([header[4], header[5]]);
        let minor = order.u16([header[6], header[7]]);
        if major != 2 {
            return Err(CaptureError::Version {
                offset: 0,
                expected: "2.x",
                major,
                minor,
            });
        }
        let is_modified = layout.format == Format::PcapModified;
        // The upper bits hold the length of the frame check sequence, which no header here reaches.
        let link_type = order.u32([header[20], header[21], header[22], header[23]]) & 0xffff;
        Ok(Self {
            layout,
            lengths: match minor {
                0..=2 => Lengths::OriginalFirst,
                3 => Lengths::SmallerIsCaptured,
                _ => Lengths::CapturedFirst,
            },
            header_bytes: if is_modified {
                MODIFIED_HEADER_BYTES
            } else {
                RECORD_HEADER_BYTES
            },
            nanos_per_tick: if layout.format == Format::PcapNanos { 1 } else { 1_000 },
            link_type: LinkType(u16::try_from(link_type).unwrap_or(u16::MAX)),
        })
    }

    pub(super) fn record<S: FnMut(Packet<'_>)>(
        &self,
        unit: &[u8],
        offset: u64,
        options: &CaptureOptions,
        output: &mut Output<'_, S>,
    ) -> Result<Step, CaptureError> {
        let order = self.layout.order;
        let Some((header, rest)) = unit.split_at_checked(self.header_bytes) else {
            return Ok(Step::Need(self.header_bytes));
        };
        let field = |at| order.u32_at(header, at).unwrap_or_default();
        let (captured_len, original_len) = self.lengths(field(8), field(12));
        if captured_len > MAX_RECORD_BYTES {
            return Err(CaptureError::RecordLength {
                offset,
                max: MAX_RECORD_BYTES,
                found: captured_len,
            });
        }
        let record_bytes = self.header_bytes.saturating_add(index(captured_len));
        if captured_len > options.max_frame_bytes {
            output.skip(Skip::TooLong);
            return Ok(Step::Done(record_bytes as u64));
        }
        let Some(frame) = rest.get(..index(captured_len)) else {
            return Ok(Step::Need(record_bytes));
        };
        let ticks = u64::from(field(4));
        output.record(&Record {
            timestamp: Some(Timestamp::from_parts(field(0), ticks * self.nanos_per_tick)),
            // Of the modified format; other records are too short for it.
            interface: field(16),
            link_type: self.link_type,
            original_len,
            frame,
            comment: None,
            order,
        });
        Ok(Step::Done(record_bytes as u64))
    }

    /// Captured and original length.
    fn lengths(&self, first: u32, second: u32) -> (u32, u32) {
        let is_swapped = match self.lengths {
            Lengths::CapturedFirst => false,
            Lengths::OriginalFirst => true,
            Lengths::SmallerIsCaptured => first > second,
        };
        if is_swapped { (second, first) } else { (first, second) }
    }
}
