//! Values that a filter names: numbers, addresses, times, text.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use wiresift_table::iso_time;

/// A value as it stands in a filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number, maybe with a unit.
    Number(Quantity),
    /// An address (a network of one) or a network.
    Network(IpNet),
    /// A hardware address.
    Mac([u8; 6]),
    /// A point in time.
    Time(Timestamp),
    /// Anything else.
    Text(String),
}

/// A number, and what it counts where that was said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// In the unit; finite.
    pub number: f64,
    /// `None` for a bare number, which is in the unit of whatever it is held against.
    pub unit: Option<QuantityUnit>,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityUnit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

/// What is wrong with something that looks like a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// C and Wireshark read `017` as 15, everybody else as 17.
    #[error("a number that begins with 0 could be octal: write 0o17 or 17")]
    LeadingZero,
    /// Not finite, or more digits than an integer of 64 bits has.
    #[error("the number is too large")]
    TooLarge,
}

/// Letters behind a number, what they multiply it by, and what it then counts.
const SUFFIXES: &[(&str, f64, Option<QuantityUnit>)] = &[
    ("ns", 1e-9, Some(QuantityUnit::Seconds)),
    ("us", 1e-6, Some(QuantityUnit::Seconds)),
    ("µs", 1e-6, Some(QuantityUnit::Seconds)),
    ("ms", 1e-3, Some(QuantityUnit::Seconds)),
    ("s", 1.0, Some(QuantityUnit::Seconds)),
    ("min", 60.0, Some(QuantityUnit::Seconds)),
    ("h", 3_600.0, Some(QuantityUnit::Seconds)),
    ("d", 86_400.0, Some(QuantityUnit::Seconds)),
    ("B", 1.0, Some(QuantityUnit::Bytes)),
    ("kB", 1e3, Some(QuantityUnit::Bytes)),
    ("MB", 1e6, Some(QuantityUnit::Bytes)),
    ("GB", 1e9, Some(QuantityUnit::Bytes)),
    ("TB", 1e12, Some(QuantityUnit::Bytes)),
    ("KiB", 1_024.0, Some(QuantityUnit::Bytes)),
    ("MiB", 1_048_576.0, Some(QuantityUnit::Bytes)),
    ("GiB", 1_073_741_824.0, Some(QuantityUnit::Bytes)),
    ("TiB", 1_099_511_627_776.0, Some(QuantityUnit::Bytes)),
    ("k", 1e3, None),
    ("M", 1e6, None),
    ("G", 1e9, None),
];

impl Value {
    /// What a run of characters without quotes is, unless it is a word.
    ///
    /// # Errors
    /// [`NumberError`] for what is meant as a number and is none.
    pub(crate) fn bare(text: &str) -> Result<Option<Self>, NumberError> {
        if let Some(network) = network(text) {
            return Ok(Some(Self::Network(network)));
        }
        if let Some(mac) = mac(text) {
            return Ok(Some(Self::Mac(mac)));
        }
        if let Some(time) = iso_time(text) {
            return Ok(Some(Self::Time(time)));
        }
        Ok(quantity(text)?.map(Self::Number))
    }
}

/// An address or network; bits beyond the prefix are dropped.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse::<IpNet>().map(|net| net.trunc())).ok()
}

/// Six bytes in hexadecimal: in pairs between colons, hyphens or dots, or in fours between dots.
pub(crate) fn mac(text: &str) -> Option<[u8; 6]> {
    let separator = text.chars().find(|c| matches!(c, ':' | '-' | '.'))?;
    let mut mac = [0; 6];
    let mut bytes = mac.iter_mut();
    let mut width = None;
    for group in text.split(separator) {
        let is_hex = group.bytes().all(|b| b.is_ascii_hexdigit());
        let is_even = *width.get_or_insert(group.len()) == group.len();
        if !is_hex || !is_even || !matches!((group.len(), separator), (2, _) | (4, '.')) {
            return None;
        }
        for at in (0..group.len()).step_by(2) {
            *bytes.next()? = u8::from_str_radix(group.get(at..at + 2)?, 16).ok()?;
        }
    }
    bytes.next().is_none().then_some(mac)
}

fn quantity(text: &str) -> Result<Option<Quantity>, NumberError> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(None);
    }
    if let Some(number) = with_radix(digits)? {
        return Ok(Some(Quantity {
            number: sign * number,
            unit: None,
        }));
    }
    let end = mantissa_end(digits);
    let (mantissa, suffix) = digits.split_at(end);
    let (factor, unit) = match SUFFIXES.iter().find(|(name, ..)| *name == suffix) {
        Some(&(_, factor, unit)) => (factor, unit),
        None if suffix.is_empty() => (1.0, None),
        None => return Ok(None),
    };
    let Ok(number) = mantissa.parse::<f64>() else {
        return Ok(None);
    };
    let is_octal = mantissa.len() > 1 && mantissa.starts_with('0') && mantissa.bytes().all(|b| b.is_ascii_digit());
    if is_octal {
        return Err(NumberError::LeadingZero);
    }
    let number = sign * number * factor;
    if number.is_finite() {
        Ok(Some(Quantity { number, unit }))
    } else {
        Err(NumberError::TooLarge)
    }
}

/// `0x1f`, `0o17`, `0b101`.
fn with_radix(digits: &str) -> Result<Option<f64>, NumberError> {
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b") => 2,
        _ => return Ok(None),
    };
    let digits = digits.get(2..).unwrap_or_default();
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Ok(None);
    }
    match u64::from_str_radix(digits, radix) {
        Ok(number) => Ok(Some(number as f64)),
        Err(_) => Err(NumberError::TooLarge),
    }
}

/// Where the digits, the point and the exponent of a decimal end.
fn mantissa_end(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = digits(0);
    if text.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        end = digits(end + 1);
    }
    if text.get(end..).is_some_and(|rest| rest.starts_with(['e', 'E'])) {
        let sign = text.get(end + 1..).is_some_and(|rest| rest.starts_with(['+', '-']));
        let from = end + 1 + usize::from(sign);
        if digits(from) > from {
            end = digits(from);
        }
    }
    end
}

impl fmt::Display for Value {
    /// As it is written in a filter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(quantity) => quantity.fmt(f),
            Self::Network(network) if network.prefix_len() == network.max_prefix_len() => network.addr().fmt(f),
            Self::Network(network) => network.fmt(f),
            Self::Mac([a, b, c, d, e, g]) => write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}"),
            Self::Time(time) => time.fmt(f),
            Self::Text(text) => quoted(text, f),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)?;
        match self.unit {
            None => Ok(()),
            Some(QuantityUnit::Seconds) => f.write_str("s"),
            Some(QuantityUnit::Bytes) => f.write_str("B"),
        }
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests;
