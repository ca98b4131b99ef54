//! Flows that were made of a capture: what names them as Zeek has it, and every feature of `wiresift_flow`.

use wiresift_flow::features::behaviour::BEHAVIOUR;
use wiresift_flow::features::{FLOW, Unit};

use super::Family;
use super::field::{Fields, Use, find};

/// What is no number of `wiresift_flow`. The history is shown and not fed: it has hundreds of values, each of which would
/// be a feature, and what they say is in the counts of flags.
pub(super) const FIELDS: Fields = &[
    ("ts", Use::Time),
    ("uid", Use::Identifier),
    ("id.orig_h", Use::Identifier),
    ("id.orig_p", Use::Port),
    ("id.resp_h", Use::Identifier),
    ("id.resp_p", Use::Port),
    ("proto", Use::Symbol),
    ("service", Use::Symbol),
    ("conn_state", Use::Symbol),
    ("history", Use::Identifier),
    ("vlan", Use::Identifier),
    ("tunnel_parents", Use::Identifier),
    ("server_name", Use::Identifier),
    ("ja4", Use::Identifier),
    ("http_method", Use::Identifier),
    ("user_agent", Use::Identifier),
    ("ssh_client", Use::Identifier),
    ("payload_sign", Use::Identifier),
    ("community_id", Use::Identifier),
    ("label", Use::Label),
];

pub(super) fn use_of(name: &str) -> Option<Use> {
    let unit = unit_of(name).map(Use::Number);
    unit.or_else(|| find(FIELDS, name))
}

fn unit_of(name: &str) -> Option<Unit> {
    let of_flow = FLOW.iter().map(|feature| (feature.name, feature.unit));
    let around = BEHAVIOUR.iter().map(|feature| (feature.name, feature.unit));
    let known = of_flow.chain(around).find(|(known, _)| *known == name);
    known.map(|(_, unit)| unit)
}

/// By the words of labels in side files.
pub(super) fn family(label: &str) -> Option<Family> {
    const WORDS: &[(&str, Family)] = &[
        ("brute force", Family::BruteForce),
        ("bruteforce", Family::BruteForce),
        ("password", Family::BruteForce),
        ("exfiltration", Family::Exfiltration),
        ("beacon", Family::CommandAndControl),
        ("c2", Family::CommandAndControl),
        ("command and control", Family::CommandAndControl),
        ("tunnel", Family::CommandAndControl),
        ("scan", Family::Probe),
        ("sweep", Family::Probe),
        ("probe", Family::Probe),
        ("flood", Family::Dos),
        ("dos", Family::Dos),
        ("denial of service", Family::Dos),
        ("injection", Family::WebAttack),
        ("cross-site", Family::WebAttack),
        ("xss", Family::WebAttack),
        ("spoofing", Family::ManInTheMiddle),
        ("exploit", Family::Exploit),
        ("malware", Family::Malware),
    ];
    super::family_by_words(label, WORDS)
}
