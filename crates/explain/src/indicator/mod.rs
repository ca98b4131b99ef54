//! Hints at known behaviour, read from a whole table of flows: scan, sweep, brute force, flood, beacon, exfiltration, DNS
//! and ICMP tunnel, attacks on web servers, programs sent in the clear, malformed packets, mining.
//!
//! In: a table with Zeek's columns (`ts`, `id.orig_h`, `id.resp_h`, `id.resp_p`, `proto`, `conn_state`), as those of captures
//! and of `conn.log` are; or with those of KDD'99, which names no hosts, see `kdd`. Out: [`Indicators`], each with who, what, the rows
//! that it is read from, the numbers that speak for it, and the ATT&CK technique that it hints at.
//!
//! An indicator is a rule of thumb over counts, not a verdict, and is worded as a hint: who scans may be the administrator.
//! Every threshold is a named constant with the reason for it.
//!
//! # Limits
//! Slow scans (fewer than the threshold in the window) and distributed ones (many sources, few targets each) are not seen. What is
//! inside TLS is not seen.

mod beacon;
mod brute_force;
mod dns_file;
mod dns_tunnel;
mod exfiltration;
mod flood;
mod icmp_tunnel;
mod kdd;
mod nameless;
mod payload;
mod scan;
mod sweep;
#[cfg(test)]
mod tests;
mod traffic;
mod window;
mod words;

use serde::{Deserialize, Serialize};
use wiresift_table::Table;

use traffic::{Flow, Traffic};

/// A kind of behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum IndicatorKind {
    /// One host tries many ports of another.
    PortScan,
    /// One host looks for hosts: by one port, by ping, by ARP.
    HostSweep,
    /// Many short logins.
    BruteForce,
    /// Many half-open TCP connections to one port.
    SynFlood,
    /// Packets without answer, more than talk needs.
    Flood,
    /// Talks as regular as a clock.
    Beacon,
    /// Far more goes out than comes in.
    Exfiltration,
    /// Data in names that are looked up.
    DnsTunnel,
    /// Data in pings.
    IcmpTunnel,
    /// Requests that try to break into a web server.
    WebAttack,
    /// A program or a script is sent in the clear.
    ToolTransfer,
    /// Digs for crypto-currency.
    Mining,
    /// Data is posted to a bare address on an odd port.
    NamelessServer,
    /// A packet breaks the rules of its protocol, as is done to break the server.
    MalformedPacket,
}

impl IndicatorKind {
    /// In words, to be shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::PortScan => "port scan",
            Self::HostSweep => "host sweep",
            Self::BruteForce => "brute force",
            Self::SynFlood => "SYN flood",
            Self::Flood => "flood",
            Self::Beacon => "beacon",
            Self::Exfiltration => "exfiltration",
            Self::DnsTunnel => "DNS tunnel",
            Self::IcmpTunnel => "ICMP tunnel",
            Self::WebAttack => "web attack",
            Self::ToolTransfer => "program sent",
            Self::Mining => "mining",
            Self::NamelessServer => "nameless server",
            Self::MalformedPacket => "malformed packet",
        }
    }
}

/// A technique of MITRE ATT&CK, Enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Technique {
    /// Such as `T1046`.
    pub id: &'static str,
    /// Such as "Network Service Discovery".
    pub name: &'static str,
}

/// Whom an indicator is about; what it is not about is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// Address of the host that acts.
    pub source: Option<String>,
    /// Address of the host that is acted upon.
    pub target: Option<String>,
    /// Port of the target.
    pub port: Option<u16>,
    /// Domain that is looked up.
    pub domain: Option<String>,
}

/// A number that speaks for an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evidence {
    /// What was counted or measured, with its unit.
    pub name: &'static str,
    /// How much.
    pub value: f64,
}

/// A hint at one kind of behaviour of one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicator {
    /// What it looks like.
    pub kind: IndicatorKind,
    /// Who does it to whom.
    pub subject: Subject,
    /// What happened, without a full stop.
    pub title: String,
    /// The title, with more numbers and what it looks like.
    pub sentence: String,
    /// The rows of the table that it is read from, ascending.
    pub rows: Vec<u32>,
    /// The numbers that speak for it.
    pub evidence: Vec<Evidence>,
    /// Start of the first of its flows, in seconds since the epoch; `None` where the table has no times.
    pub first: Option<f64>,
    /// End of the last of its flows, in seconds since the epoch.
    pub last: Option<f64>,
    /// How far past the threshold, in `(0, 1)`: a half at the threshold, 0.9 at nine times it.
    pub strength: f64,
    /// The technique that it hints at.
    pub technique: Technique,
}

/// The indicators of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Indicators {
    /// Strongest first.
    pub all: Vec<Indicator>,
    /// Row and place in `all`, ascending.
    #[serde(skip)]
    of_rows: Vec<(u32, u32)>,
}

impl Indicators {
    /// Reads the table. One without the columns that are needed has no indicators.
    pub fn of(table: &Table) -> Self {
        Self::among(table, |_| true)
    }

    /// The same of the rows that `keeps`, as if there were no others.
    pub fn among(table: &Table, keeps: impl Fn(u32) -> bool) -> Self {
        let mut all = Vec::new();
        if let Some(traffic) = Traffic::of(table, &keeps) {
            scan::find(&traffic, &mut all);
            sweep::find(&traffic, &mut all);
            brute_force::find(&traffic, &mut all);
            flood::find(&traffic, &mut all);
            beacon::find(&traffic, &mut all);
            exfiltration::find(&traffic, &mut all);
            dns_tunnel::find(&traffic, &mut all);
            dns_file::find(&traffic, &mut all);
            icmp_tunnel::find(&traffic, &mut all);
            payload::find(&traffic, &mut all);
            nameless::find(&traffic, &mut all);
        } else {
            kdd::find(table, &keeps, &mut all);
        }
        Self::new(all)
    }

    fn new(mut all: Vec<Indicator>) -> Self {
        let key = |indicator: &Indicator| (indicator.kind, indicator.subject.clone());
        wiresift_order::sort_by(&mut all, |a, b| {
            b.strength.total_cmp(&a.strength).then_with(|| key(a).cmp(&key(b)))
        });
        let places = (0_u32..).zip(&all);
        let of_rows = places.flat_map(|(place, indicator)| indicator.rows.iter().map(move |&row| (row, place)));
        let mut of_rows: Vec<(u32, u32)> = of_rows.collect();
        of_rows.sort_unstable();
        Self { all, of_rows }
    }

    /// The indicators that are read from `row`, among others.
    pub fn for_row(&self, row: u32) -> impl Iterator<Item = &Indicator> {
        let start = self.of_rows.partition_point(|&(other, _)| other < row);
        let places = self
            .of_rows
            .iter()
            .skip(start)
            .take_while(move |&&(other, _)| other == row);
        places.filter_map(|&(_, place)| self.all.get(place as usize))
    }
}

/// Half at the threshold, nearing 1 beyond it: `value / (value + threshold)`.
fn strength(value: f64, threshold: f64) -> f64 {
    value / (value + threshold)
}

/// Rows, first and last of `flows`; there is at least one.
fn span(flows: &[Flow]) -> (Vec<u32>, f64, f64) {
    let mut rows: Vec<u32> = flows.iter().map(|flow| flow.row).collect();
    rows.sort_unstable();
    let first = flows.iter().map(|flow| flow.start).fold(f64::INFINITY, f64::min);
    let last = flows
        .iter()
        .map(|flow| flow.start + flow.duration)
        .fold(first, f64::max);
    (rows, first, last)
}

/// What differs between one kind of indicator and another.
struct Found {
    kind: IndicatorKind,
    technique: Technique,
    subject: Subject,
    strength: f64,
    evidence: Vec<Evidence>,
    title: String,
    /// What follows it in the sentence.
    rest: String,
}

impl Found {
    /// Of `flows`.
    fn of(self, flows: &[Flow]) -> Indicator {
        let (rows, first, last) = span(flows);
        Indicator {
            kind: self.kind,
            subject: self.subject,
            sentence: self.title.clone() + &self.rest,
            title: self.title,
            rows,
            evidence: self.evidence,
            first: Some(first),
            last: Some(last),
            strength: self.strength,
            technique: self.technique,
        }
    }
}

/// Short form.
fn evidence<const N: usize>(numbers: [(&'static str, f64); N]) -> Vec<Evidence> {
    numbers.map(|(name, value)| Evidence { name, value }).to_vec()
}
