//! Flows as `CICFlowMeter` writes them: CIC-IDS2017, CSE-CIC-IDS2018, CIC-DDoS2019 and their corrected versions.
//!
//! The tool has spelled its columns in at least three ways (`Total Fwd Packets`, `Tot Fwd Pkts`, `Total Fwd Packet`), so
//! units are read from the words of a name. Times between packets and durations are in microseconds.
//!
//! # Source
//! Sharafaldin, Lashkari and Ghorbani (2018), "Toward generating a new intrusion detection dataset and intrusion traffic
//! characterization"; Liu, Engelen, Lynar, Essam and Joosen (2022), "Error prevalence in NIDS datasets".

use super::Family;
use super::field::Use;
use crate::column::Unit::{Bytes, BytesPerSecond, Count, Micros, PerSecond};

pub(super) fn use_of(name: &str) -> Option<Use> {
    Some(match name {
        "id" | "flow_id" | "src_ip" | "dst_ip" | "source_ip" | "destination_ip" | "unnamed_0" => Use::Identifier,
        "src_port" | "dst_port" | "source_port" | "destination_port" => Use::Port,
        "timestamp" => Use::Time,
        "label" | "attempted_category" => Use::Label,
        // Numbers of protocols and types, and -1 for none.
        "protocol" | "icmp_code" | "icmp_type" => Use::Symbol,
        // A copy of another column; what the attacker asked for; which side the victim is on.
        "fwd_header_length_1" | "similarhttp" | "simillarhttp" | "inbound" => Use::Ignored,
        "down_up_ratio" | "packet_length_variance" | "pkt_len_var" => Use::Plain,
        _ => return measure(name),
    })
}

/// The unit of a measure, by the words of its name.
fn measure(name: &str) -> Option<Use> {
    let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    let is_rate = name.ends_with("_s");
    let is_bytes = has(&["bytes", "byts", "length", "len", "size"]);
    let is_packets = has(&["packet", "packets", "pkt", "pkts"]);
    Some(Use::Number(if is_rate && is_bytes || has(&["rate"]) {
        BytesPerSecond
    } else if is_rate && is_packets {
        PerSecond
    } else if has(&["iat", "active", "idle", "duration", "time"]) {
        Micros
    } else if is_bytes {
        Bytes
    } else if is_packets || has(&["flag", "flags", "cnt", "count"]) {
        Count
    } else {
        return None;
    }))
}

pub(super) fn family(label: &str) -> Option<Family> {
    /// Amplification attacks of CIC-DDoS2019, which it names by protocol alone.
    const FLOODS: &[&str] = &[
        "syn", "udp", "udp-lag", "udplag", "tftp", "ldap", "mssql", "netbios", "portmap", "webddos",
    ];
    const WORDS: &[(&str, Family)] = &[
        ("web", Family::WebAttack),
        ("xss", Family::WebAttack),
        ("sql injection", Family::WebAttack),
        ("portscan", Family::Probe),
        ("port scan", Family::Probe),
        ("patator", Family::BruteForce),
        ("bruteforce", Family::BruteForce),
        ("brute force", Family::BruteForce),
        ("ddos", Family::Dos),
        ("drdos", Family::Dos),
        ("dos ", Family::Dos),
        ("dos_", Family::Dos),
        ("dos-", Family::Dos),
        ("bot", Family::CommandAndControl),
        // Both spellings are in the data sets.
        ("infiltration", Family::R2l),
        ("infilteration", Family::R2l),
        ("heartbleed", Family::Exploit),
        ("goldeneye", Family::Dos),
        ("slowloris", Family::Dos),
    ];
    let folded = crate::labels::fold(label);
    if FLOODS.contains(&folded.as_str()) || folded == "dos" {
        return Some(Family::Dos);
    }
    super::family_by_words(&folded, WORDS)
}
