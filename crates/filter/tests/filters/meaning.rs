//! What filters mean: each with the rows that pass, of the table in `support`.

use crate::support::{rows, with_flows};

/// Rows 0 to 11.
const ALL: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

#[track_caller]
fn check(filters: &[(&str, &[usize])]) {
    with_flows(|fields| {
        for (filter, expected) in filters {
            let found = rows(filter, fields).unwrap_or_else(|error| panic!("{filter}: {error}"));
            assert_eq!(found, *expected, "{filter}");
        }
    });
}

#[test]
fn an_empty_filter_passes_every_row() {
    check(&[("", ALL), ("  ", ALL)]);
}

#[test]
fn addresses_and_networks() {
    check(&[
        ("ip.addr == 10.0.0.1", &[0, 1, 2]),
        ("ip.addr == 10.0.0.0/8", &[0, 1, 2, 3, 4, 7, 9, 10, 11]),
        ("ip.src == 10.0.0.0/8", &[0, 1, 2, 3, 4, 10, 11]),
        ("ip.dst == 10.0.0.0/30", &[0, 3, 4, 7, 9, 10]),
        ("10.0.0.66 == ip.src", &[3, 4]),
        ("ip.src == \"10.0.0.66\"", &[3, 4]),
        ("id.orig_h == 10.0.0.66", &[3, 4]),
        ("id.resp_h == 2001:db8::/32", &[5, 6]),
        ("ipv6.addr == 2001:DB8:0::53", &[6]),
        ("ip.addr == 2001:db8::1", &[]),
        ("addr == 2001:db8::1", &[5, 6]),
        (
            "addr in {2001:db8::1, 9.0.0.0/8, 224.0.0.0..239.255.255.255}",
            &[5, 6, 9, 11],
        ),
        ("ip.src < 10.0.0.0", &[9]),
        ("ip.src >= 172.16.0.9 and ip", &[7, 8]),
        ("ip.src > 10.0.0.0/24", &[7, 8]),
        (
            "ip.src < 0.0.0.0 or ip.src > 255.255.255.255 or ip.src > 255.0.0.0/8",
            &[],
        ),
        (
            "ip.src <= 255.255.255.255 and ip.src >= 0.0.0.0",
            &[0, 1, 2, 3, 4, 7, 8, 9, 10, 11],
        ),
        ("ip.src == ip.dst", &[10]),
        ("ip_rfc1918(ip.src)", &[0, 1, 2, 3, 4, 7, 8, 10, 11]),
        ("ip and not ip_rfc1918(ip.dst)", &[1, 11]),
        ("ip_multicast(addr) or ip_linklocal(addr) or ip_ula(addr)", &[11]),
        ("ip.src < ip.dst", &[0, 1, 2, 8, 9, 11]),
        ("ip", &[0, 1, 2, 3, 4, 7, 8, 9, 10, 11]),
        ("ipv6", &[5, 6]),
        ("not ipv6", &[0, 1, 2, 3, 4, 7, 8, 9, 10, 11]),
        ("ip.src contains \"192.168\"", &[7]),
        ("orig_l2_addr == 00-66-66-66-66-66", &[3, 4]),
        ("eth.addr == 001a.2b3c.4d5e", &[0, 1, 2]),
        ("eth.addr", &[0, 1, 2, 3, 4]),
    ]);
}

#[test]
fn not_equal_is_of_all_values() {
    check(&[
        ("ip.addr != 10.0.0.2", &[1, 2, 8, 11]),
        ("not ip.addr == 10.0.0.2", &[1, 2, 5, 6, 8, 11]),
        ("ip.addr !== 10.0.0.2", &[0, 1, 2, 3, 4, 7, 8, 9, 11]),
        ("ip.addr ~= 10.0.0.2", &[0, 1, 2, 3, 4, 7, 8, 9, 11]),
        ("any ip.addr != 10.0.0.2", &[0, 1, 2, 3, 4, 7, 8, 9, 11]),
        ("ip.addr === 10.0.0.2", &[10]),
        ("all ip.addr == 10.0.0.0/8", &[0, 2, 3, 4, 10]),
        ("all tcp.port == 443", &[8]),
        ("tcp.port != 443", &[0, 3, 4, 9, 10]),
        ("vlan != 7", &[8, 10]),
        ("not vlan == 7", &[0, 1, 2, 5, 6, 7, 8, 9, 10, 11]),
    ]);
}

#[test]
fn ports_and_protocols() {
    check(&[
        ("tcp.port == 443", &[1, 5, 8]),
        ("tcp.port in {22, 80..90}", &[0, 3, 10]),
        ("tcp.dstport in {22 23}", &[3, 4]),
        ("udp.port == 53", &[2, 6]),
        ("udp.srcport == 50000", &[2]),
        ("port == 53", &[2, 6]),
        ("tcp.port not in {443, 80}", &[2, 3, 4, 6, 7, 9, 11]),
        ("tcp.srcport > 40000", &[1, 3, 4]),
        ("40000 < tcp.srcport <= 40100", &[1, 3]),
        ("all tcp.port < 1024", &[8, 10]),
        ("tcp.srcport == tcp.dstport", &[8, 10]),
        ("icmp.type == 3 and icmp.code == 1", &[7]),
        ("tcp", &[0, 1, 3, 4, 5, 8, 9, 10]),
        ("udp and not dns", &[11]),
        ("icmp || arp", &[7]),
        ("tls", &[1, 5, 8]),
        ("ssl", &[1, 5, 8]),
        ("ip.proto == 17", &[2, 6, 11]),
        ("ip.proto == udp", &[2, 6, 11]),
        ("ip.proto in {icmp, 17}", &[2, 6, 7, 11]),
        ("id.resp_p & 1", &[1, 2, 4, 5, 6, 7, 8, 11]),
        ("id.resp_p & 0xff == 80", &[0, 10]),
    ]);
}

#[test]
fn texts() {
    check(&[
        ("service == dns", &[2, 6]),
        ("service == \"dns\"", &[2, 6]),
        ("\"dns\" == service", &[2, 6]),
        ("service", &[0, 1, 2, 5, 6, 8, 9, 11]),
        ("!service", &[3, 4, 7, 10]),
        ("service != dns", &[0, 1, 5, 8, 9, 11]),
        ("conn_state in {REJ, S0}", &[3, 4, 11]),
        ("server_name contains \"example.com\"", &[0, 5, 6]),
        ("server_name matches \"^www\\\\.EXAMPLE\"", &[0, 1, 6]),
        ("server_name ~ r\"\\.(com|org)$\"", &[0, 1, 5, 6]),
        ("server_name == \"say \\\"hi\\\" \\\\o/\"", &[9]),
        ("server_name == r#\"say \"hi\" \\o/\"#", &[9]),
        ("lower(server_name) contains example.org", &[1]),
        ("upper(service) == SSL", &[1, 5, 8]),
        (
            "lower(conn_state) != lower(history)",
            &[0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11],
        ),
        ("proto == service or proto > service", &[0, 1, 2, 5, 6, 8, 9, 11]),
        ("len(server_name) > 15", &[2, 5]),
        ("len(history) in {1..2}", &[2, 3, 4, 6, 11]),
        ("history < \"Sh\" and history >= \"S\"", &[4]),
        ("dns.qry.name contains evil", &[2]),
        ("dns.qry.name", &[2, 6, 11]),
        ("tls.handshake.extensions_server_name", &[1, 5]),
        ("http.host == www.example.com", &[0]),
        ("http.user_agent matches mozilla", &[0]),
        ("vlan.id == 7", &[3, 4]),
        ("vlan > 7", &[8, 10]),
        ("label == attack", &[2, 3, 4, 10]),
        ("uid in {C1, C11}", &[1, 11]),
        ("string(id.resp_p) matches \"^80\"", &[0, 9, 10]),
        ("string(duration) == \"0.1\"", &[6, 9]),
        ("string(score) contains 99", &[2]),
        ("string(id.resp_p) == string(id.orig_p)", &[8, 10, 11]),
    ]);
}

#[test]
fn numbers_units_and_times() {
    check(&[
        ("duration > 5s", &[1, 5, 8]),
        ("duration == 100ms", &[6, 9]),
        ("duration == 0.1", &[6, 9]),
        ("duration < 0.1", &[2, 3, 4]),
        ("orig_bytes >= 1kB", &[1, 8]),
        ("resp_bytes > 0x4000", &[1, 9]),
        ("orig_bytes > resp_bytes", &[11]),
        ("orig_bytes == resp_bytes", &[3, 4, 8]),
        ("orig_bytes != resp_bytes", &[0, 1, 2, 5, 6, 9, 10, 11]),
        ("not orig_bytes", &[7]),
        ("ts >= 2024-01-02", &[10, 11]),
        ("ts in {2024-01-01T00:00:02..2024-01-01T00:00:04Z}", &[2, 3, 4]),
        ("frame.time == \"2024-01-01 00:00:02.5\"", &[2]),
        ("frame.time_epoch < 1704067201", &[0]),
        ("frame.time_relative > 1h", &[9, 10, 11]),
        ("frame.time_relative <= 1", &[0, 1]),
        ("frame.time_relative == 2.5", &[2]),
        ("frame.time_relative in {2.5..4}", &[2, 3, 4]),
        ("ts == 1704067202.5 or ts == 1704067203.00001", &[2]),
    ]);
}

#[test]
fn what_the_caller_knows() {
    check(&[
        ("score > 0.9", &[2, 3, 4]),
        ("score > 0.9 && votes >= 3", &[2, 3]),
        ("severity >= medium", &[2, 3]),
        ("severity == \"Low\" or severity in {high}", &[2, 4, 10]),
        ("severity != none", &[2, 3, 4, 10]),
        ("marked", &[2, 3, 10]),
        ("marked == true", &[2, 3]),
        ("marked != true", &[10]),
        ("not score", &[7]),
        ("row < 2 or row == 11", &[0, 1, 11]),
    ]);
}

#[test]
fn logic_and_counts() {
    check(&[
        ("tcp and port == 80 or dns", &[0, 2, 6, 10]),
        ("tcp and (port == 80 or port == 22)", &[0, 3, 10]),
        ("tcp xor port == 443", &[0, 3, 4, 9, 10]),
        ("tcp ^^ udp ^^ icmp", ALL),
        ("not tcp and not udp", &[7]),
        ("not (tcp or udp)", &[7]),
        ("count(ip.addr) == 2 and count(vlan) == 1", &[3, 4, 8, 10]),
        ("count(service) == 0", &[3, 4, 7, 10]),
        (
            "ip.addr == 10.0.0.0/8 && tcp.port in {22, 80..90} && score > 0.9 && votes >= 3",
            &[3],
        ),
    ]);
}
