//! A tree -> tests of columns.

use super::bound::{Wanted, flipped, is_negated, is_of_all, operator};
use super::leaf::{count, leaf, length, named, protocol, there, wanted};
use super::name::NameSet;
use super::pair::Pair;
use super::target::{Measure, Side, Target, at};
use super::{Leaf, Node};
use crate::ast::{self, Expr, Operand, Quantifier, Right};
use crate::error::{MeaningError, MeaningErrorKind};
use crate::fields::{Fields, Resolved};
use crate::span::{Span, Spanned};
use crate::token::Compare;
use crate::value::{Quantity, Value};

pub(super) struct Compiler<'f, 'a> {
    pub(super) fields: &'f Fields<'a>,
}

pub(super) type Compiled<T> = Result<T, MeaningError>;

impl<'f> Compiler<'f, '_> {
    pub(super) fn node(&self, expr: &Expr) -> Compiled<Node<'f>> {
        let nodes = |parts: &[Expr]| -> Compiled<Vec<_>> {
            let mut nodes: Vec<Node<'f>> = parts.iter().map(|part| self.node(part)).collect::<Result<_, _>>()?;
            wiresift_order::sort_by_key(&mut nodes, Node::cost);
            Ok(nodes)
        };
        match expr {
            Expr::And(parts) => nodes(parts).map(Node::And),
            Expr::Xor(parts) => nodes(parts).map(Node::Xor),
            Expr::Or(parts) => nodes(parts).map(Node::Or),
            Expr::Not(part) => Ok(Node::Not(Box::new(self.node(part)?))),
            Expr::Exists(operand) => self.exists(operand),
            Expr::Test(test) => self.test(test),
        }
    }

    fn exists(&self, operand: &Spanned<Operand>) -> Compiled<Node<'f>> {
        if let Operand::Name(name) = &operand.value
            && let Resolved::Protocol(found) = self.fields.resolve(name).map_err(|kind| at(kind, operand))?
        {
            return Ok(Node::Leaf(protocol(&found)));
        }
        if let Operand::Call(function, inner) = &operand.value {
            let target = Side::tested(*function, inner, self.fields).map_err(|kind| at(kind, operand))?;
            return self.wanted(&target, &Wanted::networks(function.networks(), operand.span));
        }
        match Side::left(operand, self.fields)? {
            Side::Target(target) if target.measure == Measure::Values => Ok(Node::Leaf(there(&target.field))),
            // Any bit of the mask.
            Side::Target(target) => {
                let zero = Quantity {
                    number: 0.0,
                    unit: None,
                };
                let is_set = Wanted::compare(Compare::AnyNotEqual, Value::Number(zero), operand.span);
                self.wanted(&target, &is_set)
            }
            Side::Value(_) => Err(at(MeaningErrorKind::NoField, operand)),
        }
    }

    fn test(&self, test: &ast::Test) -> Compiled<Node<'f>> {
        let left = Side::left(&test.left, self.fields)?;
        let node = match (left, &test.right) {
            (left, Right::Compare(compare, right)) => {
                let other = Side::right(right, self.fields)?;
                self.compare((left, test.left.span), compare.value, (other, right.span))?
            }
            (Side::Value(_), _) => return Err(at(MeaningErrorKind::NoField, &test.left)),
            (Side::Target(target), Right::In(set)) => self.wanted(&target, &Wanted::member(set))?,
            (Side::Target(target), Right::Contains(part)) => pattern(&target, test, &NameSet::containing(&part.value))?,
            (Side::Target(target), Right::Matches(regex)) => {
                let set = NameSet::matching(&regex.value).map_err(|kind| at(kind, regex))?;
                pattern(&target, test, &set)?
            }
        };
        Ok(match test.quantifier {
            Some(quantifier) => quantified(node, quantifier),
            None => node,
        })
    }

    fn compare(&self, left: (Side<'f>, Span), compare: Compare, right: (Side<'f>, Span)) -> Compiled<Node<'f>> {
        let span = left.1.to(right.1);
        match (left, right) {
            ((Side::Target(target), _), (Side::Value(value), span)) => {
                self.wanted(&target, &Wanted::compare(compare, value, span))
            }
            ((Side::Value(value), span), (Side::Target(target), _)) => {
                self.wanted(&target, &Wanted::compare(flipped(compare), value, span))
            }
            ((Side::Target(left), _), (Side::Target(right), _)) => {
                let pair = Pair::new(left, right, compare).map_err(|kind| MeaningError { kind, span })?;
                Ok(Node::Pair(Box::new(pair)))
            }
            ((Side::Value(_), _), (Side::Value(_), _)) => Err(MeaningError {
                kind: MeaningErrorKind::NoField,
                span,
            }),
        }
    }

    #[expect(clippy::unused_self, reason = "the like of the methods around it")]
    fn wanted(&self, target: &Target<'f>, what: &Wanted) -> Compiled<Node<'f>> {
        match target.measure {
            Measure::Count => count(target, what).map(Node::Count),
            Measure::Length => length(target, what).map(Node::Leaf),
            Measure::Values | Measure::Written | Measure::Bits(_) => wanted(target, what).map(Node::Leaf),
        }
    }
}

fn pattern<'f>(target: &Target<'f>, test: &ast::Test, set: &NameSet) -> Compiled<Node<'f>> {
    if target.is_number() {
        return Err(at(target.refuses(operator(&test.right)), &test.left));
    }
    let tests = named(target, set);
    Ok(Node::Leaf(leaf(&target.field, tests)))
}

fn quantified(node: Node<'_>, quantifier: Quantifier) -> Node<'_> {
    let of_all = quantifier == Quantifier::All;
    match node {
        Node::Leaf(leaf) => Node::Leaf(Leaf { of_all, ..leaf }),
        Node::Pair(pair) => Node::Pair(Box::new(pair.of_all(of_all))),
        other => other,
    }
}

/// Which of two fields' values count, and whether they shall differ.
pub(super) fn mode(compare: Compare) -> (bool, bool) {
    (is_negated(compare), is_of_all(compare))
}
