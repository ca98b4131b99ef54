//! The ten-feature flow table.

use super::{Family, Reading, Recognized, Schema, most, normalize, set};
use crate::column::{Column, Role, Unit};
use crate::read::number::value_of;

/// Names and units of the features; those without a unit are symbolic.
pub(super) const FEATURES: [(&str, Option<Unit>); 10] = [
    ("packet_size", Some(Unit::Bytes)),
    ("duration", Some(Unit::Seconds)),
    ("src_bytes", Some(Unit::Bytes)),
    ("dst_bytes", Some(Unit::Bytes)),
    ("protocol_type", None),
    ("flag", None),
    ("src_port", Some(Unit::Port)),
    ("dst_port", Some(Unit::Port)),
    ("packet_rate", Some(Unit::PerSecond)),
    ("error_rate", Some(Unit::Percent)),
];

fn feature(name: &str) -> Option<&'static (&'static str, Option<Unit>)> {
    let name = normalize(name);
    FEATURES.iter().find(|(known, _)| *known == name)
}

/// Whether it is one of the features, or the label.
pub(super) fn knows(name: &str) -> bool {
    feature(name).is_some() || super::generic::is_label_name(name)
}

/// Ten features in any order and at most one column more, the label.
pub(super) fn by_header(names: &[String]) -> Option<Recognized> {
    let has_all = FEATURES
        .iter()
        .all(|(known, _)| names.iter().any(|name| normalize(name) == *known));
    let extra: Vec<&String> = names.iter().filter(|name| feature(name).is_none()).collect();
    let is_flow10 = match extra.as_slice() {
        [] => names.len() == FEATURES.len(),
        [label] => names.len() == FEATURES.len() + 1 && super::generic::is_label_name(label),
        _ => false,
    };
    (has_all && is_flow10).then(|| recognized(names.iter().map(|name| normalize(name)).collect()))
}

pub(super) fn by_shape(n_columns: usize, sample: &[Vec<String>]) -> Option<Recognized> {
    if !(10..=11).contains(&n_columns) || !most(sample, is_row) {
        return None;
    }
    let names = FEATURES.iter().map(|(name, _)| *name).chain(["label"]);
    Some(recognized(names.take(n_columns).map(str::to_owned).collect()))
}

fn is_row(row: &[String]) -> bool {
    let text = |at: usize| row.get(at).map_or("", String::as_str);
    let is_number = |at: usize| !value_of(text(at)).is_nan();
    let numeric = [0, 1, 2, 3, 6, 7, 8, 9].into_iter().all(is_number);
    let protocol = matches!(text(4).to_ascii_lowercase().as_str(), "tcp" | "udp" | "icmp");
    let is_port = |at: usize| (0.0..=65_535.0).contains(&value_of(text(at)));
    numeric && protocol && !is_number(5) && is_port(6) && is_port(7)
}

fn recognized(names: Vec<String>) -> Recognized {
    let reading = |name: &String| match feature(name) {
        Some((_, Some(_))) => Reading::Number,
        Some((_, None)) => Reading::Symbol,
        None => Reading::Guess,
    };
    Recognized {
        schema: Schema::Flow10,
        readings: names.iter().map(reading).collect(),
        names,
    }
}

pub(super) fn assign_roles(columns: &mut [Column]) {
    for column in columns {
        match feature(&column.name) {
            Some((_, unit)) => set(column, Role::Feature, *unit),
            None => set(column, Role::Label, None),
        }
    }
}

/// Families of the kinds that [`crate::sample`] makes.
pub(super) fn family(label: &str) -> Option<Family> {
    match label {
        "normal" => Some(Family::Normal),
        "tiny_packet_flood" | "icmp_excess" => Some(Family::Dos),
        "flash_connection" | "odd_ports" => Some(Family::Probe),
        _ => None,
    }
}
