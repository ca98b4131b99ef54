//! What a token means: a number, a missing value, or neither.

/// Digits that always fit: below 2^52, so that `f64` restores each of them.
const MAX_DIGITS: usize = 15;

const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];
const POWERS_F32: [f32; 11] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/// A short decimal in its plain form (`-?(0|[1-9][0-9]*)([.][0-9]+)?`): `mantissa / 10^decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) mantissa: u64,
    pub(crate) decimals: u8,
    pub(crate) is_negative: bool,
}

impl Decimal {
    /// Correctly rounded: both operands are exact in `f64` (Clinger's fast path).
    #[inline]
    pub(crate) fn to_f64(self) -> f64 {
        let power = POWERS.get(usize::from(self.decimals)).copied().unwrap_or(1.0);
        let value = self.mantissa as f64 / power;
        if self.is_negative { -value } else { value }
    }

    /// Correctly rounded while the mantissa is at most 2^24 and there are at most ten decimals.
    #[inline]
    pub(crate) fn to_f32(self) -> f32 {
        let value = match self.decimals {
            0 => self.mantissa as f32,
            decimals => {
                let power = POWERS_F32.get(usize::from(decimals)).copied();
                self.mantissa as f32 / power.unwrap_or(1.0)
            }
        };
        if self.is_negative { -value } else { value }
    }
}

/// Reads a plain decimal at the start of `bytes`, up to `delimiter` or the end, and says how long it is.
/// `None` for anything else, numbers in other notations included.
#[inline]
pub(crate) fn leading_decimal(bytes: &[u8], delimiter: u8) -> Option<(Decimal, usize)> {
    let (is_negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let mut mantissa = 0_u64;
    let mut point = None;
    let mut len = 0;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if byte == delimiter {
            break;
        } else if byte == b'.' && point.is_none() {
            point = Some(len);
        } else {
            return None;
        }
        len += 1;
    }
    let (n_whole, n_decimals) = match point {
        None => (len, 0),
        Some(at) => (at, len - at - 1),
    };
    let has_spare_zero = n_whole > 1 && digits.first() == Some(&b'0');
    let ends_in_point = point.is_some() && n_decimals == 0;
    if n_whole == 0 || has_spare_zero || ends_in_point || n_whole + n_decimals > MAX_DIGITS {
        return None;
    }
    let decimals = u8::try_from(n_decimals).ok()?;
    let number = Decimal {
        mantissa,
        decimals,
        is_negative,
    };
    Some((number, len + usize::from(is_negative)))
}

/// What one field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Missing,
    Decimal(Decimal),
    /// Any other notation, infinities included.
    Float(f64, &'a str),
    Text,
}

/// Reads a trimmed field.
pub(crate) fn classify(field: &[u8]) -> Token<'_> {
    if is_missing(field) {
        return Token::Missing;
    }
    // No number holds a line feed, so it serves as "up to the end".
    if let Some((number, _)) = leading_decimal(field, b'\n') {
        return Token::Decimal(number);
    }
    match std::str::from_utf8(field) {
        Ok(token) => token.parse().map_or(Token::Text, |value| Token::Float(value, token)),
        Err(_) => Token::Text,
    }
}

/// The spellings of "no value" in the tables that people have: empty, Zeek's `-` and `(empty)`, pandas' and R's.
pub(crate) fn is_missing(field: &[u8]) -> bool {
    const SPELLINGS: [&[u8]; 8] = [b"nan", b"na", b"n/a", b"null", b"none", b"(empty)", b"#n/a", b"<na>"];
    match field {
        [] | [b'-' | b'?'] => true,
        [_] => false,
        _ if field.len() > 7 => false,
        _ => SPELLINGS.iter().any(|known| field.eq_ignore_ascii_case(known)),
    }
}

/// The number that a token holds; NaN when it holds none, is missing or is not finite.
pub(crate) fn value_of(token: &str) -> f64 {
    match classify(token.trim().as_bytes()) {
        Token::Decimal(number) => number.to_f64(),
        Token::Float(value, _) if value.is_finite() => value,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(token: &str) -> Option<f64> {
        leading_decimal(token.as_bytes(), b',').map(|(number, _)| number.to_f64())
    }

    #[test]
    fn plain_decimals_are_read_up_to_the_delimiter() {
        let (number, len) = leading_decimal(b"-12.50,7", b',').unwrap();
        assert_eq!(
            number,
            Decimal {
                mantissa: 1250,
                decimals: 2,
                is_negative: true
            }
        );
        assert_eq!(len, 6);
        assert_eq!(number.to_f64().to_bits(), (-12.5_f64).to_bits());
        assert_eq!(plain("999999999999999"), Some(999_999_999_999_999.0));
    }

    #[test]
    fn other_notations_are_left_to_the_slow_path() {
        for token in [
            "",
            "-",
            ".5",
            "5.",
            "007",
            "1e5",
            "+3",
            "0x1F",
            "1.2.3",
            "1234567890123456",
        ] {
            assert_eq!(plain(token), None, "{token}");
        }
        assert_eq!(classify(b"1e5"), Token::Float(1e5, "1e5"));
        assert_eq!(classify(b"007"), Token::Float(7.0, "007"));
        assert_eq!(classify(b"-Infinity"), Token::Float(f64::NEG_INFINITY, "-Infinity"));
        assert_eq!(classify(b"0x1F"), Token::Text);
        assert_eq!(classify(b"\xff"), Token::Text);
    }

    #[test]
    fn missing_values_have_many_spellings() {
        for token in ["", "-", "?", "NaN", "nan", "N/A", "NULL", "None", "(empty)"] {
            assert_eq!(classify(token.as_bytes()), Token::Missing, "{token}");
        }
        assert_eq!(
            classify(b"0"),
            Token::Decimal(Decimal {
                mantissa: 0,
                decimals: 0,
                is_negative: false
            })
        );
    }
}
