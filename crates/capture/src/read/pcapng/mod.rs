//! pcapng: blocks of sections, interfaces, packets and others (draft-ietf-opsawg-pcapng).

mod interface;
mod option;
mod packet;

use interface::Interface;
use packet::Body;

use super::record::Output;
use super::stream::Step;
use crate::bytes::{at_most, index};
use crate::{BlockKind, ByteOrder, CaptureError, CaptureOptions, Format, Packet, Skip};

/// Type of the block that starts a section: the same in both byte orders, for that is what it tells.
pub(super) const SECTION_MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
/// Type and length; a section's byte order comes behind them.
const HEADER_BYTES: usize = 8;
const SECTION_START_BYTES: usize = 12;
const TRAILER_BYTES: usize = 4;

/// The section at hand.
#[derive(Debug)]
pub(super) struct Pcapng {
    order: ByteOrder,
    interfaces: Vec<Interface>,
}

impl Default for Pcapng {
    fn default() -> Self {
        Self {
            order: ByteOrder::Little,
            interfaces: Vec::new(),
        }
    }
}

/// A block, once its header has been read.
struct Block {
    kind: BlockKind,
    length: u32,
    offset: u64,
}

impl Pcapng {
    pub(super) fn block<S: FnMut(Packet<'_>)>(
        &mut self,
        unit: &[u8],
        offset: u64,
        options: &CaptureOptions,
        output: &mut Output<'_, S>,
    ) -> Result<Step, CaptureError> {
        let block = match self.header(unit, offset)? {
            Ok(block) => block,
            Err(need) => return Ok(Step::Need(need)),
        };
        // Files with lengths that are no multiple of 4 exist; all readers go on at the next one.
        let padded = u64::from(block.length).next_multiple_of(4);
        if !is_held(block.kind) {
            output.tally.block(block.kind);
            return Ok(Step::Done(padded));
        }
        if block.length > options.max_block_bytes {
            if matches!(block.kind, BlockKind::Section | BlockKind::Interface) {
                return Err(block.bad_length(options.max_block_bytes));
            }
            output.skip(Skip::TooLong);
            return Ok(Step::Done(padded));
        }
        let need = usize::try_from(padded).unwrap_or(usize::MAX);
        let Some(whole) = unit.get(..need) else {
            return Ok(Step::Need(need));
        };
        self.check_trailer(&block, whole)?;
        let body = at_most(whole, need - TRAILER_BYTES)
            .get(HEADER_BYTES..)
            .unwrap_or_default();
        self.body(&block, body, options, output)?;
        Ok(Step::Done(padded))
    }

    /// `Err` in the inner result: how many bytes are needed to tell.
    fn header(&mut self, unit: &[u8], offset: u64) -> Result<Result<Block, usize>, CaptureError> {
        let Some(&[t0, t1, t2, t3, l0, l1, l2, l3]) = unit.first_chunk() else {
            return Ok(Err(HEADER_BYTES));
        };
        if [t0, t1, t2, t3] == SECTION_MAGIC {
            let Some(&[.., m0, m1, m2, m3]) = unit.first_chunk::<SECTION_START_BYTES>() else {
                return Ok(Err(SECTION_START_BYTES));
            };
            let found = [m0, m1, m2, m3];
            self.order = [ByteOrder::Little, ByteOrder::Big]
                .into_iter()
                .find(|order| order.u32(found) == BYTE_ORDER_MAGIC)
                .ok_or(CaptureError::ByteOrderMagic { offset, found })?;
        }
        let block = Block {
            kind: kind(self.order.u32([t0, t1, t2, t3])),
            length: self.order.u32([l0, l1, l2, l3]),
            offset,
        };
        if block.length < min_bytes(block.kind) {
            return Err(block.bad_length(u32::MAX));
        }
        Ok(Ok(block))
    }

    fn check_trailer(&self, block: &Block, whole: &[u8]) -> Result<(), CaptureError> {
        let trailer = self
            .order
            .u32_at(whole, whole.len() - TRAILER_BYTES)
            .unwrap_or_default();
        if trailer == block.length {
            return Ok(());
        }
        Err(CaptureError::BlockTrailer {
            offset: block.offset,
            kind: block.kind,
            length: block.length,
            trailer,
        })
    }

    fn body<S: FnMut(Packet<'_>)>(
        &mut self,
        block: &Block,
        body: &[u8],
        options: &CaptureOptions,
        output: &mut Output<'_, S>,
    ) -> Result<(), CaptureError> {
        let body = Body {
            bytes: body,
            order: self.order,
        };
        let record = match block.kind {
            BlockKind::Section => {
                self.interfaces.clear();
                output.tally.report.format = Some(Format::Pcapng);
                return body.check_version(block.offset);
            }
            BlockKind::Interface => {
                let interface = body.interface();
                output.tally.link_type(interface.link_type);
                if self.interfaces.len() < options.max_interfaces {
                    self.interfaces.push(interface);
                }
                return Ok(());
            }
            BlockKind::EnhancedPacket => body.enhanced(&self.interfaces),
            BlockKind::ObsoletePacket => body.obsolete(&self.interfaces),
            BlockKind::SimplePacket => body.simple(&self.interfaces),
            _ => return Ok(()),
        };
        match record {
            Ok(record) if record.frame.len() > index(options.max_frame_bytes) => output.skip(Skip::TooLong),
            Ok(record) => output.record(&record),
            Err(reason) => output.skip(reason),
        }
        Ok(())
    }
}

impl Block {
    fn bad_length(&self, max: u32) -> CaptureError {
        CaptureError::BlockLength {
            offset: self.offset,
            kind: self.kind,
            min: min_bytes(self.kind),
            max,
            found: self.length,
        }
    }
}

fn kind(block_type: u32) -> BlockKind {
    match block_type {
        0x0a0d_0d0a => BlockKind::Section,
        1 => BlockKind::Interface,
        2 => BlockKind::ObsoletePacket,
        3 => BlockKind::SimplePacket,
        4 => BlockKind::NameResolution,
        5 => BlockKind::InterfaceStatistics,
        6 => BlockKind::EnhancedPacket,
        9 => BlockKind::JournalExport,
        10 => BlockKind::DecryptionSecrets,
        0x0000_0bad | 0x4000_0bad => BlockKind::Custom,
        _ => BlockKind::Other,
    }
}

/// Whether the content of such a block is read; others are passed over without being held.
fn is_held(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Section
            | BlockKind::Interface
            | BlockKind::EnhancedPacket
            | BlockKind::SimplePacket
            | BlockKind::ObsoletePacket
    )
}

/// Header, fixed part and trailer.
fn min_bytes(kind: BlockKind) -> u32 {
    match kind {
        BlockKind::Section => 28,
        BlockKind::Interface => 20,
        BlockKind::EnhancedPacket | BlockKind::ObsoletePacket => 32,
        BlockKind::SimplePacket => 16,
        _ => 12,
    }
}
