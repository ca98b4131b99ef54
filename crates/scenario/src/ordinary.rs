//! What people and machines of a small office do.

use std::net::{Ipv4Addr, Ipv6Addr};

use rand::Rng;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::dhcp;
use crate::dns::{Record, query, question_to_all, response};
use crate::ssh::ssh_login;
use crate::tls::{Client, Noise, client_hello, finished, server_hello};
use crate::wire::Wire;
use crate::{Close, Dialogue, Host, Turn};

const SECOND: i64 = 1_000_000_000;
const MILLI: i64 = 1_000_000;

/// Sites that are visited, the first ones most.
const SITES: [(&str, [u8; 4]); 12] = [
    ("www.search.example", [203, 0, 113, 10]),
    ("mail.office.example", [203, 0, 113, 20]),
    ("cdn.static.example", [198, 51, 100, 14]),
    ("www.news.example", [198, 51, 100, 30]),
    ("docs.office.example", [203, 0, 113, 22]),
    ("img.static.example", [198, 51, 100, 16]),
    ("api.weather.example", [192, 0, 2, 44]),
    ("www.shop.example", [192, 0, 2, 60]),
    ("chat.team.example", [203, 0, 113, 88]),
    ("updates.vendor.example", [192, 0, 2, 101]),
    ("video.stream.example", [198, 51, 100, 120]),
    ("www.library.example", [192, 0, 2, 151]),
];

/// The office and its afternoon.
pub(crate) struct Office<'a> {
    pub(crate) wire: &'a mut Wire,
    pub(crate) rng: &'a mut ChaCha8Rng,
    pub(crate) noise: &'a Noise,
    pub(crate) start: i64,
    /// Nanoseconds that are captured.
    pub(crate) length: i64,
}

pub(crate) fn resolver() -> Host {
    Host::local(1)
}

/// The machines at which people sit.
pub(crate) fn desks() -> Vec<Host> {
    [11, 12, 13, 14, 15, 16, 17].map(Host::local).to_vec()
}

/// A laptop that comes in after four minutes.
pub(crate) fn guest() -> Host {
    Host::local(67)
}

/// The router under the address that neighbours know it by.
fn router_of_ipv6() -> Host {
    Host {
        ipv6: Some(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1)),
        ..Host::local(1)
    }
}

pub(crate) fn web_server() -> Host {
    Host::local(20)
}

pub(crate) fn file_server() -> Host {
    Host::local(21)
}

impl Office<'_> {
    pub(crate) fn work(&mut self) {
        for desk in desks() {
            self.browse(&desk);
            self.read_mail(&desk);
            self.keep_time(&desk);
            self.look_around(&desk);
            self.open_files(&desk);
            self.renew_address(&desk);
        }
        self.receive_guest();
        self.send_mail();
        self.administer();
        self.monitor();
        self.fail();
        self.visit_web_server();
    }

    /// Times until the end, apart by `mean` nanoseconds on average, as independent events are.
    fn times(&mut self, mean: i64) -> Vec<i64> {
        let mut times = Vec::new();
        let mut now = self.start;
        loop {
            let uniform: f64 = self.rng.random_range(1e-6..1.0);
            #[expect(clippy::cast_possible_truncation, reason = "minutes in nanoseconds")]
            let gap = (-uniform.ln() * mean as f64) as i64;
            now += gap.max(MILLI);
            if now >= self.start + self.length {
                return times;
            }
            times.push(now);
        }
    }

    /// A length with a long tail: half are below `median`, one in a hundred is ten times that.
    fn length(&mut self, median: f64) -> usize {
        let sum: f64 = (0..12).map(|_| self.rng.random::<f64>()).sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive and small"
        )]
        let length = (median * (sum - 6.0).exp()).min(80_000.0) as usize;
        length.max(32)
    }

    pub(crate) fn port(&mut self) -> u16 {
        self.rng.random_range(32_768..61_000)
    }

    pub(crate) fn resolve(&mut self, at: i64, desk: &Host, name: &str, record: &Record) -> i64 {
        self.ask(at, desk, &resolver(), name, record)
    }

    /// Asks for a name; returns when the answer came.
    pub(crate) fn ask(&mut self, at: i64, desk: &Host, resolver: &Host, name: &str, record: &Record) -> i64 {
        let (id, port) = (self.rng.random(), self.port());
        let rtt = self.rng.random_range(400_000..30 * MILLI);
        self.wire
            .udp(at, (desk, port), (resolver, 53), &query(id, name, record));
        self.wire
            .udp(at + rtt, (resolver, 53), (desk, port), &response(id, name, record));
        at + rtt
    }

    fn browse(&mut self, desk: &Host) {
        for visit in self.times(110 * SECOND) {
            self.visit(visit, desk);
        }
    }

    /// Opens one to three sites, one after the other.
    fn visit(&mut self, mut at: i64, desk: &Host) {
        let n_sites = self.rng.random_range(1..=3);
        for _ in 0..n_sites {
            // The smaller of two draws: some sites are visited more.
            let place = self
                .rng
                .random_range(0..SITES.len())
                .min(self.rng.random_range(0..SITES.len()));
            let (name, address) = SITES[place];
            let server = Host::outside(address);
            at = self.resolve(at, desk, name, &Record::A(Some(server.ipv4)));
            if desk.ipv6.is_some() {
                self.resolve(at, desk, name, &Record::Aaaa(server.ipv6));
            }
            at += self.rng.random_range(MILLI..20 * MILLI);
            self.fetch(at, desk, &server, name);
        }
    }

    fn fetch(&mut self, at: i64, desk: &Host, server: &Host, name: &str) {
        let n_requests = self.rng.random_range(1..=4);
        if self.rng.random_ratio(1, 12) {
            let size = self.length(3_000.0);
            return self.fetch_in_the_clear(at, desk, server, name, size);
        }
        let mut turns = self.handshake(Some(name), Client::Browser);
        for _ in 0..n_requests {
            let (asked, answered) = (self.length(350.0), self.length(5_000.0));
            turns.push(Turn::Client(self.noise.records(asked, self.rng)));
            turns.push(Turn::Server(self.noise.records(answered, self.rng)));
            turns.push(Turn::Wait(self.rng.random_range(20 * MILLI..4 * SECOND)));
        }
        let close = if self.rng.random_ratio(1, 10) {
            Close::ClientReset
        } else {
            Close::Fin
        };
        self.converse(at, desk, server, 443, turns, close);
    }

    fn fetch_in_the_clear(&mut self, at: i64, desk: &Host, server: &Host, name: &str, size: usize) {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\nUser-Agent: {agent}\r\nAccept: */*\r\n\r\n");
        let page = "<p>Nothing new today.</p>\n".repeat(size / 26 + 1);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        let turns = vec![Turn::Client(request.into_bytes()), Turn::Server(answer.into_bytes())];
        self.converse(at, desk, server, 80, turns, Close::Fin);
    }

    pub(crate) fn handshake(&mut self, name: Option<&str>, client: Client) -> Vec<Turn> {
        vec![
            Turn::Client(client_hello(name, client, self.rng)),
            Turn::Server(server_hello(self.noise, self.rng)),
            Turn::Client(finished(self.noise, self.rng)),
        ]
    }

    pub(crate) fn converse(
        &mut self,
        at: i64,
        client: &Host,
        server: &Host,
        port: u16,
        turns: Vec<Turn>,
        close: Close,
    ) {
        let is_local = server.ipv4.octets()[..3] == client.ipv4.octets()[..3];
        let rtt = if is_local {
            300_000
        } else {
            self.rng.random_range(6 * MILLI..60 * MILLI)
        };
        let dialogue = Dialogue {
            client: *client,
            server: *server,
            client_port: self.port(),
            server_port: port,
            prefers_ipv6: client.ipv6.is_some() && server.ipv6.is_some(),
            rtt,
            turns,
            close,
        };
        dialogue.play(at, self.wire, self.rng);
    }

    /// Looks for new mail every five minutes or so.
    fn read_mail(&mut self, desk: &Host) {
        let (name, address) = SITES[1];
        let mut at = self.start + self.rng.random_range(0..300 * SECOND);
        while at < self.start + self.length {
            let mut turns = self.handshake(Some(name), Client::MailReader);
            for _ in 0..self.rng.random_range(3..7) {
                let (asked, answered) = (self.length(60.0), self.length(300.0));
                turns.push(Turn::Client(self.noise.records(asked, self.rng)));
                turns.push(Turn::Server(self.noise.records(answered, self.rng)));
            }
            self.converse(at, desk, &Host::outside(address), 993, turns, Close::Fin);
            at += 300 * SECOND + self.rng.random_range(-20 * SECOND..20 * SECOND);
        }
    }

    /// Mail comes in from other mail servers, in the clear until STARTTLS.
    fn send_mail(&mut self) {
        for at in self.times(200 * SECOND) {
            let sender = Host::outside([203, 0, 113, self.rng.random_range(40..60)]);
            let mut turns = vec![
                Turn::Server(b"220 mx.office.example ESMTP ready\r\n".to_vec()),
                Turn::Client(b"EHLO mail.partner.example\r\n".to_vec()),
                Turn::Server(b"250-mx.office.example\r\n250-SIZE 52428800\r\n250 STARTTLS\r\n".to_vec()),
                Turn::Client(b"STARTTLS\r\n".to_vec()),
                Turn::Server(b"220 2.0.0 go ahead\r\n".to_vec()),
            ];
            turns.extend(self.handshake(Some("mx.office.example"), Client::MailReader));
            let size = self.length(6_000.0);
            turns.push(Turn::Client(self.noise.records(size, self.rng)));
            turns.push(Turn::Server(self.noise.records(60, self.rng)));
            self.converse(at, &sender, &web_server(), 25, turns, Close::Fin);
        }
    }

    fn keep_time(&mut self, desk: &Host) {
        let server = Host::outside([192, 0, 2, 123]);
        let mut at = self.start + self.rng.random_range(0..256 * SECOND);
        while at < self.start + self.length {
            let (port, rtt) = (self.port(), self.rng.random_range(8 * MILLI..40 * MILLI));
            let mut message = [0; 48];
            self.rng.fill(&mut message[40..]);
            message[0] = 0x23;
            self.wire.udp(at, (desk, port), (&server, 123), &message);
            (message[0], message[1]) = (0x24, 2);
            self.wire.udp(at + rtt, (&server, 123), (desk, port), &message);
            at += 256 * SECOND + self.rng.random_range(-SECOND..SECOND);
        }
    }

    /// ARP and multicast DNS.
    fn look_around(&mut self, desk: &Host) {
        for at in self.times(120 * SECOND) {
            let neighbour = *[resolver(), web_server(), file_server()]
                .choose(self.rng)
                .unwrap_or(&resolver());
            self.wire.arp(at, desk, &neighbour);
        }
        for at in self.times(400 * SECOND) {
            let message = question_to_all("_ipp._tcp.local");
            // RFC 6762, 11: so that a receiver can tell that it came from this network.
            let desk = Host { ttl: 255, ..*desk };
            self.wire
                .udp_to_many(at, (&desk, 5_353), Ipv4Addr::new(224, 0, 0, 251), 5_353, &message);
        }
        for at in self.times(150 * SECOND) {
            self.wire.discover_neighbour(at, desk, &router_of_ipv6());
        }
    }

    fn renew_address(&mut self, desk: &Host) {
        let at = self.start + self.rng.random_range(0..self.length);
        dhcp::renew(at, desk, &resolver(), self.wire, self.rng);
    }

    /// It is no different from the others before it scans.
    fn receive_guest(&mut self) {
        let (guest, came) = (guest(), self.start + 240 * SECOND);
        dhcp::join(came, &guest, &resolver(), self.wire, self.rng);
        self.wire.arp(came + 200 * MILLI, &guest, &resolver());
        for visit in self.times(110 * SECOND) {
            if visit > came + SECOND {
                self.visit(visit, &guest);
            }
        }
    }

    fn open_files(&mut self, desk: &Host) {
        for at in self.times(400 * SECOND) {
            let mut turns = Vec::new();
            for _ in 0..self.rng.random_range(3..9) {
                let (asked, answered) = (self.length(180.0), self.length(2_500.0));
                for (is_asked, size) in [(true, asked), (false, answered)] {
                    let message = smb(&self.noise.bytes(size, self.rng));
                    turns.push(if is_asked {
                        Turn::Client(message)
                    } else {
                        Turn::Server(message)
                    });
                }
                turns.push(Turn::Wait(self.rng.random_range(5 * MILLI..2 * SECOND)));
            }
            self.converse(at, desk, &file_server(), 445, turns, Close::Fin);
        }
    }

    /// One person looks after the servers, and mistypes a password at times.
    fn administer(&mut self) {
        let desk = Host::local(15);
        for (place, at) in self.times(420 * SECOND).into_iter().enumerate() {
            let server = if place % 2 == 0 { web_server() } else { file_server() };
            let n_keys = self.rng.random_range(20..80);
            let mut turns = ssh_login(self.noise, self.rng, 1 + usize::from(place == 1), "OpenSSH_9.6");
            for _ in 0..n_keys {
                turns.push(Turn::Client(self.noise.bytes(36, self.rng)));
                turns.push(Turn::Server(self.noise.bytes(36, self.rng)));
                turns.push(Turn::Wait(self.rng.random_range(80 * MILLI..1_500 * MILLI)));
            }
            self.converse(at, &desk, &server, 22, turns, Close::Fin);
        }
    }

    fn monitor(&mut self) {
        let watcher = file_server();
        let mut at = self.start + SECOND;
        let mut sequence = 0;
        while at < self.start + self.length {
            for target in [resolver(), web_server(), Host::local(11)] {
                let rtt = self.rng.random_range(150_000..900_000);
                let is_lost = self.rng.random_ratio(1, 80);
                self.wire
                    .ping(at, &watcher, &target, sequence, (!is_lost).then_some(rtt));
            }
            sequence += 1;
            at += 60 * SECOND + self.rng.random_range(-SECOND..SECOND);
        }
    }

    /// A printer that is off, a service that was moved, names that do not exist: honest failures.
    fn fail(&mut self) {
        for at in self.times(240 * SECOND) {
            let desk = *desks().choose(self.rng).unwrap_or(&resolver());
            match self.rng.random_range(0..3) {
                0 => self.converse(at, &desk, &Host::local(40), 9_100, Vec::new(), Close::Unanswered),
                1 => self.converse(at, &desk, &web_server(), 8_080, Vec::new(), Close::Refused),
                _ => drop(self.resolve(at, &desk, "old.office.example", &Record::A(None))),
            }
        }
    }

    /// The office's own page is read from outside.
    fn visit_web_server(&mut self) {
        for at in self.times(30 * SECOND) {
            let visitor = Host::outside([198, 51, 100, self.rng.random_range(130..250)]);
            let size = self.length(4_000.0);
            self.fetch_in_the_clear(at, &visitor, &web_server(), "www.office.example", size);
        }
    }
}

/// An encrypted SMB 3 message (MS-SMB2, 2.2.41) behind its length.
fn smb(body: &[u8]) -> Vec<u8> {
    let mut header = [0; 52];
    header[..4].copy_from_slice(b"\xfdSMB");
    header[4..36].copy_from_slice(body.repeat(32 / body.len().max(1) + 1).get(..32).unwrap_or(&[0; 32]));
    let len = u32::try_from(body.len()).unwrap_or(0);
    header[36..40].copy_from_slice(&len.to_le_bytes());
    header[42] = 1;
    [&(len + 52).to_be_bytes()[..], &header, body].concat()
}
