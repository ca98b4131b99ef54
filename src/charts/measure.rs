//! What the bars of a timeline count.

use wiresift_engine::message::{Noun, TimelineBin};

/// What is counted along time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Bytes on the wire.
    Bytes,
    /// Packets.
    Packets,
    /// Rows, by the time they begin.
    Rows,
}

impl Measure {
    /// What it is called.
    pub fn title(self, noun: Noun) -> &'static str {
        match self {
            Self::Bytes => "Bytes",
            Self::Packets => "Packets",
            Self::Rows => noun.titles(),
        }
    }

    /// How much of it is in a bin.
    pub fn of(self, bin: &TimelineBin) -> u64 {
        match self {
            Self::Bytes => bin.n_bytes,
            Self::Packets => bin.n_packets,
            Self::Rows => bin.n_rows,
        }
    }

    /// A unit that makes the largest value a short number: its name, and how many make one.
    pub fn unit(self, largest: u64) -> (&'static str, f64) {
        match (self, largest) {
            (Self::Packets | Self::Rows, _) => ("", 1.0),
            (Self::Bytes, ..10_000) => ("B", 1.0),
            (Self::Bytes, ..10_000_000) => ("kB", 1e3),
            (Self::Bytes, ..10_000_000_000) => ("MB", 1e6),
            (Self::Bytes, _) => ("GB", 1e9),
        }
    }
}
