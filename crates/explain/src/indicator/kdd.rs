//! KDD'99 and NSL-KDD, which name neither hosts nor times: what the windows of a row say about it.
//!
//! Each row carries counts over the connections of the last 2 s and of the last 100 to its host; rows in which they say the same
//! are one indicator, without a subject.

use wiresift_table::Table;

use super::traffic::{Reader, by_word};
use super::words::Count;
use super::{Evidence, Indicator, IndicatorKind, Subject, Technique, strength};

/// Connections to the same host in 2 s, which few clients need.
const MANY: f64 = 50.0;
/// Rates of errors or of other services from which the window is "mostly" that.
const MOST: f64 = 0.8;
/// Services tried on a host: different ones in at least a third of the last connections to it.
const SPREAD: f64 = 0.3;
/// Failed logins within one connection: people mistype less.
const FAILED: f64 = 3.0;

/// The columns that rules read.
struct Columns<'a> {
    count: Reader<'a>,
    srv_count: Reader<'a>,
    serror_rate: Reader<'a>,
    same_srv_rate: Reader<'a>,
    srv_diff_host_rate: Reader<'a>,
    dst_host_diff_srv_rate: Reader<'a>,
    dst_host_rerror_rate: Reader<'a>,
    dst_host_serror_rate: Reader<'a>,
    dst_bytes: Reader<'a>,
    num_failed_logins: Reader<'a>,
    is_icmp: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table) -> Self {
        let column = |name| Reader::named(table, name);
        Self {
            count: column("count"),
            srv_count: column("srv_count"),
            serror_rate: column("serror_rate"),
            same_srv_rate: column("same_srv_rate"),
            srv_diff_host_rate: column("srv_diff_host_rate"),
            dst_host_diff_srv_rate: column("dst_host_diff_srv_rate"),
            dst_host_rerror_rate: column("dst_host_rerror_rate"),
            dst_host_serror_rate: column("dst_host_serror_rate"),
            dst_bytes: column("dst_bytes"),
            num_failed_logins: column("num_failed_logins"),
            is_icmp: is_icmp(table),
        }
    }
}

fn is_icmp(table: &Table) -> Vec<bool> {
    let column = table.column_index("protocol_type").and_then(|at| table.columns.get(at));
    column.map_or_else(Vec::new, |column| by_word(column, |word| word == "icmp"))
}

struct Rule {
    kind: IndicatorKind,
    technique: Technique,
    needs: &'static str,
    holds: fn(&Columns<'_>, usize) -> bool,
    /// What the rows are, after their number.
    title: &'static str,
    says: &'static str,
}

const RULES: [Rule; 5] = [
    Rule {
        kind: IndicatorKind::SynFlood,
        technique: Technique {
            id: "T1498.001",
            name: "Network Denial of Service: Direct Network Flood",
        },
        needs: "serror_rate",
        holds: |of, row| {
            of.count.get(row) >= MANY && of.serror_rate.get(row) >= MOST && of.same_srv_rate.get(row) > 0.0
        },
        title: "connections were half-open, 50 and more in 2 s",
        says: "connections came with at least 50 others to the same host in 2 s, most of them half-open. This looks like a SYN flood.",
    },
    Rule {
        kind: IndicatorKind::Flood,
        technique: Technique {
            id: "T1498",
            name: "Network Denial of Service",
        },
        needs: "srv_count",
        holds: |of, row| of.is_icmp.get(row) == Some(&true) && of.srv_count.get(row) >= MANY,
        title: "ICMP messages came 50 and more in 2 s",
        says: "ICMP messages came with at least 50 others to the same host in 2 s. This looks like a flood.",
    },
    Rule {
        kind: IndicatorKind::PortScan,
        technique: Technique {
            id: "T1046",
            name: "Network Service Discovery",
        },
        needs: "dst_host_diff_srv_rate",
        holds: |of, row| {
            let is_spread = of.dst_host_diff_srv_rate.get(row) >= SPREAD;
            let fails = of.dst_host_rerror_rate.get(row) >= MOST || of.dst_host_serror_rate.get(row) >= MOST;
            is_spread && fails && of.count.get(row) < MANY
        },
        title: "connections tried services that mostly refused",
        says: "connections went to hosts that were asked for many different services, most of which refused. This looks like a port scan.",
    },
    Rule {
        kind: IndicatorKind::HostSweep,
        technique: Technique {
            id: "T1018",
            name: "Remote System Discovery",
        },
        needs: "srv_diff_host_rate",
        holds: |of, row| {
            let is_spread = of.srv_diff_host_rate.get(row) >= MOST && of.srv_count.get(row) >= 10.0;
            is_spread && of.dst_bytes.get(row) <= 0.0
        },
        title: "connections asked many hosts for the same service",
        says: "connections asked many different hosts for the same service within 2 s and got nothing back. This looks like a search for hosts.",
    },
    Rule {
        kind: IndicatorKind::BruteForce,
        technique: Technique {
            id: "T1110",
            name: "Brute Force",
        },
        needs: "num_failed_logins",
        holds: |of, row| of.num_failed_logins.get(row) >= FAILED,
        title: "connections held 3 or more failed logins",
        says: "connections held 3 or more failed logins each. This looks like guessing passwords.",
    },
];

pub(super) fn find(table: &Table, keeps: &impl Fn(u32) -> bool, found: &mut Vec<Indicator>) {
    let columns = Columns::of(table);
    for rule in &RULES {
        if table.column_index(rule.needs).is_none() {
            continue;
        }
        let rows = (0_u32..).take(table.n_rows());
        let holds = |row: &u32| (rule.holds)(&columns, *row as usize);
        let rows: Vec<u32> = rows.filter(|row| keeps(*row) && holds(row)).collect();
        if rows.is_empty() {
            continue;
        }
        let n_rows = rows.len() as f64;
        found.push(Indicator {
            kind: rule.kind,
            subject: Subject::default(),
            title: format!("{} {}", Count(n_rows), rule.title),
            sentence: format!("{} {}", Count(n_rows), rule.says),
            rows,
            evidence: vec![Evidence {
                name: "flows",
                value: n_rows,
            }],
            first: None,
            last: None,
            strength: strength(n_rows, 1.0),
            technique: rule.technique,
        });
    }
}
