//! A filter as a tree.

use crate::span::Spanned;
use crate::token::Compare;
use crate::value::Value;

/// A filter, or a part of one. [`std::fmt::Display`] writes it so that it reads back the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Something is there. Where it is [`Operand::Masked`], some bit of it is set; where it is a [`Function`] that
    /// tests addresses, one passes.
    Exists(Spanned<Operand>),
    /// Something is held against something else.
    Test(Test),
    /// Rows that it does not hold for.
    Not(Box<Expr>),
    /// Rows that all hold for. Every row passes where there are none: the empty filter.
    And(Vec<Expr>),
    /// Rows that an odd number of two or more hold for.
    Xor(Vec<Expr>),
    /// Rows that any of two or more holds for.
    Or(Vec<Expr>),
}

/// An operand held against another, or against several values.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What was said of which values count, if anything.
    pub quantifier: Option<Quantifier>,
    /// On the left.
    pub left: Spanned<Operand>,
    /// The operator and what stands on its right.
    pub right: Right,
}

/// Which values of a field count, where it has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `any`: one will do.
    Any,
    /// `all`: every one.
    All,
}

/// An operator and what stands on its right.
#[derive(Debug, Clone, PartialEq)]
pub enum Right {
    /// A comparison.
    Compare(Spanned<Compare>, Spanned<Operand>),
    /// `in {..}`.
    In(Vec<Spanned<Element>>),
    /// `contains`.
    Contains(Spanned<String>),
    /// `matches`.
    Matches(Spanned<String>),
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A field; on the right of an operator, where no field is called so, a text without quotes.
    Name(Name),
    /// A value.
    Value(Value),
    /// A function of a field.
    Call(Function, Box<Operand>),
    /// The bits of a field that are set in the mask.
    Masked(Box<Operand>, u64),
}

/// A name as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Whether it stood in backticks. Then it is a column, and never a text or a field of another name.
    pub is_quoted: bool,
}

/// A function of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Bytes of a text.
    Len,
    /// A text in lower case.
    Lower,
    /// A text in upper case.
    Upper,
    /// How many values the field has in a row: 0 where it is missing, 2 where both ends of a flow count.
    Count,
    /// A number as text.
    String,
    /// Whether an address is one of a private network.
    IpRfc1918,
    /// Whether an address is one of IPv6 for a site of one's own.
    IpUla,
    /// Whether an address holds on one link only.
    IpLinkLocal,
    /// Whether an address is that of a group.
    IpMulticast,
}

/// A member of a set.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A value. Words in a set are texts, never fields.
    One(Value),
    /// Everything from the first to the last, both included.
    Range(Value, Value),
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Len,
        Self::Lower,
        Self::Upper,
        Self::Count,
        Self::String,
        Self::IpRfc1918,
        Self::IpUla,
        Self::IpLinkLocal,
        Self::IpMulticast,
    ];

    /// As it is called, which is as in Wireshark.
    pub fn name(self) -> &'static str {
        match self {
            Self::Len => "len",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Count => "count",
            Self::String => "string",
            Self::IpRfc1918 => "ip_rfc1918",
            Self::IpUla => "ip_ula",
            Self::IpLinkLocal => "ip_linklocal",
            Self::IpMulticast => "ip_multicast",
        }
    }

    /// What it gives, in words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Len => "bytes of a text",
            Self::Lower => "a text in lower case",
            Self::Upper => "a text in upper case",
            Self::Count => "how many values there are",
            Self::String => "a number as text",
            Self::IpRfc1918 => "the address is of a private network",
            Self::IpUla => "the address is unique to a site",
            Self::IpLinkLocal => "the address holds on one link only",
            Self::IpMulticast => "the address is that of a group",
        }
    }

    /// The networks that a test of addresses is about; none for functions that give a value.
    ///
    /// # Source
    /// RFC 1918, section 3; RFC 4193, section 3.1; RFC 3927, section 2.1; RFC 4291, sections 2.5.6 and 2.7; RFC 5771.
    pub(crate) fn networks(self) -> &'static [&'static str] {
        match self {
            Self::Len | Self::Lower | Self::Upper | Self::Count | Self::String => &[],
            Self::IpRfc1918 => &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
            Self::IpUla => &["fc00::/7"],
            Self::IpLinkLocal => &["169.254.0.0/16", "fe80::/10"],
            Self::IpMulticast => &["224.0.0.0/4", "ff00::/8"],
        }
    }
}
