//! The network part of `ToN_IoT`: Zeek's logs of a connection, joined.
//!
//! # Source
//! Moustafa (2021), "A new distributed architecture for evaluating AI-based security systems at the edge: network
//! `TON_IoT` datasets".

use super::Family;
use super::field::{Fields, Use, find};
use crate::column::Unit::{Bytes, Count, Seconds};

/// What was asked for, and by what program, names the hosts of the test bed: in these data it is as good as an address.
const FIELDS: Fields = &[
    ("ts", Use::Time),
    ("src_ip", Use::Identifier),
    ("src_port", Use::Port),
    ("dst_ip", Use::Identifier),
    ("dst_port", Use::Port),
    ("proto", Use::Symbol),
    ("service", Use::Symbol),
    ("duration", Use::Number(Seconds)),
    ("src_bytes", Use::Number(Bytes)),
    ("dst_bytes", Use::Number(Bytes)),
    ("conn_state", Use::Symbol),
    ("missed_bytes", Use::Number(Bytes)),
    ("src_pkts", Use::Number(Count)),
    ("src_ip_bytes", Use::Number(Bytes)),
    ("dst_pkts", Use::Number(Count)),
    ("dst_ip_bytes", Use::Number(Bytes)),
    ("dns_query", Use::Identifier),
    ("dns_qclass", Use::Symbol),
    ("dns_qtype", Use::Symbol),
    ("dns_rcode", Use::Symbol),
    ("dns_AA", Use::Symbol),
    ("dns_RD", Use::Symbol),
    ("dns_RA", Use::Symbol),
    ("dns_rejected", Use::Symbol),
    ("ssl_version", Use::Symbol),
    ("ssl_cipher", Use::Symbol),
    ("ssl_resumed", Use::Symbol),
    ("ssl_established", Use::Symbol),
    ("ssl_subject", Use::Identifier),
    ("ssl_issuer", Use::Identifier),
    ("http_trans_depth", Use::Number(Count)),
    ("http_method", Use::Symbol),
    ("http_uri", Use::Identifier),
    ("http_referrer", Use::Identifier),
    ("http_version", Use::Symbol),
    ("http_request_body_len", Use::Number(Bytes)),
    ("http_response_body_len", Use::Number(Bytes)),
    ("http_status_code", Use::Symbol),
    ("http_user_agent", Use::Identifier),
    ("http_orig_mime_types", Use::Symbol),
    ("http_resp_mime_types", Use::Symbol),
    ("weird_name", Use::Symbol),
    ("weird_addl", Use::Identifier),
    ("weird_notice", Use::Symbol),
    ("label", Use::Label),
    ("type", Use::Label),
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    find(FIELDS, name)
}

pub(super) fn family(label: &str) -> Option<Family> {
    match crate::labels::fold(label).as_str() {
        "normal" => Some(Family::Normal),
        "backdoor" | "ransomware" => Some(Family::Malware),
        "dos" | "ddos" => Some(Family::Dos),
        "password" => Some(Family::BruteForce),
        "injection" | "xss" => Some(Family::WebAttack),
        "scanning" => Some(Family::Probe),
        "mitm" => Some(Family::ManInTheMiddle),
        _ => None,
    }
}
