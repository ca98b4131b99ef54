//! Flows of a capture, and connections of Zeek's log, in the columns of KDD'99, for models that were trained on that.
//!
//! Numbers are taken as they are: `wiresift-flow` computes KDD's windows under KDD's names. Three columns of words are
//! translated here: protocol, service and flag.
//!
//! # Where flows differ from the records of 1998
//! - A flow of UDP or ICMP holds all packets of its pair of ends until it is idle; KDD's has a record for each datagram.
//!   A flood of pings is thousands of records there, and one flow here.
//! - Windows of `dst_host_` hold 100 connections, not 255 (models for captures are trained with counts cut at 100).
//! - Services that KDD does not know, and those of today above all, are `other`.

mod connections;

use std::borrow::Cow;

use wiresift_table::{Category, Cell, Column, ColumnData, MISSING, Role, Schema, Table};

/// Columns of numbers: KDD's name, and a flow's.
const NUMBERS: [(&str, &str); 4] = [
    ("duration", "duration"),
    ("src_bytes", "orig_payload_bytes"),
    ("dst_bytes", "resp_payload_bytes"),
    ("land", "land"),
];

/// The same of Zeek's log.
const ZEEK_NUMBERS: [(&str, &str); 3] = [
    ("duration", "duration"),
    ("src_bytes", "orig_bytes"),
    ("dst_bytes", "resp_bytes"),
];

/// KDD's columns of a table of flows.
pub struct Columns<'a> {
    numbers: Vec<(&'a str, &'a Column)>,
    computed: Vec<Column>,
    words: [(&'static str, Column); 3],
}

impl<'a> Columns<'a> {
    /// The columns of a table of flows or of Zeek's log; `None` for any other table.
    pub fn of_flows(table: &'a Table) -> Option<Self> {
        let (own, computed): (&[(&str, &str)], _) = match table.schema {
            Schema::Flows => (&NUMBERS, Vec::new()),
            Schema::ZeekConn => (&ZEEK_NUMBERS, connections::computed(table)),
            _ => return None,
        };
        let find = |name: &str| table.columns.iter().find(|column| column.name == name);
        let renamed = own.iter().filter_map(|&(kdd, flow)| Some((kdd, find(flow)?)));
        // The windows have KDD's names already.
        let taken = |name: &str| own.iter().any(|&(kdd, _)| kdd == name);
        let rest = table
            .columns
            .iter()
            .filter(|column| !taken(&column.name) && column.name != "service");
        let numbers = renamed
            .chain(rest.map(|column| (column.name.as_str(), column)))
            .collect();
        let parts = FlowParts {
            protocol: find("proto")?,
            state: find("conn_state")?,
            service: find("service"),
            originator_port: find("id.orig_p"),
            responder_port: find("id.resp_p"),
        };
        let n_rows = table.n_rows();
        let words = [
            (
                "protocol_type",
                translated("protocol_type", n_rows, |row| parts.protocol_type(row)),
            ),
            ("service", translated("service", n_rows, |row| Some(parts.service(row)))),
            ("flag", translated("flag", n_rows, |row| Some(parts.flag(row)))),
        ];
        Some(Self {
            numbers,
            computed,
            words,
        })
    }

    /// Names and columns, for [`wiresift_table::Encoder::transform_columns`].
    pub fn named(&self) -> Vec<(&str, &Column)> {
        let words = self.words.iter().map(|(name, column)| (*name, column));
        let computed = self.computed.iter().map(|column| (column.name.as_str(), column));
        self.numbers.iter().copied().chain(computed).chain(words).collect()
    }
}

/// What the words of a flow are made from.
struct FlowParts<'a> {
    protocol: &'a Column,
    state: &'a Column,
    service: Option<&'a Column>,
    originator_port: Option<&'a Column>,
    responder_port: Option<&'a Column>,
}

impl FlowParts<'_> {
    fn protocol(&self, row: usize) -> Cow<'_, str> {
        text(self.protocol.cell(row))
    }

    /// KDD knows three; others have none.
    fn protocol_type(&self, row: usize) -> Option<&'static str> {
        match self.protocol(row).as_ref() {
            "tcp" => Some("tcp"),
            "udp" => Some("udp"),
            "icmp" | "icmpv6" => Some("icmp"),
            _ => None,
        }
    }

    fn flag(&self, row: usize) -> &'static str {
        if self.protocol_type(row) != Some("tcp") {
            // KDD has no states of datagrams.
            return "SF";
        }
        flag(&text(self.state.cell(row)))
    }

    fn service(&self, row: usize) -> &'static str {
        let port = |column| match cell(column, row) {
            Cell::Number { value, .. } => value,
            Cell::Missing | Cell::Text(_) => f64::NAN,
        };
        match self.protocol_type(row) {
            Some("icmp") => icmp_service(port(self.originator_port)),
            Some(protocol) => {
                let is_tcp = protocol == "tcp";
                let known = service(&text(cell(self.service, row)), is_tcp);
                known.unwrap_or_else(|| by_port(port(self.responder_port), is_tcp))
            }
            None => "other",
        }
    }
}

fn cell(column: Option<&Column>, row: usize) -> Cell<'_> {
    column.map_or(Cell::Missing, |column| column.cell(row))
}

fn text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(""),
        Cell::Number { text, .. } => text,
        Cell::Text(text) => Cow::Borrowed(text),
    }
}

/// KDD's flag of Zeek's state of a TCP connection.
///
/// KDD's states are those of Bro, Zeek as it was then: the states that were added later are what Bro had called other
/// than normal without a SYN, `OTH`.
pub fn flag(conn_state: &str) -> &'static str {
    const SAME: [&str; 10] = ["SF", "S0", "S1", "S2", "S3", "REJ", "RSTO", "RSTR", "RSTOS0", "SH"];
    SAME.into_iter().find(|flag| *flag == conn_state).unwrap_or("OTH")
}

/// KDD's service of what the payload shows; `None` where KDD has none, so that the port may tell.
pub fn service(name: &str, is_tcp: bool) -> Option<&'static str> {
    Some(match name {
        "http" => "http",
        "dns" if is_tcp => "domain",
        "dns" => "domain_u",
        "smtp" => "smtp",
        "ftp" => "ftp",
        "ftp-data" => "ftp_data",
        "telnet" => "telnet",
        "ssh" => "ssh",
        "pop3" => "pop_3",
        "imap" => "imap4",
        "irc" => "IRC",
        "ntp" => "ntp_u",
        "ldap" => "ldap",
        "tftp" => "tftp_u",
        "netbios-ns" => "netbios_ns",
        "netbios-dgm" => "netbios_dgm",
        "netbios-ssn" => "netbios_ssn",
        _ => return None,
    })
}

/// KDD's service of a responder's port, as `/etc/services` of 1998 named it.
fn by_port(port: f64, is_tcp: bool) -> &'static str {
    const TCP: [(u16, &str); 36] = [
        (7, "echo"),
        (9, "discard"),
        (11, "systat"),
        (13, "daytime"),
        (15, "netstat"),
        (20, "ftp_data"),
        (21, "ftp"),
        (22, "ssh"),
        (23, "telnet"),
        (25, "smtp"),
        (37, "time"),
        (42, "name"),
        (43, "whois"),
        (53, "domain"),
        (70, "gopher"),
        (79, "finger"),
        (80, "http"),
        (95, "supdup"),
        (101, "hostnames"),
        (102, "iso_tsap"),
        (109, "pop_2"),
        (110, "pop_3"),
        (111, "sunrpc"),
        (113, "auth"),
        (117, "uucp_path"),
        (119, "nntp"),
        (137, "netbios_ns"),
        (138, "netbios_dgm"),
        (139, "netbios_ssn"),
        (143, "imap4"),
        (179, "bgp"),
        (389, "ldap"),
        (443, "http_443"),
        (512, "exec"),
        (513, "login"),
        (514, "shell"),
    ];
    const UDP: [(u16, &str); 4] = [(53, "domain_u"), (69, "tftp_u"), (123, "ntp_u"), (137, "netbios_ns")];
    let table: &[(u16, &str)] = if is_tcp { &TCP } else { &UDP };
    let is_port = |known: u16| (f64::from(known) - port).abs() < 0.5;
    table
        .iter()
        .find(|(known, _)| is_port(*known))
        .map_or("other", |(_, name)| name)
}

/// KDD's service of an ICMP message: echo request and reply, unreachable, redirect, time exceeded.
fn icmp_service(kind: f64) -> &'static str {
    const KINDS: [(u16, &str); 7] = [
        (0, "ecr_i"),
        (3, "urp_i"),
        (5, "red_i"),
        (8, "eco_i"),
        (11, "tim_i"),
        // ICMPv6.
        (128, "eco_i"),
        (129, "ecr_i"),
    ];
    let is_kind = |known: u16| (f64::from(known) - kind).abs() < 0.5;
    KINDS
        .iter()
        .find(|(known, _)| is_kind(*known))
        .map_or("other", |(_, name)| name)
}

/// A column of words, one a row.
fn translated(name: &str, n_rows: usize, word: impl Fn(usize) -> Option<&'static str>) -> Column {
    let mut names: Vec<&'static str> = Vec::new();
    let mut codes = Vec::with_capacity(n_rows);
    for row in 0..n_rows {
        let code = word(row).map(|word| {
            names.iter().position(|known| *known == word).unwrap_or_else(|| {
                names.push(word);
                names.len() - 1
            })
        });
        codes.push(code.and_then(|code| u32::try_from(code).ok()).unwrap_or(MISSING));
    }
    let n_missing = codes.iter().filter(|&&code| code == MISSING).count();
    let names = names.into_iter().map(str::to_owned).collect();
    Column {
        name: name.to_owned(),
        data: ColumnData::Category(Category { codes, names }),
        role: Role::Feature,
        scaling: None,
        unit: None,
        n_missing,
        n_infinite: 0,
    }
}
