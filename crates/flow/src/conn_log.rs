//! Flows as Zeek's conn.log, in the tab-separated form that Zeek writes by default and `zeek-cut` reads.
//!
//! The fields are those of Zeek 7.1 and later (its `Conn::Info`), and `community_id` at their end. What is not as in Zeek:
//!
//! - `uid` looks like Zeek's, but is made from the ends and the first time, so that it is the same in every run.
//! - `tunnel_parents` holds words, such as `gre 10.0.0.1 10.0.0.2 7`, not a `uid`: the packets around a flow make none.
//! - `orig_bytes` and `resp_bytes` are there for every IP protocol; Zeek's are 0 beside TCP, UDP and ICMP.
//!
//! ARP has no place in it.

mod local;
mod uid;

use std::io::{self, Write};

use wiresift_capture::{Parent, Protocol};

use crate::{ConnState, Flow, FlowProtocol, community_id};
use local::is_local;
pub use uid::uid;

/// Names and types of the fields, in their order.
pub const FIELDS: &[(&str, &str)] = &[
    ("ts", "time"),
    ("uid", "string"),
    ("id.orig_h", "addr"),
    ("id.orig_p", "port"),
    ("id.resp_h", "addr"),
    ("id.resp_p", "port"),
    ("proto", "enum"),
    ("service", "string"),
    ("duration", "interval"),
    ("orig_bytes", "count"),
    ("resp_bytes", "count"),
    ("conn_state", "string"),
    ("local_orig", "bool"),
    ("local_resp", "bool"),
    ("missed_bytes", "count"),
    ("history", "string"),
    ("orig_pkts", "count"),
    ("orig_ip_bytes", "count"),
    ("resp_pkts", "count"),
    ("resp_ip_bytes", "count"),
    ("tunnel_parents", "set[string]"),
    ("ip_proto", "count"),
    ("community_id", "string"),
];

/// What stands for no value.
const UNSET: &str = "-";

/// Writes the lines before the first row. `opened` is a time as Zeek writes it there: `%Y-%m-%d-%H-%M-%S`.
///
/// # Errors
/// Those of `out`.
pub fn write_header(out: &mut impl Write, opened: &str) -> io::Result<()> {
    out.write_all(b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n")?;
    write!(out, "#open\t{opened}\n#fields")?;
    FIELDS.iter().try_for_each(|(name, _)| write!(out, "\t{name}"))?;
    out.write_all(b"\n#types")?;
    FIELDS.iter().try_for_each(|(_, kind)| write!(out, "\t{kind}"))?;
    out.write_all(b"\n")
}

/// Writes the line behind the last row; `closed` is a time as in [`write_header`].
///
/// # Errors
/// Those of `out`.
pub fn write_footer(out: &mut impl Write, closed: &str) -> io::Result<()> {
    writeln!(out, "#close\t{closed}")
}

/// Writes the row of a flow. Returns whether it has one, which ARP has not.
///
/// # Errors
/// Those of `out`.
pub fn write_flow(out: &mut impl Write, flow: &Flow) -> io::Result<bool> {
    let FlowProtocol::Ip(protocol) = flow.protocol else {
        return Ok(false);
    };
    write_ends(out, flow, protocol)?;
    write_sizes(out, flow)?;
    write!(out, "\t{}", state(flow))?;
    for end in [flow.originator, flow.responder] {
        out.write_all(if is_local(end.address) { b"\tT" } else { b"\tF" })?;
    }
    let (sent, received) = (&flow.sent, &flow.received);
    write!(out, "\t{}", sent.missed_bytes.saturating_add(received.missed_bytes))?;
    write!(out, "\t{}", history(flow))?;
    for side in [sent, received] {
        write!(out, "\t{}\t{}", side.n_packets, side.ip_bytes)?;
    }
    match &flow.parent {
        Some(parent) => write_parent(out, parent)?,
        None => write!(out, "\t{UNSET}")?,
    }
    let id = community_id(flow.originator, flow.responder, flow.protocol, 0);
    writeln!(out, "\t{}\t{}", protocol.0, id.as_deref().unwrap_or(UNSET))?;
    Ok(true)
}

/// `ts` to `service`.
fn write_ends(out: &mut impl Write, flow: &Flow, protocol: Protocol) -> io::Result<()> {
    write_micros(out, flow.first.nanos())?;
    write!(out, "\t{}", uid(flow))?;
    for end in [flow.originator, flow.responder] {
        write!(out, "\t{}\t{}", end.address, end.port)?;
    }
    let service = flow.service().unwrap_or(UNSET);
    write!(out, "\t{}\t{service}", transport(protocol))
}

/// `duration` to `resp_bytes`. As Zeek has it: no duration, no rates, and no bytes to make them of.
fn write_sizes(out: &mut impl Write, flow: &Flow) -> io::Result<()> {
    let nanos = flow.last.since(flow.first);
    if nanos <= 0 {
        return write!(out, "\t{UNSET}\t{UNSET}\t{UNSET}");
    }
    out.write_all(b"\t")?;
    write_micros(out, nanos)?;
    write!(out, "\t{}\t{}", flow.sent.content_bytes, flow.received.content_bytes)
}

/// Seconds with six decimals, of nanoseconds; what is less than a microsecond is cut.
fn write_micros(out: &mut impl Write, nanos: i64) -> io::Result<()> {
    let sign = if nanos < 0 { "-" } else { "" };
    let micros = nanos.unsigned_abs() / 1_000;
    write!(out, "{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// How, from where to where, and what the tunnel calls itself.
fn write_parent(out: &mut impl Write, parent: &Parent) -> io::Result<()> {
    let kind = format!("{:?}", parent.tunnel).to_ascii_lowercase();
    write!(out, "\t{kind} {} {} {}", parent.source, parent.destination, parent.id)
}

/// Zeek's `transport_proto`.
fn transport(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::TCP => "tcp",
        Protocol::UDP => "udp",
        Protocol::ICMP | Protocol::ICMPV6 => "icmp",
        _ => "unknown_transport",
    }
}

/// Zeek tells states of TCP and UDP only.
fn state(flow: &Flow) -> ConnState {
    match flow.protocol {
        FlowProtocol::TCP | FlowProtocol::UDP => flow.state,
        _ => ConnState::Oth,
    }
}

/// As [`state`]. It is never empty where Zeek keeps one.
fn history(flow: &Flow) -> &str {
    match flow.protocol {
        FlowProtocol::TCP | FlowProtocol::UDP if !flow.history.as_str().is_empty() => flow.history.as_str(),
        _ => UNSET,
    }
}

#[cfg(test)]
mod tests;
