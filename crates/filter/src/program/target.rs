//! An operand -> the field that it is about, and what is done to its values first.

use super::name::Case;
use crate::ast::{Function, Name, Operand};
use crate::error::{MeaningError, MeaningErrorKind};
use crate::fields::{Field, Fields, Meaning, Resolved};
use crate::span::Spanned;
use crate::value::Value;

/// A field and what is looked at.
#[derive(Clone)]
pub(super) struct Target<'f> {
    pub(super) field: Field<'f>,
    pub(super) cases: Vec<Case>,
    pub(super) measure: Measure,
}

/// What is looked at of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Values,
    /// Numbers as they are written.
    Written,
    /// Bits of them.
    Bits(u64),
    /// How long they are.
    Length,
    /// How many there are.
    Count,
}

/// A side of a comparison.
pub(super) enum Side<'f> {
    Target(Target<'f>),
    Value(Value),
}

impl<'f> Side<'f> {
    /// The addresses that a function tests.
    pub(super) fn tested(
        function: Function,
        operand: &Operand,
        fields: &'f Fields<'_>,
    ) -> Result<Target<'f>, MeaningErrorKind> {
        let target = Target::of(operand, fields)?;
        let is_address = matches!(target.field.meaning, Meaning::Address(_));
        if is_address && target.measure == Measure::Values {
            Ok(target)
        } else {
            Err(target.refuses(function.name()))
        }
    }

    /// What stands on the left of an operator: words are fields.
    pub(super) fn left(operand: &Spanned<Operand>, fields: &'f Fields<'_>) -> Result<Self, MeaningError> {
        match &operand.value {
            Operand::Value(value) => Ok(Self::Value(value.clone())),
            other => Target::of(other, fields)
                .map(Self::Target)
                .map_err(|kind| at(kind, operand)),
        }
    }

    /// What stands on the right: words that are no field are texts, as in `service == dns`.
    pub(super) fn right(operand: &Spanned<Operand>, fields: &'f Fields<'_>) -> Result<Self, MeaningError> {
        match &operand.value {
            Operand::Name(name) if !name.is_quoted => Ok(match fields.resolve(name) {
                Ok(Resolved::Field(field)) => Self::Target(Target::plain(field)),
                Ok(Resolved::Protocol(_)) | Err(_) => Self::Value(Value::Text(name.text.clone())),
            }),
            _ => Self::left(operand, fields),
        }
    }
}

pub(super) fn at<T>(kind: MeaningErrorKind, part: &Spanned<T>) -> MeaningError {
    MeaningError { kind, span: part.span }
}

impl<'f> Target<'f> {
    pub(super) fn plain(field: Field<'f>) -> Self {
        Self {
            field,
            cases: Vec::new(),
            measure: Measure::Values,
        }
    }

    fn of(operand: &Operand, fields: &'f Fields<'_>) -> Result<Self, MeaningErrorKind> {
        match operand {
            Operand::Name(name) => named(name, fields).map(Self::plain),
            Operand::Value(_) => Err(MeaningErrorKind::NoField),
            Operand::Masked(inner, mask) => {
                let inner = Self::of(inner, fields)?;
                let is_number = inner.field.is_number() || inner.field.is_empty();
                let goes = inner.measure == Measure::Values && is_number;
                inner.with(Measure::Bits(*mask), goes, "&")
            }
            Operand::Call(function, inner) => Self::of(inner, fields)?.after(*function),
        }
    }

    fn after(mut self, function: Function) -> Result<Self, MeaningErrorKind> {
        let is_text = self.measure == Measure::Values && !self.field.is_number();
        let is_plain = self.measure == Measure::Values && self.cases.is_empty();
        let case = match function {
            Function::Len => return self.with(Measure::Length, is_text, "len"),
            Function::Count => return self.with(Measure::Count, is_plain, "count"),
            Function::String => {
                let is_number = self.field.is_number() || self.field.is_empty();
                let is_number = self.measure == Measure::Values && is_number;
                return self.with(Measure::Written, is_number, "string");
            }
            Function::Lower => Case::Lower,
            Function::Upper => Case::Upper,
            // They stand alone.
            Function::IpRfc1918 | Function::IpUla | Function::IpLinkLocal | Function::IpMulticast => {
                return Err(self.refuses(function.name()));
            }
        };
        self.cases.push(case);
        self.with(Measure::Values, is_text, function.name())
    }

    fn with(self, measure: Measure, goes: bool, operator: &'static str) -> Result<Self, MeaningErrorKind> {
        if goes {
            Ok(Self { measure, ..self })
        } else {
            Err(self.refuses(operator))
        }
    }

    /// That an operator does not go with it.
    pub(super) fn refuses(&self, operator: &'static str) -> MeaningErrorKind {
        MeaningErrorKind::Operator {
            operator,
            field: self.field.name.clone(),
            holds: match self.measure {
                Measure::Values => self.field.holds(),
                Measure::Written => "a text",
                Measure::Bits(_) | Measure::Length | Measure::Count => "a number",
            },
        }
    }

    /// Whether what is looked at is a number.
    pub(super) fn is_number(&self) -> bool {
        match self.measure {
            Measure::Values => self.field.is_number(),
            Measure::Written => false,
            Measure::Bits(_) | Measure::Length | Measure::Count => true,
        }
    }
}

fn named<'f>(name: &Name, fields: &'f Fields<'_>) -> Result<Field<'f>, MeaningErrorKind> {
    match fields.resolve(name)? {
        Resolved::Field(field) => Ok(field),
        Resolved::Protocol(_) => Err(MeaningErrorKind::Protocol {
            name: name.text.clone(),
        }),
    }
}
