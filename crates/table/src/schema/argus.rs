//! Flows as Argus' `ra` writes them: the `binetflow` files of CTU-13 and its successors.
//!
//! # Source
//! Garcia, Grill, Stiborek and Zunino (2014), "An empirical comparison of botnet detection methods"; the manual of `ra`.

use super::Family;
use super::field::{Fields, Use, find};
use crate::column::Unit::{BitsPerSecond, Bytes, Count, PerSecond, Seconds};

const FIELDS: Fields = &[
    ("StartTime", Use::Time),
    ("LastTime", Use::Time),
    ("Dur", Use::Number(Seconds)),
    ("Proto", Use::Symbol),
    ("SrcAddr", Use::Identifier),
    ("Sport", Use::Port),
    ("Dir", Use::Symbol),
    ("DstAddr", Use::Identifier),
    ("Dport", Use::Port),
    ("State", Use::Symbol),
    // Types of service are code points: 184 is not more than 46.
    ("sTos", Use::Symbol),
    ("dTos", Use::Symbol),
    ("TotPkts", Use::Number(Count)),
    ("SrcPkts", Use::Number(Count)),
    ("DstPkts", Use::Number(Count)),
    ("TotBytes", Use::Number(Bytes)),
    ("SrcBytes", Use::Number(Bytes)),
    ("DstBytes", Use::Number(Bytes)),
    ("Rate", Use::Number(PerSecond)),
    ("SrcRate", Use::Number(PerSecond)),
    ("DstRate", Use::Number(PerSecond)),
    ("Load", Use::Number(BitsPerSecond)),
    ("SrcLoad", Use::Number(BitsPerSecond)),
    ("DstLoad", Use::Number(BitsPerSecond)),
    ("SrcMac", Use::Identifier),
    ("DstMac", Use::Identifier),
    ("Label", Use::Label),
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    find(FIELDS, name)
}

/// Labels are like `flow=From-Botnet-V42-TCP-CC1-HTTP-Not-Encrypted`.
pub(super) fn family(label: &str) -> Option<Family> {
    const WORDS: &[(&str, Family)] = &[
        ("ddos", Family::Dos),
        ("scan", Family::Probe),
        ("-cc", Family::CommandAndControl),
        ("exfiltration", Family::Exfiltration),
        ("botnet", Family::Malware),
        ("malware", Family::Malware),
    ];
    if crate::labels::is_normal(label, &crate::labels::default_normal()) {
        return Some(Family::Normal);
    }
    super::family_by_words(label, WORDS)
}
