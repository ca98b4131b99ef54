//! KDD Cup 1999 and NSL-KDD, with or without header, label and difficulty.
//!
//! # Source
//! Features: Stolfo, Fan, Lee, Prodromidis and Chan (2000), "Cost-based modeling for fraud and intrusion detection", as
//! published in `kddcup.names`. NSL-KDD: Tavallaee, Bagheri, Lu and Ghorbani (2009), "A detailed analysis of the KDD CUP 99 data set".

use super::{Family, Reading, Recognized, Schema, most, normalize, set};
use crate::column::{Column, Role, Unit};
use crate::read::number::value_of;

const N_FEATURES: usize = 41;

/// Names and units of the features, in order; those without a unit are symbolic.
pub(super) const FEATURES: [(&str, Option<Unit>); N_FEATURES] = {
    use Unit::{Bytes, Count, Flag, Ratio, Seconds};
    [
        ("duration", Some(Seconds)),
        ("protocol_type", None),
        ("service", None),
        ("flag", None),
        ("src_bytes", Some(Bytes)),
        ("dst_bytes", Some(Bytes)),
        ("land", Some(Flag)),
        ("wrong_fragment", Some(Count)),
        ("urgent", Some(Count)),
        ("hot", Some(Count)),
        ("num_failed_logins", Some(Count)),
        ("logged_in", Some(Flag)),
        ("num_compromised", Some(Count)),
        ("root_shell", Some(Flag)),
        // Documented as a flag, holds 0, 1 and 2.
        ("su_attempted", Some(Count)),
        ("num_root", Some(Count)),
        ("num_file_creations", Some(Count)),
        ("num_shells", Some(Count)),
        ("num_access_files", Some(Count)),
        ("num_outbound_cmds", Some(Count)),
        ("is_host_login", Some(Flag)),
        ("is_guest_login", Some(Flag)),
        ("count", Some(Count)),
        ("srv_count", Some(Count)),
        ("serror_rate", Some(Ratio)),
        ("srv_serror_rate", Some(Ratio)),
        ("rerror_rate", Some(Ratio)),
        ("srv_rerror_rate", Some(Ratio)),
        ("same_srv_rate", Some(Ratio)),
        ("diff_srv_rate", Some(Ratio)),
        ("srv_diff_host_rate", Some(Ratio)),
        ("dst_host_count", Some(Count)),
        ("dst_host_srv_count", Some(Count)),
        ("dst_host_same_srv_rate", Some(Ratio)),
        ("dst_host_diff_srv_rate", Some(Ratio)),
        ("dst_host_same_src_port_rate", Some(Ratio)),
        ("dst_host_srv_diff_host_rate", Some(Ratio)),
        ("dst_host_serror_rate", Some(Ratio)),
        ("dst_host_srv_serror_rate", Some(Ratio)),
        ("dst_host_rerror_rate", Some(Ratio)),
        ("dst_host_srv_rerror_rate", Some(Ratio)),
    ]
};

/// Values of `flag`: how a TCP connection ended, in Zeek's words.
const FLAGS: [&str; 11] = [
    "SF", "S0", "REJ", "RSTR", "RSTO", "SH", "S1", "S2", "S3", "RSTOS0", "OTH",
];

const DOS: &[&str] = &[
    "back",
    "land",
    "neptune",
    "pod",
    "smurf",
    "teardrop",
    "apache2",
    "udpstorm",
    "processtable",
    "worm",
    "mailbomb",
];
const PROBE: &[&str] = &["satan", "ipsweep", "nmap", "portsweep", "mscan", "saint"];
const R2L: &[&str] = &[
    "guess_passwd",
    "ftp_write",
    "imap",
    "phf",
    "multihop",
    "warezmaster",
    "warezclient",
    "spy",
    "xlock",
    "xsnoop",
    "snmpguess",
    "snmpgetattack",
    "httptunnel",
    "sendmail",
    "named",
];
const U2R: &[&str] = &[
    "buffer_overflow",
    "loadmodule",
    "rootkit",
    "perl",
    "sqlattack",
    "xterm",
    "ps",
];

/// Family of a label. `worm` counts as `DoS` and `httptunnel` as R2L; some papers differ.
pub(super) fn family(label: &str) -> Option<Family> {
    let label = label.trim().trim_end_matches('.').to_ascii_lowercase();
    let label = label.as_str();
    let families = [
        (DOS, Family::Dos),
        (PROBE, Family::Probe),
        (R2L, Family::R2l),
        (U2R, Family::U2r),
    ];
    if label == "normal" {
        return Some(Family::Normal);
    }
    families
        .iter()
        .find(|(labels, _)| labels.contains(&label))
        .map(|&(_, family)| family)
}

pub(super) fn by_header(names: &[String]) -> Option<Recognized> {
    let matches = |(name, (known, _)): (&String, &(&str, Option<Unit>))| normalize(name) == *known;
    let is_kdd = names.len() >= N_FEATURES && names.iter().zip(&FEATURES).all(matches);
    (is_kdd && names.len() <= N_FEATURES + 2).then(|| recognized(names.len()))
}

/// Whether a feature has this name.
pub(super) fn knows(name: &str) -> bool {
    let name = normalize(name);
    FEATURES.iter().any(|(known, _)| *known == name)
}

/// Every feature in its place, and whatever else there is behind them.
pub(super) fn by_names(names: &[String]) -> Recognized {
    let mut recognized = recognized(N_FEATURES + 1);
    for name in names.iter().filter(|name| !knows(name) && normalize(name) != "label") {
        recognized.names.push(name.clone());
        recognized.readings.push(Reading::Guess);
    }
    recognized
}

pub(super) fn by_shape(n_columns: usize, sample: &[Vec<String>]) -> Option<Recognized> {
    if !(N_FEATURES..=N_FEATURES + 2).contains(&n_columns) || !most(sample, is_row) {
        return None;
    }
    Some(recognized(n_columns))
}

fn is_row(row: &[String]) -> bool {
    let text = |at: usize| row.get(at).map_or("", String::as_str);
    let symbolic = matches!(text(1), "tcp" | "udp" | "icmp") && FLAGS.contains(&text(3));
    let is_number = |at: usize| !value_of(text(at)).is_nan();
    let numeric = [0, 4, 5, 22, 23, 24, 40].into_iter().all(is_number);
    let label = row.len() <= N_FEATURES || !is_number(N_FEATURES);
    let difficulty = row.len() <= N_FEATURES + 1 || is_number(N_FEATURES + 1);
    symbolic && numeric && label && difficulty
}

fn recognized(n_columns: usize) -> Recognized {
    let mut names: Vec<String> = FEATURES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let reading = |unit: Option<Unit>| {
        if unit.is_some() {
            Reading::Number
        } else {
            Reading::Symbol
        }
    };
    let mut readings: Vec<Reading> = FEATURES.iter().map(|&(_, unit)| reading(unit)).collect();
    for (name, reading) in [("label", Reading::Symbol), ("difficulty", Reading::Number)] {
        names.push(name.to_owned());
        readings.push(reading);
    }
    names.truncate(n_columns);
    readings.truncate(n_columns);
    let schema = if n_columns == N_FEATURES + 2 {
        Schema::NslKdd
    } else {
        Schema::Kdd99
    };
    Recognized {
        schema,
        names,
        readings,
    }
}

pub(super) fn assign_roles(columns: &mut [Column]) {
    for (at, column) in columns.iter_mut().enumerate() {
        match FEATURES.get(at) {
            Some((_, unit)) => set(column, Role::Feature, *unit),
            None if at == N_FEATURES => set(column, Role::Label, None),
            None => set(column, Role::Ignored, None),
        }
    }
}
