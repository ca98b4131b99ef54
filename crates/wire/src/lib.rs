//! Wire: messages between the sidecar, which captures, and a page, which analyzes.
//!
//! Both ends speak over one websocket. **Text** messages are control, one JSON object each: the page sends [`Request`],
//! the sidecar [`Notice`]. **Binary** messages are data, from the sidecar only: a [`Batch`] of packets or of flows.
//! Nothing here does I/O; the same code runs in the sidecar and in the tab.
//!
//! # Order of messages
//! 1. The page sends [`Request::Hello`] with [`VERSION`] and the token, within a few seconds. Anything else first, or a
//!    wrong token, ends the connection.
//! 2. The sidecar answers [`Notice::Welcome`] and, where a capture runs, [`Notice::Started`].
//! 3. From then on requests in any order. [`Notice::Status`] comes every second unasked.
//!
//! # Batches
//! Little-endian. The header, [`HEADER_BYTES`] long:
//!
//! | bytes | what |
//! | --- | --- |
//! | 0 | kind: 1 packets, 2 flows |
//! | 1 | [`VERSION`] |
//! | 2..4 | interface within the capture, from 0 |
//! | 4..6 | link type, a number of <https://www.tcpdump.org/linktypes.html>; 0 with flows |
//! | 6..8 | 0 |
//! | 8..16 | capture: a number that no other start of a capture has |
//! | 16..24 | sequence number of the first record |
//! | 24..28 | number of records |
//! | 28..32 | 0 |
//!
//! A packet is its time (nanoseconds since 1970, `i64`), its length on the wire (`u32`), the length captured (`u32`), and
//! that many bytes. A flow is a [`wiresift_flow::Flow`] in postcard's encoding, without hints.
//!
//! # Counting
//! Packets of a capture are numbered from 0 in the order in which the sidecar took them, flows likewise. Records of a
//! batch have consecutive numbers; a gap between batches is what the sidecar had to drop on the way to this page, so
//! `received + gaps` is what the sidecar took, to the packet, once [`Stopped::n_taken`] told of the gap at the end; who
//! gets flows counts their packets. What the kernel dropped before is in [`Status::drops`].
//! After a reconnect the page skips records that it already has: the pair of capture and number is unique. [`Gaps`]
//! does that arithmetic.

#![warn(clippy::indexing_slicing)]

mod batch;
mod control;
mod error;
mod flow_row;
mod flows;
mod gaps;
mod packets;

pub use batch::{Batch, BatchKind, HEADER_BYTES, Header, MAX_BATCH_BYTES, MAX_RECORDS};
pub use control::{
    Carry, Counts, Drops, FailureKind, Interface, MAX_CONTROL_BYTES, Notice, Request, Source, StartOptions, Started,
    Status, Stopped, Usage, decode_notice, decode_request, encode_notice, encode_request,
};
pub use error::WireError;
pub use flow_row::FlowRow;
pub use flows::{FlowBatch, FlowBatchWriter};
pub use gaps::{Gaps, Taken};
pub use packets::{PacketBatch, PacketBatchWriter, PacketRecord, RECORD_HEADER_BYTES};

/// Version of the protocol. Both ends must have the same.
pub const VERSION: u8 = 1;

/// The port on loopback where a sidecar listens unless told otherwise, so that a page can look for it.
pub const DEFAULT_PORT: u16 = 8947;

/// Path of the websocket.
pub const SOCKET_PATH: &str = "/socket";
