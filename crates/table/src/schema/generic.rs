//! Roles of the columns of a table that nobody described.
//!
//! Only what describes a flow is fed to detectors. Set aside are identifiers (row numbers, flow ids, addresses), points
//! in time, and ports: their order means nothing to a distance, and in the public data sets they give the answer away
//! (D'hooge, Verkerken, Wauters, De Turck and Volckaert (2022), "Establishing the contaminating effect of metadata
//! feature inclusion in machine-learned network intrusion detection models"). The user can change every role.

use std::net::IpAddr;

use super::{normalize, set};
use crate::column::{Category, Column, ColumnData, Role, Text, Unit};

/// Names that mean a label wherever they stand, best first.
const LABELS: &[&str] = &[
    "label",
    "labels",
    "class",
    "attack",
    "is_attack",
    "is_anomaly",
    "anomaly",
    "outlier",
    "is_malicious",
    "malicious",
    "ground_truth",
    "attack_cat",
    "attack_category",
    "attack_type",
    "attack_class",
    "attack_family",
    "detailed_label",
    "detailedlabel",
    "label_detailed",
    "attempted_category",
    "class_label",
    "label_binary",
    "binary_label",
    "multiclass_label",
    "threat",
    "threat_type",
];
/// Names that mean a label only at the end of a row.
const LAST_LABELS: &[&str] = &[
    "type",
    "category",
    "target",
    "outcome",
    "result",
    "truth",
    "traffic_type",
    "is_intrusion",
];

const IDENTIFIERS: &[&str] = &[
    "id",
    "uid",
    "uuid",
    "guid",
    "index",
    "idx",
    "row",
    "row_id",
    "row_number",
    "record_id",
    "no",
    "number",
    "unnamed_0",
    "flow_id",
    "flowid",
    "conn_id",
    "session_id",
    "community_id",
    "pkseqid",
    "seq_id",
    "src_ip",
    "dst_ip",
    "srcip",
    "dstip",
    "source_ip",
    "destination_ip",
    "src_addr",
    "dst_addr",
    "srcaddr",
    "dstaddr",
    "saddr",
    "daddr",
    "source_address",
    "destination_address",
    "src_address",
    "dst_address",
    "id_orig_h",
    "id_resp_h",
    "ipv4_src_addr",
    "ipv4_dst_addr",
    "ip_src",
    "ip_dst",
    "src_host",
    "dst_host",
    "client_ip",
    "server_ip",
    "host",
    "hostname",
    "src_mac",
    "dst_mac",
    "smac",
    "dmac",
    "orig_l2_addr",
    "resp_l2_addr",
    "mac",
    "tunnel_parents",
];
const PORTS: &[&str] = &[
    "src_port",
    "dst_port",
    "srcport",
    "dstport",
    "sport",
    "dport",
    "dsport",
    "source_port",
    "destination_port",
    "id_orig_p",
    "id_resp_p",
    "l4_src_port",
    "l4_dst_port",
    "client_port",
    "server_port",
    "port",
];
const TIMES: &[&str] = &[
    "ts",
    "time",
    "timestamp",
    "date",
    "datetime",
    "stime",
    "ltime",
    "start_time",
    "end_time",
    "starttime",
    "endtime",
    "start",
    "end",
    "flow_start",
    "flow_end",
    "first_seen",
    "last_seen",
    "date_first_seen",
    "lasttime",
    "epoch",
    "flow_start_milliseconds",
    "flow_end_milliseconds",
    "frame_time",
    "event_time",
];

pub(super) fn is_label_name(name: &str) -> bool {
    let name = normalize(name);
    LABELS.contains(&name.as_str()) || LAST_LABELS.contains(&name.as_str())
}

/// How good a name is for *the* label, smaller is better; `None` for other names.
pub(crate) fn label_rank(name: &str) -> Option<usize> {
    let name = normalize(name);
    LABELS.iter().chain(LAST_LABELS).position(|known| *known == name)
}

pub(super) fn assign_roles(columns: &mut [Column]) {
    let n_columns = columns.len();
    for (at, column) in columns.iter_mut().enumerate() {
        let (role, unit) = guess(column, at, n_columns);
        set(column, role, unit);
    }
}

/// Whether a name means a point in time.
pub(super) fn is_time_name(name: &str) -> bool {
    TIMES.contains(&normalize(name).as_str())
}

pub(super) fn guess(column: &Column, at: usize, n_columns: usize) -> (Role, Option<Unit>) {
    let name = normalize(&column.name);
    let is = |names: &[&str]| names.contains(&name.as_str());
    let is_last = at + 2 >= n_columns;
    if is(LABELS) || (is(LAST_LABELS) && is_last) {
        (Role::Label, None)
    } else if column.n_missing == column.data.len() {
        (Role::Ignored, None)
    } else if is(PORTS) {
        (Role::Identifier, Some(Unit::Port))
    } else if is(IDENTIFIERS) || (at == 0 && counts_rows(column)) {
        (Role::Identifier, None)
    } else if is(TIMES) {
        (Role::Timestamp, None)
    } else {
        (by_content(&column.data), None)
    }
}

/// Whether the values are 0, 1, 2, … or 1, 2, 3, …, as an unnamed row number is.
fn counts_rows(column: &Column) -> bool {
    const ENOUGH: usize = 20;
    let ColumnData::Number(numbers) = &column.data else {
        return false;
    };
    let first = numbers.get(0);
    let is_start = first.to_bits() == 0 || first.to_bits() == 1_f64.to_bits();
    let follows = |row: usize| (numbers.get(row) - first - row as f64).abs() < 0.5;
    is_start && numbers.len() >= ENOUGH && (0..numbers.len()).all(follows)
}

fn by_content(data: &ColumnData) -> Role {
    match data {
        ColumnData::Number(_) => Role::Feature,
        ColumnData::Text(text) => by_text(text),
        ColumnData::Category(category) => by_names(category),
    }
}

/// A text column has too many distinct values to be anything but a name; the only question is of what.
fn by_text(text: &Text) -> Role {
    let looked_at = || text.iter().filter(|value| !value.is_empty()).take(1_000);
    if mostly(looked_at(), is_time) {
        Role::Timestamp
    } else {
        Role::Identifier
    }
}

fn by_names(category: &Category) -> Role {
    let names = || category.names.iter().map(String::as_str).take(1_000);
    if mostly(names(), is_time) {
        return Role::Timestamp;
    }
    if mostly(names(), is_address) || names_rows(category) {
        return Role::Identifier;
    }
    Role::Feature
}

/// Whether most rows have a value of their own.
fn names_rows(category: &Category) -> bool {
    const FEW: usize = 50;
    let n_rows = category.codes.iter().filter(|&&code| code != crate::MISSING).count();
    category.names.len() > FEW && 2 * category.names.len() > n_rows
}

fn mostly<'a>(values: impl Iterator<Item = &'a str>, is: impl Fn(&str) -> bool) -> bool {
    let (mut n, mut n_is) = (0, 0);
    for value in values {
        n += 1;
        n_is += usize::from(is(value));
    }
    n > 0 && 10 * n_is >= 9 * n
}

fn is_address(value: &str) -> bool {
    value.parse::<IpAddr>().is_ok() || is_mac(value)
}

fn is_mac(value: &str) -> bool {
    let parts = || value.split([':', '-']);
    let is_byte = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit());
    parts().count() == 6 && parts().all(is_byte)
}

/// Dates in year-month-day or day/month/year order, with or without a time, and times of day.
fn is_time(value: &str) -> bool {
    let digits = |part: Option<&str>, lens: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|part| lens.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let day = value.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = day.split(['-', '/', '.']);
    let (a, b, c) = (parts.next(), parts.next(), parts.next());
    let is_date = parts.next().is_none()
        && digits(b, 1..=2)
        && match a.map(str::len) {
            Some(4) => digits(a, 4..=4) && digits(c, 1..=2),
            _ => digits(a, 1..=2) && (digits(c, 4..=4) || digits(c, 2..=2)),
        };
    let mut clock = day.split(':');
    let is_clock =
        matches!(day.split(':').count(), 2 | 3) && digits(clock.next(), 1..=2) && digits(clock.next(), 2..=2);
    is_date || is_clock
}
