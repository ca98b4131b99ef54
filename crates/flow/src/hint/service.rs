//! Names of applications.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::FlowProtocol;

macro_rules! services {
    ($($service:ident = $name:literal, $doc:literal;)*) => {
        /// An application protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Service {
            $(#[doc = $doc] $service,)*
        }

        impl Service {
            /// All there are, in the order of the enum.
            pub const ALL: &[Self] = &[$(Self::$service),*];

            /// Lower-case name: Zeek's, where Zeek knows the protocol.
            pub fn name(self) -> &'static str {
                match self { $(Self::$service => $name,)* }
            }
        }
    };
}

services! {
    Amqp = "amqp", "Advanced Message Queuing Protocol.";
    Bgp = "bgp", "Border Gateway Protocol.";
    Bitcoin = "bitcoin", "Bitcoin between peers.";
    BitTorrent = "bittorrent", "`BitTorrent` between peers, or its distributed hash table.";
    Coap = "coap", "Constrained Application Protocol.";
    DceRpc = "dce_rpc", "DCE/RPC, as Windows uses it.";
    Dhcp = "dhcp", "DHCP for IPv4, and BOOTP.";
    Dhcpv6 = "dhcpv6", "DHCP for IPv6.";
    Dnp3 = "dnp3", "Distributed Network Protocol of control systems.";
    Dns = "dns", "Domain Name System.";
    Dtls = "dtls", "TLS over datagrams.";
    Ftp = "ftp", "File Transfer Protocol, its control connection.";
    Gnutella = "gnutella", "Gnutella.";
    GtpC = "gtp-c", "GPRS tunnels, their control.";
    Http = "http", "HTTP/1, or the clear-text start of HTTP/2.";
    Iec104 = "iec104", "IEC 60870-5-104 of control systems.";
    Ike = "ike", "Internet Key Exchange of `IPsec`.";
    Imap = "imap", "Internet Message Access Protocol.";
    Irc = "irc", "Internet Relay Chat.";
    Kerberos = "krb", "Kerberos 5.";
    Ldap = "ldap", "Lightweight Directory Access Protocol.";
    Llmnr = "llmnr", "Link-local multicast name resolution.";
    Mdns = "mdns", "Multicast DNS.";
    Memcached = "memcached", "Memcached.";
    Modbus = "modbus", "Modbus of control systems.";
    MongoDb = "mongodb", "`MongoDB`.";
    Mqtt = "mqtt", "MQTT.";
    MySql = "mysql", "`MySQL`.";
    NetbiosDgm = "netbios-dgm", "`NetBIOS` datagrams.";
    NetbiosNs = "netbios-ns", "`NetBIOS` names.";
    NetbiosSsn = "netbios-ssn", "`NetBIOS` sessions.";
    Netflow = "netflow", "`NetFlow` or IPFIX exports.";
    Ntp = "ntp", "Network Time Protocol.";
    OpenVpn = "openvpn", "`OpenVPN`.";
    Pop3 = "pop3", "Post Office Protocol.";
    PostgreSql = "postgresql", "`PostgreSQL`.";
    Pptp = "pptp", "Point-to-Point Tunneling Protocol, its control.";
    Quic = "quic", "QUIC.";
    Radius = "radius", "RADIUS.";
    Rdp = "rdp", "Remote Desktop Protocol.";
    Redis = "redis", "Redis.";
    Rfb = "rfb", "Remote framebuffer: VNC.";
    Rpc = "rpc", "ONC RPC: port mapper, NFS.";
    Rsync = "rsync", "The rsync daemon.";
    Rtcp = "rtcp", "Control of RTP.";
    Rtmp = "rtmp", "Real-Time Messaging Protocol.";
    Rtsp = "rtsp", "Real-Time Streaming Protocol.";
    S7comm = "s7comm", "S7 of Siemens control systems.";
    Sip = "sip", "Session Initiation Protocol.";
    Smb = "smb", "SMB, all versions.";
    Smtp = "smtp", "Simple Mail Transfer Protocol.";
    Snmp = "snmp", "Simple Network Management Protocol.";
    Socks = "socks", "SOCKS 4 or 5.";
    Ssdp = "ssdp", "Simple Service Discovery Protocol: `UPnP`.";
    Ssh = "ssh", "SSH.";
    Ssl = "ssl", "TLS or SSL.";
    Stratum = "stratum", "Stratum, of miners of crypto currencies.";
    Stun = "stun", "STUN and TURN.";
    Syslog = "syslog", "Syslog.";
    Tds = "tds", "Tabular Data Stream: Microsoft SQL Server.";
    Telnet = "telnet", "Telnet.";
    Tftp = "tftp", "Trivial File Transfer Protocol.";
    WireGuard = "wireguard", "`WireGuard`.";
    WsDiscovery = "ws-discovery", "Web Services discovery.";
    Xmpp = "xmpp", "XMPP.";
}

impl Service {
    /// What usually lies at a port: a guess.
    ///
    /// # Source
    /// IANA, "Service Name and Transport Protocol Port Number Registry", where use follows it.
    pub fn by_port(protocol: FlowProtocol, port: u16) -> Option<Self> {
        match protocol {
            FlowProtocol::TCP => by_tcp_port(port).or_else(|| by_either_port(port)),
            FlowProtocol::UDP => by_udp_port(port).or_else(|| by_either_port(port)),
            _ => None,
        }
    }
}

fn by_tcp_port(port: u16) -> Option<Service> {
    Some(match port {
        21 => Service::Ftp,
        22 => Service::Ssh,
        23 => Service::Telnet,
        25 | 587 => Service::Smtp,
        80 | 3128 | 8000 | 8008 | 8080 | 8888 => Service::Http,
        102 => Service::S7comm,
        110 => Service::Pop3,
        135 => Service::DceRpc,
        139 => Service::NetbiosSsn,
        143 => Service::Imap,
        179 => Service::Bgp,
        443 | 465 | 636 | 853 | 990 | 993 | 995 | 5671 | 8443 | 8883 => Service::Ssl,
        445 => Service::Smb,
        554 => Service::Rtsp,
        873 => Service::Rsync,
        1080 => Service::Socks,
        1433 => Service::Tds,
        1723 => Service::Pptp,
        1883 => Service::Mqtt,
        1935 => Service::Rtmp,
        2404 => Service::Iec104,
        3306 => Service::MySql,
        5222 | 5269 => Service::Xmpp,
        5432 => Service::PostgreSql,
        5672 => Service::Amqp,
        5900..=5903 => Service::Rfb,
        6379 => Service::Redis,
        6346 | 6347 => Service::Gnutella,
        6660..=6669 => Service::Irc,
        6881..=6889 => Service::BitTorrent,
        8333 => Service::Bitcoin,
        27017 => Service::MongoDb,
        _ => return None,
    })
}

fn by_udp_port(port: u16) -> Option<Service> {
    Some(match port {
        67 | 68 => Service::Dhcp,
        69 => Service::Tftp,
        123 => Service::Ntp,
        137 => Service::NetbiosNs,
        138 => Service::NetbiosDgm,
        161 | 162 => Service::Snmp,
        443 => Service::Quic,
        500 | 4500 => Service::Ike,
        514 => Service::Syslog,
        546 | 547 => Service::Dhcpv6,
        1812 | 1813 => Service::Radius,
        1900 => Service::Ssdp,
        2055 | 4739 | 9995 | 9996 => Service::Netflow,
        2123 => Service::GtpC,
        3478 | 19302 => Service::Stun,
        3702 => Service::WsDiscovery,
        5353 => Service::Mdns,
        5355 => Service::Llmnr,
        5683 => Service::Coap,
        5684 => Service::Dtls,
        6881 => Service::BitTorrent,
        51820 => Service::WireGuard,
        _ => return None,
    })
}

fn by_either_port(port: u16) -> Option<Service> {
    Some(match port {
        53 => Service::Dns,
        88 => Service::Kerberos,
        111 | 2049 => Service::Rpc,
        389 => Service::Ldap,
        502 => Service::Modbus,
        1194 => Service::OpenVpn,
        3389 => Service::Rdp,
        5060 | 5061 => Service::Sip,
        11211 => Service::Memcached,
        20000 => Service::Dnp3,
        _ => return None,
    })
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use wiresift_capture::Protocol;

    use super::*;

    #[test]
    fn ports_depend_on_the_protocol() {
        assert_eq!(Service::by_port(FlowProtocol::TCP, 443), Some(Service::Ssl));
        assert_eq!(Service::by_port(FlowProtocol::UDP, 443), Some(Service::Quic));
        assert_eq!(Service::by_port(FlowProtocol::UDP, 53), Some(Service::Dns));
        assert_eq!(Service::by_port(FlowProtocol::UDP, 22), None);
        assert_eq!(Service::by_port(FlowProtocol::Ip(Protocol::ICMP), 53), None);
        assert_eq!(Service::by_port(FlowProtocol::Arp, 1), None);
    }

    #[test]
    fn names_are_different_and_lower_case() {
        let names: std::collections::BTreeSet<&str> = Service::ALL.iter().map(|service| service.name()).collect();
        assert_eq!(names.len(), Service::ALL.len());
        assert!(names.iter().all(|name| name.to_ascii_lowercase() == **name));
    }
}
