//! Sets of numbers, and what a value of a filter is as a number of a column.

use wiresift_table::Unit;

use super::bound::Bound;
use crate::error::MeaningErrorKind;
use crate::fields::{Field, Meaning};
use crate::value::{Quantity, QuantityUnit, Value};

/// Whole numbers below it are exact in `f32`.
const MAX_F32_WHOLE: f64 = 16_777_216.0;

/// Seconds by which times may differ and be the same: times are told to the microsecond, which is what `f64` keeps of
/// them, and were rounded on different ways.
const TIME_SLACK: f64 = 0.5e-6;

/// Ranges of numbers, both ends included; ascending and apart. NaN is in none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct NumberSet {
    ranges: Vec<(f64, f64)>,
}

impl NumberSet {
    pub(super) fn everything() -> Self {
        Self {
            ranges: vec![(f64::NEG_INFINITY, f64::INFINITY)],
        }
    }

    pub(super) fn of(bounds: impl IntoIterator<Item = Bound<f64>>) -> Self {
        let mut ranges: Vec<(f64, f64)> = bounds.into_iter().map(range).collect();
        ranges.retain(|(first, last)| first <= last);
        wiresift_order::sort_by(&mut ranges, |a, b| a.0.total_cmp(&b.0));
        let mut apart: Vec<(f64, f64)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match apart.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => apart.push((first, last)),
            }
        }
        Self { ranges: apart }
    }

    /// The only range, where there is one.
    pub(super) fn single(&self) -> Option<(f64, f64)> {
        match self.ranges.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    pub(super) fn contains(&self, number: f64) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= number);
        let before = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        before.is_some_and(|(_, last)| number <= *last)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

fn range(bound: Bound<f64>) -> (f64, f64) {
    match bound {
        Bound::Equal(number) => (number, number),
        Bound::Less(number) => (f64::NEG_INFINITY, number.next_down()),
        Bound::LessOrEqual(number) => (f64::NEG_INFINITY, number),
        Bound::Greater(number) => (number.next_up(), f64::INFINITY),
        Bound::GreaterOrEqual(number) => (number, f64::INFINITY),
        Bound::Between(first, last) => (first, last),
    }
}

/// The numbers that a bound holds, for the values of a field. `is_single`: they are `f32`.
pub(super) fn bound_of(
    bound: &Bound<Value>,
    field: &Field<'_>,
    is_single: bool,
) -> Result<Bound<f64>, MeaningErrorKind> {
    let bound = bound.try_map(|value| number_of(value, field).map(|number| as_stored(number, is_single)))?;
    match (bound, field.meaning) {
        (Bound::Between(first, last), _) if first > last => Err(MeaningErrorKind::Range),
        (bound, Meaning::Time { units_a_second } | Meaning::RelativeTime { units_a_second, .. }) => {
            Ok(widened(bound, units_a_second * TIME_SLACK))
        }
        (bound, _) => Ok(bound),
    }
}

/// Everything within `slack` of an equal value counts as equal.
fn widened(bound: Bound<f64>, slack: f64) -> Bound<f64> {
    match bound {
        Bound::Equal(number) => Bound::Between(number - slack, number + slack),
        Bound::Less(number) => Bound::Less(number - slack),
        Bound::LessOrEqual(number) => Bound::LessOrEqual(number + slack),
        Bound::Greater(number) => Bound::Greater(number + slack),
        Bound::GreaterOrEqual(number) => Bound::GreaterOrEqual(number - slack),
        Bound::Between(first, last) => Bound::Between(first - slack, last + slack),
    }
}

/// 0.1 was rounded when it was stored as `f32`, and so is what it is held against; whole numbers beyond those that `f32`
/// holds are not, for 16777217 is not equal to a stored 16777216.
#[expect(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
fn as_stored(number: f64, is_single: bool) -> f64 {
    if is_single && number.abs() < MAX_F32_WHOLE {
        f64::from(number as f32)
    } else {
        number
    }
}

fn number_of(value: &Value, field: &Field<'_>) -> Result<f64, MeaningErrorKind> {
    let mismatch = || MeaningErrorKind::Mismatch {
        field: field.name.clone(),
        holds: field.holds(),
        value: value.to_string(),
    };
    match (value, field.meaning) {
        (Value::Number(quantity), _) => quantity_of(*quantity, field),
        (Value::Time(time), Meaning::Time { units_a_second } | Meaning::RelativeTime { units_a_second, .. }) => {
            Ok(wiresift_table::seconds_of(*time) * units_a_second)
        }
        (Value::Text(text), Meaning::Time { units_a_second }) => {
            let time = wiresift_table::iso_time(text).ok_or_else(mismatch)?;
            Ok(wiresift_table::seconds_of(time) * units_a_second)
        }
        (Value::Text(text), _) => match (text.as_str(), Value::bare(text)) {
            ("true", _) => Ok(1.0),
            ("false", _) => Ok(0.0),
            (_, Ok(Some(Value::Number(quantity)))) => quantity_of(quantity, field),
            _ => Err(mismatch()),
        },
        (Value::Time(_) | Value::Network(_) | Value::Mac(_), _) => Err(mismatch()),
    }
}

fn quantity_of(quantity: Quantity, field: &Field<'_>) -> Result<f64, MeaningErrorKind> {
    use QuantityUnit::{Bytes, Seconds};
    let factor = match (quantity.unit, field.meaning) {
        // A number alone is in the unit of the column, and by Wireshark's names a time is in seconds.
        (None, Meaning::Time { units_a_second }) if field.name.starts_with("frame.") => units_a_second,
        (None | Some(Seconds), Meaning::RelativeTime { units_a_second, first }) => {
            return Ok(first + quantity.number * units_a_second);
        }
        (None, _)
        | (Some(Seconds), Meaning::Plain(Some(Unit::Seconds)))
        | (Some(Bytes), Meaning::Plain(Some(Unit::Bytes | Unit::BytesPerSecond))) => 1.0,
        (Some(Seconds), Meaning::Plain(Some(Unit::Millis))) => 1e3,
        (Some(Seconds), Meaning::Plain(Some(Unit::Micros))) => 1e6,
        (Some(Bytes), Meaning::Plain(Some(Unit::BitsPerSecond))) => 8.0,
        (Some(unit), _) => {
            return Err(MeaningErrorKind::Unit {
                field: field.name.clone(),
                unit: if unit == Seconds { "seconds" } else { "bytes" },
            });
        }
    };
    Ok(quantity.number * factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bound() -> impl Strategy<Value = Bound<f64>> {
        let number = || (-5..5_i8).prop_map(f64::from);
        prop_oneof![
            number().prop_map(Bound::Equal),
            number().prop_map(Bound::Less),
            number().prop_map(Bound::LessOrEqual),
            number().prop_map(Bound::Greater),
            number().prop_map(Bound::GreaterOrEqual),
            (number(), number()).prop_map(|(a, b)| Bound::Between(a, b)),
        ]
    }

    #[expect(clippy::float_cmp, reason = "halves are exact")]
    fn holds(bound: &Bound<f64>, number: f64) -> bool {
        match *bound {
            Bound::Equal(other) => number == other,
            Bound::Less(other) => number < other,
            Bound::LessOrEqual(other) => number <= other,
            Bound::Greater(other) => number > other,
            Bound::GreaterOrEqual(other) => number >= other,
            Bound::Between(first, last) => (first..=last).contains(&number),
        }
    }

    proptest! {
        #[test]
        fn a_set_holds_what_any_bound_holds(bounds in prop::collection::vec(bound(), 0..6)) {
            let set = NumberSet::of(bounds.clone());
            for half in -12..=12_i8 {
                let number = f64::from(half) / 2.0;
                prop_assert_eq!(set.contains(number), bounds.iter().any(|bound| holds(bound, number)), "{}", number);
            }
            prop_assert!(!set.contains(f64::NAN));
        }
    }
}
