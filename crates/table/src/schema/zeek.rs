//! Zeek's conn.log, and `IoT-23`, which is Zeek's conn.log with labels.
//!
//! # Source
//! Columns and units: Zeek's documentation of `Conn::Info`. Labels: Garcia, Parmisano and Erquiaga (2020), "IoT-23: A
//! labeled dataset with malicious and benign `IoT` network traffic".

use super::Family;
use super::field::{Fields, Use, find};
use crate::column::Unit::{Bytes, Count, Seconds};

/// In the order of the log.
pub(crate) const FIELDS: Fields = &[
    ("ts", Use::Time),
    ("uid", Use::Identifier),
    ("id.orig_h", Use::Identifier),
    ("id.orig_p", Use::Port),
    ("id.resp_h", Use::Identifier),
    ("id.resp_p", Use::Port),
    ("proto", Use::Symbol),
    ("service", Use::Symbol),
    ("duration", Use::Number(Seconds)),
    ("orig_bytes", Use::Number(Bytes)),
    ("resp_bytes", Use::Number(Bytes)),
    ("conn_state", Use::Symbol),
    ("local_orig", Use::Symbol),
    ("local_resp", Use::Symbol),
    ("missed_bytes", Use::Number(Bytes)),
    ("history", Use::Symbol),
    ("orig_pkts", Use::Number(Count)),
    ("orig_ip_bytes", Use::Number(Bytes)),
    ("resp_pkts", Use::Number(Count)),
    ("resp_ip_bytes", Use::Number(Bytes)),
    ("tunnel_parents", Use::Identifier),
    ("ip_proto", Use::Symbol),
    ("orig_l2_addr", Use::Identifier),
    ("resp_l2_addr", Use::Identifier),
    ("vlan", Use::Identifier),
    ("inner_vlan", Use::Identifier),
    ("community_id", Use::Identifier),
    ("orig_cc", Use::Identifier),
    ("resp_cc", Use::Identifier),
    ("label", Use::Label),
    ("detailedlabel", Use::Label),
    ("detailed-label", Use::Label),
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    find(FIELDS, name)
}

/// By the words of the detailed labels; the most particular one counts.
pub(super) fn family(label: &str) -> Option<Family> {
    const WORDS: &[(&str, Family)] = &[
        ("c&c-heartbeat", Family::CommandAndControl),
        ("portscan", Family::Probe),
        ("exfiltration", Family::Exfiltration),
        ("filedownload", Family::Malware),
        ("file_download", Family::Malware),
        ("ddos", Family::Dos),
        ("c&c", Family::CommandAndControl),
        ("command_and_control", Family::CommandAndControl),
        ("torii", Family::CommandAndControl),
        ("okiru", Family::CommandAndControl),
        ("heartbeat", Family::CommandAndControl),
        ("mirai", Family::CommandAndControl),
        ("bruteforce", Family::BruteForce),
        ("brute_force", Family::BruteForce),
        ("malware", Family::Malware),
    ];
    super::family_by_words(label, WORDS)
}
