//! Who takes part in a row, where the table says so.

use wiresift_table::{Cell, Table};

/// Names of columns in lower case with `_` for what is no letter or digit, as exporters of flows call them.
const ORIGINATOR: &[&str] = &[
    "id_orig_h",
    "src_ip",
    "source_ip",
    "srcaddr",
    "srcip",
    "saddr",
    "ipv4_src_addr",
    "orig_h",
    "source_address",
];
const RESPONDER: &[&str] = &[
    "id_resp_h",
    "dst_ip",
    "dest_ip",
    "destination_ip",
    "dstaddr",
    "dstip",
    "daddr",
    "ipv4_dst_addr",
    "resp_h",
    "destination_address",
];
const PORT: &[&str] = &[
    "id_resp_p",
    "dst_port",
    "dest_port",
    "destination_port",
    "dport",
    "dsport",
    "l4_dst_port",
];
const SERVICE: &[&str] = &["service", "app_proto"];
const PROTOCOL: &[&str] = &["proto", "protocol", "protocol_type", "ip_proto"];

/// Where a table says who takes part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    pub(crate) originator: usize,
    pub(crate) responder: usize,
    pub(crate) port: Option<usize>,
    pub(crate) service: Option<usize>,
    pub(crate) protocol: Option<usize>,
}

impl Ends {
    /// `None` for a table without addresses.
    pub(crate) fn of(table: &Table) -> Option<Self> {
        Some(Self {
            originator: find(table, ORIGINATOR)?,
            responder: find(table, RESPONDER)?,
            port: find(table, PORT),
            service: find(table, SERVICE),
            protocol: find(table, PROTOCOL),
        })
    }

    /// What is talked: the service, or the protocol where none is known.
    pub(crate) fn talk(&self, table: &Table, row: usize) -> String {
        let words = [self.service, self.protocol].map(|column| column.map(|column| text(table, row, column)));
        let known = words.into_iter().flatten().find(|word| !word.is_empty() && word != "-");
        known.unwrap_or_default()
    }
}

/// A cell as text; empty where there is nothing.
pub(crate) fn text(table: &Table, row: usize, column: usize) -> String {
    match table.cell(row, column) {
        Cell::Missing => String::new(),
        cell => cell.to_string(),
    }
}

/// The first of some names that a column has.
pub(crate) fn find(table: &Table, names: &[&str]) -> Option<usize> {
    let plain: Vec<String> = table.columns.iter().map(|column| plain(&column.name)).collect();
    names
        .iter()
        .find_map(|name| plain.iter().position(|plain| plain == name))
}

fn plain(name: &str) -> String {
    let letters = name.trim().chars();
    letters
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}
