//! How a connection went, in Zeek's words.

use std::fmt;

/// Zeek's `conn_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
pub enum ConnState {
    /// SYN without answer; of other protocols, only the originator sent.
    S0,
    /// Established, not ended.
    S1,
    /// Established and ended; of other protocols, both sent.
    SF,
    /// The SYN was answered with RST.
    Rej,
    /// Established, the originator closed, no answer to that.
    S2,
    /// Established, the responder closed, no answer to that.
    S3,
    /// Established, the originator reset.
    Rsto,
    /// The responder reset.
    Rstr,
    /// SYN, then RST by the originator, nothing from the responder.
    Rstos0,
    /// SYN-ACK, then RST by the responder, no SYN seen.
    Rstrh,
    /// SYN, then FIN by the originator, no SYN-ACK seen.
    Sh,
    /// SYN-ACK, then FIN by the responder, no SYN seen; of other protocols, only the responder sent.
    Shr,
    /// Neither opening nor end was seen.
    Oth,
}

impl ConnState {
    /// All, in order.
    pub const ALL: [Self; 13] = [
        Self::S0,
        Self::S1,
        Self::SF,
        Self::Rej,
        Self::S2,
        Self::S3,
        Self::Rsto,
        Self::Rstr,
        Self::Rstos0,
        Self::Rstrh,
        Self::Sh,
        Self::Shr,
        Self::Oth,
    ];

    /// As Zeek writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::S0 => "S0",
            Self::S1 => "S1",
            Self::SF => "SF",
            Self::Rej => "REJ",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::Rsto => "RSTO",
            Self::Rstr => "RSTR",
            Self::Rstos0 => "RSTOS0",
            Self::Rstrh => "RSTRH",
            Self::Sh => "SH",
            Self::Shr => "SHR",
            Self::Oth => "OTH",
        }
    }

    /// KDD'99's "SYN errors": opened without a proper answer.
    pub fn is_syn_error(self) -> bool {
        matches!(self, Self::S0 | Self::S1 | Self::S2 | Self::S3)
    }

    /// Whether both sides took part.
    pub fn is_established(self) -> bool {
        matches!(
            self,
            Self::SF | Self::S1 | Self::S2 | Self::S3 | Self::Rsto | Self::Rstr
        )
    }

    /// Whether the responder refused or nobody answered.
    pub fn is_failed(self) -> bool {
        matches!(self, Self::S0 | Self::Rej | Self::Rstos0 | Self::Sh)
    }
}

impl fmt::Display for ConnState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Zeek's `history`: a letter an event, upper case for the originator; at most [`History::CAPACITY`] are kept.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct History {
    letters: [u8; Self::CAPACITY],
    len: u8,
}

impl History {
    /// Most letters kept.
    pub const CAPACITY: usize = 31;

    /// Adds a letter, while there is room.
    pub(crate) fn push(&mut self, letter: u8) {
        if let Some(place) = self.letters.get_mut(usize::from(self.len)) {
            *place = letter;
            self.len += 1;
        }
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        let letters = self.letters.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
