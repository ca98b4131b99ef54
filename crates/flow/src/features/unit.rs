//! Units.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Unit of a number: of a feature here, or of a column of any table of flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// A count of things.
    Count,
    /// A share between 0 and 1, or one quantity over another.
    Ratio,
    /// Hundredths.
    Percent,
    /// Events per second.
    PerSecond,
    /// A transport port.
    Port,
    /// 0 or 1.
    Flag,
    /// Thousandths of a second.
    Millis,
    /// Millionths of a second.
    Micros,
    /// Bytes per second.
    BytesPerSecond,
    /// Bits per second.
    BitsPerSecond,
    /// Bits a symbol: entropy.
    Bits,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::Seconds => "s",
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Percent => "%",
            Self::PerSecond => "1/s",
            Self::Port => "port",
            Self::Flag => "0/1",
            Self::Millis => "ms",
            Self::Micros => "µs",
            Self::BytesPerSecond => "bytes/s",
            Self::BitsPerSecond => "bit/s",
            Self::Bits => "bits",
        })
    }
}
