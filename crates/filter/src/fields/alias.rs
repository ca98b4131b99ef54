//! Names of Wireshark's, and the columns that tell them.
//!
//! A flow has an originator and a responder where a packet has a source and a destination: `ip.src` is the originator.

use super::source::Family;

/// Names of the columns that may hold something, in lower case with `_` for what is no letter or digit.
pub(super) type Columns = &'static [&'static str];

pub(super) const ORIGINATOR: Columns = &[
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
pub(super) const RESPONDER: Columns = &[
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
const ORIGINATOR_PORT: Columns = &["id_orig_p", "src_port", "source_port", "sport", "l4_src_port"];
const RESPONDER_PORT: Columns = &[
    "id_resp_p",
    "dst_port",
    "dest_port",
    "destination_port",
    "dport",
    "dsport",
    "l4_dst_port",
];
pub(super) const PROTOCOL: Columns = &["proto", "protocol", "protocol_type", "ip_proto"];
pub(super) const SERVICE: Columns = &["service", "app_proto"];
const SERVER_NAME: Columns = &["server_name"];

/// Columns that a table of a capture has only if a flow has a value.
pub(super) const LEFT_OUT: Columns = &[
    "vlan",
    "tunnel_parents",
    "server_name",
    "ja4",
    "http_method",
    "user_agent",
    "ssh_client",
    "payload_sign",
];

/// A name that is not a column's.
pub(super) struct Alias {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Each is a value of it, where the table has it. One of them it must have.
    pub(super) columns: &'static [Columns],
    pub(super) view: View,
    pub(super) only: Only,
}

/// What a name makes of its columns.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum View {
    Plain,
    Address(Option<Family>),
    Protocol,
    /// The first column of times, whatever its name.
    Time,
    RelativeTime,
}

/// The rows that have it.
#[derive(Clone, Copy)]
pub(super) enum Only {
    All,
    /// Those of a protocol, by name or number.
    Protocol(&'static [&'static str]),
    /// Those of a service.
    Service(&'static [&'static str]),
}

const TCP: Only = Only::Protocol(&["tcp", "6"]);
const UDP: Only = Only::Protocol(&["udp", "17"]);
const ICMP: Only = Only::Protocol(&["icmp", "1"]);
const ICMPV6: Only = Only::Protocol(&["icmpv6", "ipv6-icmp", "58"]);
const DNS: Only = Only::Service(&["dns", "mdns", "llmnr"]);
const TLS: Only = Only::Service(&["tls", "ssl", "quic", "dtls"]);
const HTTP: Only = Only::Service(&["http"]);

const HOSTS: &[Columns] = &[ORIGINATOR, RESPONDER];
const PORTS: &[Columns] = &[ORIGINATOR_PORT, RESPONDER_PORT];
const V4: View = View::Address(Some(Family::V4));
const V6: View = View::Address(Some(Family::V6));

const fn alias(name: &'static str, about: &'static str, columns: &'static [Columns]) -> Alias {
    Alias {
        name,
        about,
        columns,
        view: View::Plain,
        only: Only::All,
    }
}

impl Alias {
    const fn view(self, view: View) -> Self {
        Self { view, ..self }
    }

    const fn only(self, only: Only) -> Self {
        Self { only, ..self }
    }
}

/// Where a name stands twice, the first counts that the table can tell.
pub(super) const ALIASES: &[Alias] = &[
    alias("addr", "either address, IPv4 or IPv6", HOSTS).view(View::Address(None)),
    alias("port", "either port", PORTS),
    alias("ip", "there is an IPv4 address", HOSTS).view(V4),
    alias("ip.addr", "either IPv4 address", HOSTS).view(V4),
    alias("ip.src", "the originator's IPv4 address", &[ORIGINATOR]).view(V4),
    alias("ip.src_host", "the originator's IPv4 address", &[ORIGINATOR]).view(V4),
    alias("ip.dst", "the responder's IPv4 address", &[RESPONDER]).view(V4),
    alias("ip.dst_host", "the responder's IPv4 address", &[RESPONDER]).view(V4),
    alias("ip.host", "either IPv4 address", HOSTS).view(V4),
    alias("ip.proto", "the protocol in IP, as name or number", &[PROTOCOL]).view(View::Protocol),
    alias("ipv6", "there is an IPv6 address", HOSTS).view(V6),
    alias("ipv6.addr", "either IPv6 address", HOSTS).view(V6),
    alias("ipv6.src", "the originator's IPv6 address", &[ORIGINATOR]).view(V6),
    alias("ipv6.dst", "the responder's IPv6 address", &[RESPONDER]).view(V6),
    alias("ipv6.host", "either IPv6 address", HOSTS).view(V6),
    alias("ipv6.nxt", "the protocol in IP, as name or number", &[PROTOCOL]).view(View::Protocol),
    alias("tcp.port", "either port of TCP", PORTS).only(TCP),
    alias("tcp.srcport", "the originator's port of TCP", &[ORIGINATOR_PORT]).only(TCP),
    alias("tcp.dstport", "the responder's port of TCP", &[RESPONDER_PORT]).only(TCP),
    alias("udp.port", "either port of UDP", PORTS).only(UDP),
    alias("udp.srcport", "the originator's port of UDP", &[ORIGINATOR_PORT]).only(UDP),
    alias("udp.dstport", "the responder's port of UDP", &[RESPONDER_PORT]).only(UDP),
    alias("icmp.type", "the type of ICMP", &[&["icmp_type"]]),
    alias(
        "icmp.type",
        "the type of ICMP, which stands where a port does",
        &[ORIGINATOR_PORT],
    )
    .only(ICMP),
    alias("icmp.code", "the code of ICMP", &[&["icmp_code"]]),
    alias(
        "icmp.code",
        "the code of ICMP, which stands where a port does",
        &[RESPONDER_PORT],
    )
    .only(ICMP),
    alias(
        "icmpv6.type",
        "the type of ICMPv6, which stands where a port does",
        &[ORIGINATOR_PORT],
    )
    .only(ICMPV6),
    alias(
        "icmpv6.code",
        "the code of ICMPv6, which stands where a port does",
        &[RESPONDER_PORT],
    )
    .only(ICMPV6),
    alias("frame.time", "when it began", &[]).view(View::Time),
    alias("frame.time_epoch", "when it began, in seconds since 1970", &[]).view(View::Time),
    alias("frame.time_relative", "when it began, in seconds since the first", &[]).view(View::RelativeTime),
    alias("eth.addr", "either hardware address", &[ORIGINATOR_MAC, RESPONDER_MAC]),
    alias("eth.src", "the originator's hardware address", &[ORIGINATOR_MAC]),
    alias("eth.dst", "the responder's hardware address", &[RESPONDER_MAC]),
    alias("vlan.id", "the VLAN", &[&["vlan"], &["inner_vlan"]]),
    alias("dns.qry.name", "the name asked for", &[&["dns_query", "dns_rrname"]]),
    alias("dns.qry.name", "the first name asked for", &[SERVER_NAME]).only(DNS),
    alias(
        "tls.handshake.extensions_server_name",
        "the server's name",
        &[&["tls_sni"]],
    ),
    alias(
        "tls.handshake.extensions_server_name",
        "the server's name",
        &[SERVER_NAME],
    )
    .only(TLS),
    alias(
        "tls.handshake.ja4",
        "the fingerprint of the client",
        &[&["ja4", "tls_ja4"]],
    ),
    alias("http.host", "the server's name", &[&["http_hostname"]]),
    alias("http.host", "the server's name", &[SERVER_NAME]).only(HTTP),
    alias(
        "http.user_agent",
        "the program that asks",
        &[&["user_agent", "http_user_agent", "http_http_user_agent"]],
    ),
    alias(
        "http.request.method",
        "the method",
        &[&["http_method", "http_http_method"]],
    ),
    alias(
        "ssh.protocol",
        "what the client says it is",
        &[&["ssh_client", "ssh_client_software_version"]],
    ),
];

const ORIGINATOR_MAC: Columns = &["orig_l2_addr", "srcmac", "src_mac", "ether_src_mac"];
const RESPONDER_MAC: Columns = &["resp_l2_addr", "dstmac", "dst_mac", "ether_dest_mac"];

/// A column's name as it stands in [`Columns`].
pub(super) fn folded(name: &str) -> String {
    let fold = |c: char| {
        if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    name.trim().chars().map(fold).collect()
}
