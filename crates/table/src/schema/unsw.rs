//! `UNSW-NB15`: the two smaller parts with a header, and the four large ones without.
//!
//! # Source
//! Moustafa and Slay (2015), "UNSW-NB15: a comprehensive data set for network intrusion detection systems", and the
//! list of features that is published with it.

use std::net::Ipv4Addr;

use super::field::{Fields, Use, find};
use super::{Family, Recognized, Schema, most};
use crate::column::Unit::{BitsPerSecond, Bytes, Count, Flag, Millis, PerSecond, Seconds};

/// The columns of the large parts, in order.
const LARGE: Fields = &[
    ("srcip", Use::Identifier),
    ("sport", Use::Port),
    ("dstip", Use::Identifier),
    ("dsport", Use::Port),
    ("proto", Use::Symbol),
    ("state", Use::Symbol),
    ("dur", Use::Number(Seconds)),
    ("sbytes", Use::Number(Bytes)),
    ("dbytes", Use::Number(Bytes)),
    ("sttl", Use::Number(Count)),
    ("dttl", Use::Number(Count)),
    ("sloss", Use::Number(Count)),
    ("dloss", Use::Number(Count)),
    ("service", Use::Symbol),
    ("sload", Use::Number(BitsPerSecond)),
    ("dload", Use::Number(BitsPerSecond)),
    ("spkts", Use::Number(Count)),
    ("dpkts", Use::Number(Count)),
    ("swin", Use::Number(Bytes)),
    ("dwin", Use::Number(Bytes)),
    // Initial sequence numbers are drawn at random (RFC 6528): they name a connection.
    ("stcpb", Use::Ignored),
    ("dtcpb", Use::Ignored),
    ("smeansz", Use::Number(Bytes)),
    ("dmeansz", Use::Number(Bytes)),
    ("trans_depth", Use::Number(Count)),
    ("res_bdy_len", Use::Number(Bytes)),
    ("sjit", Use::Number(Millis)),
    ("djit", Use::Number(Millis)),
    ("stime", Use::Time),
    ("ltime", Use::Time),
    ("sintpkt", Use::Number(Millis)),
    ("dintpkt", Use::Number(Millis)),
    ("tcprtt", Use::Number(Seconds)),
    ("synack", Use::Number(Seconds)),
    ("ackdat", Use::Number(Seconds)),
    ("is_sm_ips_ports", Use::Number(Flag)),
    ("ct_state_ttl", Use::Number(Count)),
    ("ct_flw_http_mthd", Use::Number(Count)),
    // Documented as a flag, holds counts up to 4.
    ("is_ftp_login", Use::Number(Count)),
    ("ct_ftp_cmd", Use::Number(Count)),
    ("ct_srv_src", Use::Number(Count)),
    ("ct_srv_dst", Use::Number(Count)),
    ("ct_dst_ltm", Use::Number(Count)),
    ("ct_src_ltm", Use::Number(Count)),
    ("ct_src_dport_ltm", Use::Number(Count)),
    ("ct_dst_sport_ltm", Use::Number(Count)),
    ("ct_dst_src_ltm", Use::Number(Count)),
    ("attack_cat", Use::Label),
    ("label", Use::Label),
];

/// Columns that the smaller parts have instead.
const SMALL: Fields = &[
    // Rows stand in the order of their labels.
    ("id", Use::Identifier),
    ("rate", Use::Number(PerSecond)),
    ("sinpkt", Use::Number(Millis)),
    ("dinpkt", Use::Number(Millis)),
    ("smean", Use::Number(Bytes)),
    ("dmean", Use::Number(Bytes)),
    ("response_body_len", Use::Number(Bytes)),
    ("ct_src_ltm", Use::Number(Count)),
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    find(LARGE, name).or_else(|| find(SMALL, name))
}

pub(super) fn by_shape(n_columns: usize, sample: &[Vec<String>]) -> Option<Recognized> {
    if n_columns != LARGE.len() || !most(sample, is_row) {
        return None;
    }
    let names = LARGE.iter().map(|(name, _)| (*name).to_owned()).collect();
    Some(super::known::recognized(Schema::UnswNb15, names, sample))
}

fn is_row(row: &[String]) -> bool {
    let text = |at: usize| row.get(at).map_or("", String::as_str);
    let is_address = |at: usize| text(at).parse::<Ipv4Addr>().is_ok();
    let label = matches!(text(LARGE.len() - 1), "0" | "1");
    let has_times = [28, 29]
        .into_iter()
        .all(|at| crate::read::number::value_of(text(at)) > 1e9);
    is_address(0) && is_address(2) && label && has_times
}

/// `Generic`, attacks on block ciphers as such, belongs to none.
pub(super) fn family(label: &str) -> Option<Family> {
    match crate::labels::fold(label).as_str() {
        "normal" => Some(Family::Normal),
        "exploits" | "shellcode" => Some(Family::Exploit),
        "fuzzers" => Some(Family::Fuzzing),
        "dos" => Some(Family::Dos),
        "reconnaissance" | "analysis" => Some(Family::Probe),
        "backdoor" | "backdoors" | "worms" => Some(Family::Malware),
        _ => None,
    }
}
