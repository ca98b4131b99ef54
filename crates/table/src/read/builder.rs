//! Builds one column, field by field, finding its type on the way.
//!
//! A column holds numbers until the first value that is neither a number nor missing. It then becomes a column of
//! categories, in which the numbers so far are written exactly as they were read; and with too many categories it
//! becomes plain text. So the type depends on the values alone, not on their order or on how the bytes arrive.

use std::borrow::Cow;

use super::number::{Token, classify, is_missing, leading_decimal};
use super::time::{TimeOrder, seconds_of};
use crate::column::{Category, ColumnData, Interner, MISSING, Numbers, Text};
use crate::report::SkipReason;
use crate::schema::Reading;

/// What is missing where a number should be.
pub(super) const NUMBER: (SkipReason, &str) = (SkipReason::NotANumber, "a number");

#[derive(Clone, Debug)]
pub(crate) struct ColumnBuilder {
    values: Building,
    /// A schema says numbers, so that anything else is an error.
    is_fixed: bool,
    notation: Notation,
    max_categories: usize,
    /// Numbers seen before the column became text, and the first value that made it so.
    pub(super) turned: Option<String>,
    pub(super) n_not_utf8: u64,
}

#[derive(Clone, Debug)]
enum Building {
    Number(Numbers),
    Category(Categories),
    Text(Text),
}

#[derive(Clone, Debug, Default)]
struct Categories {
    codes: Vec<u32>,
    interner: Interner,
}

/// Other ways to write a number. The cell is shown as written all the same.
#[derive(Clone, Copy, Debug)]
enum Notation {
    None,
    /// `0x0303`, as Argus writes the ports of ICMP.
    Hexadecimal,
    /// A point in time, in seconds since the epoch.
    Time(TimeOrder),
}

impl Notation {
    #[cold]
    fn read(self, text: &str) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Hexadecimal => {
                let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
                u16::from_str_radix(digits, 16).ok().map(f64::from)
            }
            Self::Time(order) => order.parse(text).map(seconds_of),
        }
    }
}

/// The field is not what the schema says.
#[derive(Debug)]
pub(crate) struct NotANumber;

impl ColumnBuilder {
    pub(crate) fn new(reading: Reading, max_categories: usize) -> Self {
        let numbers = || Building::Number(Numbers::new());
        let (values, is_fixed, notation) = match reading {
            Reading::Guess => (numbers(), false, Notation::None),
            Reading::Number => (numbers(), true, Notation::None),
            Reading::Symbol => (Building::Category(Categories::default()), true, Notation::None),
            Reading::Port => (numbers(), false, Notation::Hexadecimal),
            Reading::Time { order, is_certain } => (numbers(), is_certain, Notation::Time(order)),
        };
        Self {
            values,
            is_fixed,
            notation,
            max_categories,
            turned: None,
            n_not_utf8: 0,
        }
    }

    /// What a field that was refused should have been.
    pub(crate) fn expected(&self) -> (SkipReason, &'static str) {
        match self.notation {
            Notation::Time(_) => (SkipReason::NotATime, "a time"),
            Notation::None | Notation::Hexadecimal => NUMBER,
        }
    }

    /// Takes a row without a value.
    pub(crate) fn push_missing(&mut self) {
        match &mut self.values {
            Building::Number(numbers) => numbers.push_missing(),
            Building::Category(categories) => categories.codes.push(MISSING),
            Building::Text(text) => text.push(""),
        }
    }

    /// Takes the field at the start of `rest`, which ends at `delimiter` or with `rest`; returns its length.
    #[inline]
    pub(super) fn push_leading(&mut self, rest: &[u8], delimiter: u8) -> Result<usize, NotANumber> {
        if let Building::Number(numbers) = &mut self.values
            && let Some((number, len)) = leading_decimal(rest, delimiter)
        {
            numbers.push_decimal(number);
            return Ok(len);
        }
        let len = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
        self.push(rest.get(..len).unwrap_or_default())?;
        Ok(len)
    }

    /// Takes one field.
    pub(crate) fn push(&mut self, field: &[u8]) -> Result<(), NotANumber> {
        let field = field.trim_ascii();
        match &mut self.values {
            Building::Number(numbers) => match classify(field) {
                Token::Missing => numbers.push_missing(),
                Token::Decimal(number) => numbers.push_decimal(number),
                Token::Float(value, token) => numbers.push_float(value, token),
                Token::Text => {
                    let text = std::str::from_utf8(field).unwrap_or_default();
                    if let Some(value) = self.notation.read(text) {
                        numbers.push_float(value, text);
                    } else if self.is_fixed {
                        return Err(NotANumber);
                    } else {
                        self.turn_to_categories(field);
                        self.push_text(field);
                    }
                }
            },
            _ => self.push_text(field),
        }
        Ok(())
    }

    fn push_text(&mut self, field: &[u8]) {
        let value = if is_missing(field) {
            Cow::Borrowed("")
        } else {
            String::from_utf8_lossy(field)
        };
        if matches!(value, Cow::Owned(_)) {
            self.n_not_utf8 += 1;
        }
        match &mut self.values {
            Building::Category(categories) => {
                categories.push(&value);
                if categories.interner.len() > self.max_categories {
                    self.turn_to_text();
                }
            }
            Building::Text(text) => text.push(&value),
            Building::Number(_) => {}
        }
    }

    #[cold]
    fn turn_to_categories(&mut self, field: &[u8]) {
        let Building::Number(numbers) = &self.values else {
            return;
        };
        let mut categories = Categories::default();
        for row in 0..numbers.len() {
            categories.push(&numbers.token(row).unwrap_or_default());
        }
        let is_all_missing = categories.interner.len() == 0;
        if !is_all_missing {
            self.turned = Some(super::shorten(field));
        }
        self.values = Building::Category(categories);
        if let Building::Category(categories) = &self.values
            && categories.interner.len() > self.max_categories
        {
            self.turn_to_text();
        }
    }

    #[cold]
    fn turn_to_text(&mut self) {
        let Building::Category(categories) = &mut self.values else {
            return;
        };
        let names = std::mem::take(&mut categories.interner).into_names();
        let mut text = Text::default();
        for &code in &categories.codes {
            text.push(names.get(code as usize).map_or("", String::as_str));
        }
        self.values = Building::Text(text);
    }

    /// Forgets rows from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        match &mut self.values {
            Building::Number(numbers) => numbers.truncate(len),
            Building::Category(categories) => categories.codes.truncate(len),
            Building::Text(text) => text.truncate(len),
        }
    }

    pub(crate) fn finish(self) -> ColumnData {
        match self.values {
            Building::Number(numbers) => ColumnData::Number(numbers),
            Building::Text(text) => ColumnData::Text(text),
            Building::Category(categories) => ColumnData::Category(categories.finish()),
        }
    }
}

impl Categories {
    fn push(&mut self, value: &str) {
        let code = if value.is_empty() {
            MISSING
        } else {
            self.interner.code_of(value)
        };
        self.codes.push(code);
    }

    /// Names that only a skipped row held are dropped.
    fn finish(self) -> Category {
        let all = Category {
            codes: self.codes,
            names: self.interner.into_names(),
        };
        all.without_unused()
    }
}
