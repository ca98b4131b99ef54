//! DHCP messages (RFC 2131) between a host and the router.

use std::net::Ipv4Addr;

use rand::Rng;

use crate::{Host, Wire};

const CLIENT: u16 = 68;
const SERVER: u16 = 67;
const EVERYONE: Ipv4Addr = Ipv4Addr::BROADCAST;
const MILLI: i64 = 1_000_000;

/// DHCP message types (RFC 2132, 9.6).
#[derive(Clone, Copy)]
enum Kind {
    Discover = 1,
    Offer = 2,
    Request = 3,
    Ack = 5,
}

/// A host and the server that leases it an address, in one transaction.
struct Lease<'a> {
    host: &'a Host,
    server: &'a Host,
    transaction: [u8; 4],
}

/// A host comes into the network and gets its address.
pub(crate) fn join(at: i64, host: &Host, server: &Host, wire: &mut Wire, rng: &mut impl Rng) {
    let lease = Lease {
        host,
        server,
        transaction: rng.random(),
    };
    let nobody = Host {
        ipv4: Ipv4Addr::UNSPECIFIED,
        ..*host
    };
    let mut now = at;
    for (kind, is_asked) in [
        (Kind::Discover, true),
        (Kind::Offer, false),
        (Kind::Request, true),
        (Kind::Ack, false),
    ] {
        let message = lease.message(kind, Ipv4Addr::UNSPECIFIED);
        if is_asked {
            wire.udp_to_many(now, (&nobody, CLIENT), EVERYONE, SERVER, &message);
        } else {
            wire.udp(now, (server, SERVER), (host, CLIENT), &message);
        }
        now += rng.random_range(MILLI..60 * MILLI);
    }
}

/// A host keeps the address that it has.
pub(crate) fn renew(at: i64, host: &Host, server: &Host, wire: &mut Wire, rng: &mut impl Rng) {
    let lease = Lease {
        host,
        server,
        transaction: rng.random(),
    };
    let request = lease.message(Kind::Request, host.ipv4);
    wire.udp(at, (host, CLIENT), (server, SERVER), &request);
    let answer = lease.message(Kind::Ack, host.ipv4);
    let later = at + rng.random_range(MILLI..9 * MILLI);
    wire.udp(later, (server, SERVER), (host, CLIENT), &answer);
}

impl Lease<'_> {
    /// `current` is the address that the host has already.
    fn message(&self, kind: Kind, current: Ipv4Addr) -> Vec<u8> {
        let is_answer = matches!(kind, Kind::Offer | Kind::Ack);
        let given = if is_answer {
            self.host.ipv4
        } else {
            Ipv4Addr::UNSPECIFIED
        };
        let mut message = vec![if is_answer { 2 } else { 1 }, 1, 6, 0];
        message.extend(self.transaction);
        message.extend([0; 4]);
        message.extend(current.octets());
        message.extend(given.octets());
        message.extend([0; 8]);
        message.extend(self.host.mac);
        // The rest of the hardware address, and the names of a server and a file to boot.
        message.extend([0; 10 + 64 + 128]);
        message.extend([0x63, 0x82, 0x53, 0x63, 53, 1, kind as u8]);
        message.extend(self.options(kind, current));
        message.push(255);
        message
    }

    fn options(&self, kind: Kind, current: Ipv4Addr) -> Vec<u8> {
        let option = |number, value: &[u8]| [&[number, u8::try_from(value.len()).unwrap_or(0)], value].concat();
        let server = self.server.ipv4.octets();
        match kind {
            // Who renews names neither address nor server (RFC 2131, 4.3.2).
            Kind::Request if current.is_unspecified() => {
                [option(50, &self.host.ipv4.octets()), option(54, &server)].concat()
            }
            Kind::Discover | Kind::Request => option(55, &[1, 3, 6, 15]),
            Kind::Offer | Kind::Ack => [
                option(54, &server),
                option(51, &43_200_u32.to_be_bytes()),
                option(1, &[255, 255, 255, 0]),
                option(3, &server),
                option(6, &server),
            ]
            .concat(),
        }
    }
}
