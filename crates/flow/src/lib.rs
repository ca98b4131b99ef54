//! Flows: packets -> flows.
//!
//! [`FlowTable`] takes packets in the order of the capture, and hands out each [`Flow`] when it ends: on FIN or RST after a
//! linger, when it was idle too long, when it was active too long, when the table is full, or with the capture. All
//! clocks are capture time. Memory follows the flows that are open, and those are capped.
//!
//! # Source
//! States, history and timeouts as Zeek has them (its `Conn::Info` documentation); Community ID version 1 (Corelight);
//! behaviour features as KDD Cup 1999 defines them (Lee and Stolfo, 2000).

#![warn(clippy::indexing_slicing)]

mod community_id;
pub mod conn_log;
mod endpoint;
mod facts;
pub mod features;
mod flow;
pub mod hint;
mod key;
mod moments;
mod options;
mod report;
mod side;
mod state;
mod table;
mod tracker;

pub use community_id::community_id;
pub use endpoint::{Endpoint, FlowProtocol};
pub use flow::{End, Flow, TracedPacket};
pub use hint::{Hints, Sign};
pub use moments::Moments;
pub use options::FlowOptions;
pub use report::FlowReport;
pub use side::{FlagCounts, Side};
pub use state::{ConnState, History};
pub use table::FlowTable;
