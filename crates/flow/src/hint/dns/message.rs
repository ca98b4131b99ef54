//! Messages (RFC 1035, section 4): enough to be sure that it is one, and what is asked.

use super::name::Name;
use crate::hint::reader::Reader;

/// Response code for names that do not exist.
pub(super) const NAME_ERROR: u8 = 3;

const HEADER_LEN: usize = 12;
const RESPONSE: u16 = 0x8000;
/// Must be zero (RFC 1035, section 4.1.1).
const RESERVED: u16 = 0x0040;
/// Queries, inverse queries, status, notifications, updates.
const MAX_OPCODE: u16 = 5;
/// Response codes of messages without extensions.
const MAX_RESPONSE_CODE: u8 = 11;

/// A message.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    pub(super) is_response: bool,
    pub(super) response_code: u8,
    pub(super) question: Option<Question<'a>>,
    /// Bytes after the question.
    pub(super) n_answer_bytes: usize,
}

/// What is asked.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub(super) name: Name<'a>,
    /// Type of the records that are asked for.
    pub(super) kind: u16,
}

impl Question<'_> {
    /// Whether answers of this type carry much data.
    pub(super) fn is_carrier(&self) -> bool {
        const PRIVATE: std::ops::RangeInclusive<u16> = 0xff00..=0xfffe;
        matches!(self.kind, 5 | 10 | 15 | 16 | 25 | 33) || PRIVATE.contains(&self.kind)
    }
}

/// Counts of a header.
#[derive(Debug)]
struct Header {
    flags: u16,
    n_questions: u16,
    n_answers: u16,
    n_others: u32,
}

impl Header {
    fn parse(message: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(message);
        let _id = reader.u16()?;
        Some(Self {
            flags: reader.u16()?,
            n_questions: reader.u16()?,
            n_answers: reader.u16()?,
            n_others: u32::from(reader.u16()?) + u32::from(reader.u16()?),
        })
    }

    fn is_response(&self) -> bool {
        self.flags & RESPONSE != 0
    }

    fn response_code(&self) -> u8 {
        self.flags.to_be_bytes()[1] & 0x0f
    }

    fn is_plausible(&self) -> bool {
        let opcode = self.flags >> 11 & 0x0f;
        opcode <= MAX_OPCODE
            && self.flags & RESERVED == 0
            && self.response_code() <= MAX_RESPONSE_CODE
            && (self.is_response() || self.response_code() == 0)
    }
}

impl<'a> Message<'a> {
    /// `None` if it is not a message of DNS, or is cut before its question ends.
    pub(crate) fn parse(message: &'a [u8]) -> Option<Self> {
        let header = Header::parse(message)?;
        if !header.is_plausible() {
            return None;
        }
        let (question, end) = match header.n_questions {
            1 => question(message).map(|(question, end)| (Some(question), end))?,
            // Announcements of mDNS have answers only; several questions are its habit too.
            0 if header.is_response() && header.n_answers > 0 && is_record(message) => (None, HEADER_LEN),
            2..=32 if header.n_others < 64 => {
                let (first, end) = question(message)?;
                question_at(message, end)?;
                (Some(first), end)
            }
            // Failures may come without the question.
            0 if header.is_response() && header.n_answers == 0 && header.n_others == 0 => {
                (message.len() == HEADER_LEN).then_some((None, HEADER_LEN))?
            }
            _ => return None,
        };
        Some(Self {
            is_response: header.is_response(),
            response_code: header.response_code(),
            question,
            n_answer_bytes: message.len().saturating_sub(end),
        })
    }
}

fn question(message: &[u8]) -> Option<(Question<'_>, usize)> {
    question_at(message, HEADER_LEN)
}

fn question_at(message: &[u8], at: usize) -> Option<(Question<'_>, usize)> {
    let (name, end) = Name::parse(message, at)?;
    let mut fields = Reader::new(message.get(end..)?);
    let (kind, class) = (fields.u16()?, fields.u16()?);
    (kind != 0 && is_class(class)).then_some((Question { name, kind }, end + 4))
}

/// Internet, Chaos, Hesiod, none, any; the highest bit is mDNS's.
fn is_class(class: u16) -> bool {
    matches!(class & 0x7fff, 1 | 3 | 4 | 254 | 255)
}

/// Whether a record follows the header.
fn is_record(message: &[u8]) -> bool {
    let fields = || {
        let (_, end) = Name::parse(message, HEADER_LEN)?;
        let mut reader = Reader::new(message.get(end..)?);
        let (kind, class) = (reader.u16()?, reader.u16()?);
        let (_ttl, len) = (reader.u32()?, reader.u16()?);
        Some(kind != 0 && is_class(class) && usize::from(len) <= message.len())
    };
    fields().unwrap_or(false)
}

/// Whether this is a message of `NetBIOS` (RFC 1002, section 4.2): its first name has 32 letters from A to P.
pub(crate) fn is_netbios_names(message: &[u8]) -> bool {
    let Some((_, rest)) = message.split_first_chunk::<HEADER_LEN>() else {
        return false;
    };
    let [32, rest @ ..] = rest else { return false };
    let Some((letters, rest)) = rest.split_first_chunk::<32>() else {
        return false;
    };
    let is_kind = matches!(rest, [0, 0, 0x20 | 0x21, 0, 1, ..]);
    is_kind && letters.iter().all(|letter| (b'A'..=b'P').contains(letter))
}
