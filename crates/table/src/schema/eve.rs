//! Flow events of Suricata's eve.json, with nested objects under dotted names.
//!
//! What a rule said of a flow is a label, wherever it stands: `alerted`, the action taken, and the flow bits that rules set.
//!
//! # Source
//! Suricata's documentation of the EVE JSON format; the categories are those of its `classification.config`.

use super::Family;
use super::field::{Fields, Use, find};
use crate::column::Unit::{Bytes, Count, Seconds};

/// The label that alerts become, and the signature behind it.
pub(crate) const LABEL: &str = "label";
pub(crate) const SIGNATURE: &str = "alert.signature";
/// Label of a flow that no rule spoke up for, in a file that holds alerts.
pub(crate) const NO_ALERT: &str = "no alert";

/// When a flow began comes first, for the timeline; `timestamp` is when the event was written.
pub(crate) const FIELDS: Fields = &[
    ("flow.start", Use::Time),
    ("flow.end", Use::Time),
    ("timestamp", Use::Time),
    ("flow_id", Use::Identifier),
    ("parent_id", Use::Identifier),
    ("pcap_cnt", Use::Identifier),
    ("in_iface", Use::Identifier),
    ("host", Use::Identifier),
    ("community_id", Use::Identifier),
    ("vlan", Use::Identifier),
    ("ether.src_mac", Use::Identifier),
    ("ether.dest_mac", Use::Identifier),
    ("src_ip", Use::Identifier),
    ("src_port", Use::Port),
    ("dest_ip", Use::Identifier),
    ("dest_port", Use::Port),
    ("ip_v", Use::Symbol),
    ("proto", Use::Symbol),
    ("icmp_type", Use::Symbol),
    ("icmp_code", Use::Symbol),
    ("response_icmp_type", Use::Symbol),
    ("response_icmp_code", Use::Symbol),
    ("app_proto", Use::Symbol),
    ("app_proto_ts", Use::Symbol),
    ("app_proto_tc", Use::Symbol),
    ("app_proto_orig", Use::Symbol),
    ("app_proto_expected", Use::Symbol),
    ("flow.pkts_toserver", Use::Number(Count)),
    ("flow.pkts_toclient", Use::Number(Count)),
    ("flow.bytes_toserver", Use::Number(Bytes)),
    ("flow.bytes_toclient", Use::Number(Bytes)),
    ("flow.age", Use::Number(Seconds)),
    ("flow.tx_cnt", Use::Number(Count)),
    ("flow.state", Use::Symbol),
    ("flow.reason", Use::Symbol),
    ("flow.emergency", Use::Symbol),
    ("flow.bypass", Use::Symbol),
    // Hexadecimal sets of flags.
    ("tcp.tcp_flags", Use::Symbol),
    ("tcp.tcp_flags_ts", Use::Symbol),
    ("tcp.tcp_flags_tc", Use::Symbol),
    ("tcp.state", Use::Symbol),
    ("tcp.ts_max_regions", Use::Number(Count)),
    ("tcp.tc_max_regions", Use::Number(Count)),
    ("flow.alerted", Use::Label),
    ("flow.action", Use::Label),
    ("metadata.flowbits", Use::Label),
    (LABEL, Use::Label),
    (SIGNATURE, Use::Label),
];

/// Keys of a flow event that tell nothing: what all rows have in common, and the flags of TCP once more, by name.
pub(crate) const OMITTED: &[&str] = &[
    "event_type",
    "tcp.syn",
    "tcp.fin",
    "tcp.rst",
    "tcp.psh",
    "tcp.ack",
    "tcp.urg",
    "tcp.ecn",
    "tcp.cwr",
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    find(FIELDS, name)
}

/// Labels are `alert: ` and the category of the rule.
pub(super) fn family(label: &str) -> Option<Family> {
    const WORDS: &[(&str, Family)] = &[
        ("denial of service", Family::Dos),
        ("network scan", Family::Probe),
        ("information leak", Family::Probe),
        ("large scale information", Family::Probe),
        ("command and control", Family::CommandAndControl),
        ("web application attack", Family::WebAttack),
        ("vulnerable web application", Family::WebAttack),
        ("trojan", Family::Malware),
        ("malware", Family::Malware),
        ("exploit kit", Family::Exploit),
        ("executable code", Family::Exploit),
        ("administrator privilege", Family::U2r),
        ("user privilege", Family::R2l),
        ("suspicious login", Family::BruteForce),
        ("default username", Family::BruteForce),
        ("exfiltration", Family::Exfiltration),
    ];
    if label == NO_ALERT {
        return Some(Family::Normal);
    }
    super::family_by_words(label, WORDS)
}
