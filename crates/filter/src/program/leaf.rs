//! Tests of one field.

use super::bound::{Bound, Wanted};
use super::compile::Compiled;
use super::name::{NameSet, NameTest};
use super::number::{NumberSet, bound_of};
use super::target::{Measure, Target};
use super::values::Values;
use super::{Count, Leaf, Numbers, Test};
use crate::error::{MeaningError, MeaningErrorKind};
use crate::fields::{Choice, Field, Meaning, Protocol, Source};
use crate::span::Span;
use crate::value::{Quantity, Value};

/// Any of some tests of a field.
pub(super) fn leaf<'f>(field: &Field<'f>, tests: Vec<Test<'f>>) -> Leaf<'f> {
    Leaf {
        tests,
        guard: field.guard.clone(),
        is_negated: false,
        of_all: false,
    }
}

/// Rows that have a value.
pub(super) fn there<'f>(field: &Field<'f>) -> Leaf<'f> {
    let target = Target::plain(field.clone());
    let tests = field.sources.iter().map(|&source| match numbers(source) {
        Some(numbers) => Test::Number(numbers, None, NumberSet::everything()),
        None => name_test(source, NameTest::new(NameSet::Everything, &target)),
    });
    leaf(field, tests.collect())
}

/// Rows of a protocol or application.
pub(super) fn protocol<'f>(protocol: &Protocol<'f>) -> Leaf<'f> {
    let test = || NameTest::of_protocols(protocol.names.clone());
    let tests = protocol.sources.iter().map(|&source| Test::Name(source, test()));
    Leaf {
        tests: tests.collect(),
        guard: None,
        is_negated: false,
        of_all: false,
    }
}

/// A test of texts, wherever they lie.
pub(super) fn named<'f>(target: &Target<'f>, set: &NameSet) -> Vec<Test<'f>> {
    let test = |&source: &Source<'f>| name_test(source, NameTest::new(set.clone(), target));
    target.field.sources.iter().map(test).collect()
}

fn name_test(source: Source<'_>, test: NameTest) -> Test<'_> {
    match source {
        Source::Choice(choice) => {
            let passes = choice.names.iter().map(|name| test.passes(name) == Some(true));
            Test::Choice(choice, passes.collect())
        }
        source => Test::Name(source, test),
    }
}

/// A test of values, or of bits of them.
pub(super) fn wanted<'f>(target: &Target<'f>, wanted: &Wanted) -> Compiled<Leaf<'f>> {
    let tests: Compiled<Vec<Test<'f>>> = target
        .field
        .sources
        .iter()
        .map(|&source| of_source(target, source, wanted))
        .collect();
    Ok(Leaf {
        is_negated: wanted.is_negated,
        of_all: wanted.of_all,
        ..leaf(&target.field, tests?)
    })
}

fn of_source<'f>(target: &Target<'f>, source: Source<'f>, wanted: &Wanted) -> Compiled<Test<'f>> {
    let field = &target.field;
    match (source, numbers(source), target.measure) {
        (_, Some(numbers), Measure::Bits(mask)) => {
            Ok(Test::Number(numbers, Some(mask), plain_numbers(target, wanted)?))
        }
        (_, Some(numbers), Measure::Values) if field.meaning != Meaning::Protocol => {
            let is_single = matches!(numbers, Numbers::Column(wiresift_table::Values::F32(_)));
            let bounds = wanted.try_map(|bound| bound_of(bound, field, is_single))?;
            Ok(Test::Number(numbers, None, NumberSet::of(bounds)))
        }
        (Source::Choice(choice), ..) => Ok(Test::Choice(choice, chosen(target, choice, wanted)?)),
        _ => {
            let values = NameSet::Values(Values::of(&wanted.bounds, field)?);
            Ok(Test::Name(source, NameTest::new(values, target)))
        }
    }
}

fn numbers(source: Source<'_>) -> Option<Numbers<'_>> {
    match source {
        Source::Numbers(values) => Some(Numbers::Column(values)),
        Source::Computed(of) => Some(Numbers::Computed(of)),
        Source::Names(..) | Source::Text(..) | Source::Choice(_) => None,
    }
}

/// For each word of a choice whether it is wanted.
fn chosen(target: &Target<'_>, choice: Choice<'_>, wanted: &Wanted) -> Compiled<Vec<bool>> {
    let places = wanted.try_map(|bound| {
        let is_order = !matches!(bound, Bound::Equal(_));
        if is_order && !choice.is_ordered {
            return Err(target.refuses(bound.sign()));
        }
        bound.try_map(|value| place(target, choice, value))
    })?;
    let places = NumberSet::of(places);
    Ok((0..choice.names.len()).map(|at| places.contains(at as f64)).collect())
}

fn place(target: &Target<'_>, choice: Choice<'_>, value: &Value) -> Result<f64, MeaningErrorKind> {
    let is_it = |name: &&str| matches!(value, Value::Text(text) if name.eq_ignore_ascii_case(text));
    let place = choice.names.iter().position(is_it).map(|at| at as f64);
    place.ok_or_else(|| MeaningErrorKind::NoSuchValue {
        field: target.field.name.clone(),
        names: choice.names.iter().map(|&name| name.to_owned()).collect(),
    })
}

/// A test of how long texts are.
pub(super) fn length<'f>(target: &Target<'f>, wanted: &Wanted) -> Compiled<Leaf<'f>> {
    let lengths = NameSet::Length(plain_numbers(target, wanted)?);
    Ok(Leaf {
        is_negated: wanted.is_negated,
        of_all: wanted.of_all,
        ..leaf(&target.field, named(target, &lengths))
    })
}

/// A test of how many values a row has.
pub(super) fn count<'f>(target: &Target<'f>, wanted: &Wanted) -> Compiled<Count<'f>> {
    let one = |&source: &Source<'f>| {
        there(&Field {
            sources: vec![source],
            ..target.field.clone()
        })
    };
    Ok(Count {
        there: target.field.sources.iter().map(one).collect(),
        numbers: plain_numbers(target, wanted)?,
        is_negated: wanted.is_negated,
    })
}

/// What is wanted of lengths, counts and bits.
fn plain_numbers(target: &Target<'_>, wanted: &Wanted) -> Compiled<NumberSet> {
    let number = |value: &Value| match value {
        Value::Number(Quantity { number, unit: None }) => Ok(*number),
        other => Err(MeaningErrorKind::Mismatch {
            field: target.field.name.clone(),
            holds: "asked for a plain number here",
            value: other.to_string(),
        }),
    };
    let bounds = wanted.try_map(|bound| bound.try_map(number).and_then(in_order))?;
    Ok(NumberSet::of(bounds))
}

fn in_order(bound: Bound<f64>) -> Result<Bound<f64>, MeaningErrorKind> {
    match bound {
        Bound::Between(first, last) if first > last => Err(MeaningErrorKind::Range),
        bound => Ok(bound),
    }
}

impl Wanted {
    fn try_map<T>(&self, mut map: impl FnMut(&Bound<Value>) -> Result<T, MeaningErrorKind>) -> Compiled<Vec<T>> {
        let located =
            |(bound, span): &(Bound<Value>, Span)| map(bound).map_err(|kind| MeaningError { kind, span: *span });
        self.bounds.iter().map(located).collect()
    }
}
