//! From the sidecar to the page.

use serde::{Deserialize, Serialize};

use super::{Carry, Source, Status};

/// What the sidecar says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    /// The token was right.
    Welcome {
        /// [`crate::VERSION`] of the sidecar.
        version: u8,
        /// Release of the sidecar, to show.
        release: String,
        /// Whether it was started with a file to replay.
        can_replay: bool,
        /// Whether it can capture from interfaces: it was built with libpcap.
        can_capture: bool,
        /// Whether it was given a folder for [`super::Request::Save`].
        can_save: bool,
    },
    /// Which interfaces there are.
    Interfaces {
        /// As the system lists them.
        interfaces: Vec<Interface>,
    },
    /// A capture began, or runs when a page joins.
    Started(Started),
    /// The capture ended.
    Stopped(Stopped),
    /// This page gets packets or flows from now on.
    ///
    /// The sidecar makes flows of every packet, by the same code and options as the page but for payloads. On a change
    /// to flows the page drops those flows that it holds open: they come, whole, from number `next_flow` on. On a change
    /// to packets, flows that were open in the sidecar are cut.
    Carrying {
        /// `Packets` or `Flows`, never `Auto`.
        carry: Carry,
        /// Whether the sidecar chose, because the page fell behind.
        is_forced: bool,
        /// Number of the next packet, were packets sent.
        next_packet: u64,
        /// Number of the next flow that ends.
        next_flow: u64,
    },
    /// How it goes; comes every second and on request.
    Status(Status),
    /// A file was written.
    Saved {
        /// Its name.
        name: String,
        /// Packets in it.
        n_packets: u64,
        /// Its length in bytes.
        n_bytes: u64,
    },
    /// A request failed, or something broke. The connection goes on unless the websocket closes.
    Failed {
        /// What about.
        kind: FailureKind,
        /// In words for a person.
        message: String,
    },
}

/// An interface that can be captured from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// Its name, for [`Source::Interface`].
    pub name: String,
    /// What the system says about it; may be empty.
    pub description: String,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Whether it is up.
    pub is_up: bool,
    /// Whether it is the loopback.
    pub is_loopback: bool,
}

/// A capture that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its number, as in the headers of batches.
    pub capture: u64,
    /// From where.
    pub source: Source,
    /// The filter; empty for none.
    pub filter: String,
    /// Bytes kept of a packet.
    pub snaplen: u32,
    /// When it began, in nanoseconds since 1970, by the clock of the sidecar.
    pub began_nanos: i64,
    /// Packets taken so far: the first batch to a page that joins now starts here or later.
    pub n_taken: u64,
    /// Flows ended so far.
    pub n_flows: u64,
}

/// How a capture ended. All of it was sent before, as far as it was not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Its number.
    pub capture: u64,
    /// Packets taken, in all.
    pub n_taken: u64,
    /// Flows, in all.
    pub n_flows: u64,
    /// Why, where nobody asked: the interface went away, the replay came to its end.
    pub reason: Option<String>,
    /// Whether that is a fault, and not just the end of a replay.
    pub is_fault: bool,
}

/// What a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The token was wrong, or did not come.
    Token,
    /// The versions differ.
    Version,
    /// The request is not one of the protocol.
    Request,
    /// Too many requests, connections or bytes.
    Limit,
    /// The interface, filter or file: the person can mend it.
    Source,
    /// The sidecar lacks the right to capture.
    Rights,
    /// A file could not be written.
    Save,
    /// A fault of the sidecar.
    Internal,
}

impl FailureKind {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Version => "version",
            Self::Request => "request",
            Self::Limit => "limit",
            Self::Source => "source",
            Self::Rights => "rights",
            Self::Save => "save",
            Self::Internal => "internal",
        }
    }
}
