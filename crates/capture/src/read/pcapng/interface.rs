//! Interface description blocks.

use super::option::options;
use super::packet::Body;
use crate::LinkType;
use crate::timestamp::Clock;

/// Fixed part: link type, reserved, snapshot length.
const FIXED_BYTES: usize = 8;
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

/// What the packets of an interface have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interface {
    pub(super) link_type: LinkType,
    /// 0 for no limit.
    pub(super) snaplen: u32,
    pub(super) clock: Clock,
}

impl Body<'_> {
    /// The length of the block has been checked; what is missing all the same is zero.
    pub(super) fn interface(&self) -> Interface {
        let mut clock = Clock::default();
        for (code, value) in options(self.bytes.get(FIXED_BYTES..).unwrap_or_default(), self.order) {
            match (code, value) {
                (IF_TSRESOL, &[resolution, ..]) => clock.set_resolution(resolution),
                (IF_TSOFFSET, value) => {
                    if let Some(offset) = value.first_chunk() {
                        clock.set_offset(self.order.u64(*offset).cast_signed());
                    }
                }
                _ => {}
            }
        }
        Interface {
            link_type: LinkType(self.order.u16_at(self.bytes, 0).unwrap_or_default()),
            snaplen: self.u32_at(4),
            clock,
        }
    }
}
