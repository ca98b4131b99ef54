//! Six attacks, and where they are.

use std::net::Ipv4Addr;

use data_encoding::BASE32_NOPAD;
use etherparse::TcpHeader;
use rand::Rng;
use rand::seq::SliceRandom as _;

use crate::dns::Record;
use crate::ordinary::{Office, file_server, guest, web_server};
use crate::ssh::ssh_login;
use crate::tls::Client;
use crate::wire::Version;
use crate::{Attack, Close, Dialogue, Host, Turn};

const SECOND: i64 = 1_000_000_000;
const MILLI: i64 = 1_000_000;

/// Where an attack goes.
struct Target {
    name: &'static str,
    source: String,
    destination: Ipv4Addr,
    protocol: &'static str,
    port: Option<u16>,
    technique: &'static str,
}

impl Office<'_> {
    pub(crate) fn attack(&mut self) -> Vec<Attack> {
        vec![
            self.scan_ports(),
            self.guess_passwords(),
            self.flood(),
            self.beacon(),
            self.exfiltrate(),
            self.tunnel(),
        ]
    }

    /// Runs `act` and notes what it put on the wire. `at` is in seconds from the start.
    fn note(&mut self, at: i64, target: Target, act: impl FnOnce(&mut Self, i64)) -> Attack {
        let before = self.wire.frames.len();
        act(self, self.start + at * SECOND);
        let frames = self.wire.frames.get(before..).unwrap_or_default();
        let seconds = |nanos: i64| (nanos - self.start) as f64 / 1e9;
        let times = || frames.iter().map(|frame| frame.nanos);
        Attack {
            name: target.name,
            source: target.source,
            destination: target.destination.to_string(),
            protocol: target.protocol,
            port: target.port,
            first_second: seconds(times().min().unwrap_or(0)),
            last_second: seconds(times().max().unwrap_or(0)),
            n_packets: frames.len(),
            technique: target.technique,
        }
    }

    /// Asks the office's resolver, shortly before second `at`, as honest programs do.
    fn look_up(&mut self, at: i64, host: &Host, name: &str, answer: Host) {
        let before = self.start + at * SECOND - 50 * MILLI;
        self.resolve(before, host, name, &Record::A(Some(answer.ipv4)));
    }

    /// A laptop that was taken over looks for services, the 1,000 lowest ports in no order.
    fn scan_ports(&mut self) -> Attack {
        let (scanner, victim) = (guest(), web_server());
        let target = Target {
            name: "TCP SYN port scan",
            source: scanner.ipv4.to_string(),
            destination: victim.ipv4,
            protocol: "tcp",
            port: None,
            technique: "T1046",
        };
        self.note(420, target, |office, start| {
            let mut ports: Vec<u16> = (1..=1_000).collect();
            ports.shuffle(office.rng);
            let mut at = start;
            for port in ports {
                let is_open = [22, 25, 80].contains(&port);
                let close = if is_open { Close::ClientReset } else { Close::Refused };
                office.converse(at, &scanner, &victim, port, Vec::new(), close);
                at += office.rng.random_range(2 * MILLI..14 * MILLI);
            }
        })
    }

    fn guess_passwords(&mut self) -> Attack {
        let (guesser, victim) = (Host::outside([203, 0, 113, 77]), file_server());
        let target = Target {
            name: "SSH brute force",
            source: guesser.ipv4.to_string(),
            destination: victim.ipv4,
            protocol: "tcp",
            port: Some(22),
            technique: "T1110.001",
        };
        self.note(700, target, |office, start| {
            for place in 0..70 {
                let at = start + place * 2_500 * MILLI + office.rng.random_range(0..900 * MILLI);
                let turns = ssh_login(office.noise, office.rng, 3, "libssh_0.10.6");
                let close = if office.rng.random_ratio(1, 6) {
                    Close::ServerReset
                } else {
                    Close::Fin
                };
                office.converse(at, &guesser, &victim, 22, turns, close);
            }
        })
    }

    /// Sources are made up, so what the server answers is lost; after a while it stops answering.
    fn flood(&mut self) -> Attack {
        let victim = web_server();
        let target = Target {
            name: "SYN flood",
            source: "198.18.0.0/15".to_owned(),
            destination: victim.ipv4,
            protocol: "tcp",
            port: Some(80),
            technique: "T1498.001",
        };
        self.note(1_000, target, |office, start| {
            let mut at = start;
            for place in 0..3_000 {
                let network = office.rng.random_range(18..20);
                let source = Host::outside([198, network, office.rng.random(), office.rng.random()]);
                let (port, sequence) = (office.rng.random_range(1_024..65_000), office.rng.random());
                let mut syn = TcpHeader::new(port, 80, sequence, office.rng.random_range(512..65_000));
                syn.syn = true;
                office.wire.tcp(at, (&source, &victim), Version::V4, syn, &[]);
                if place < 400 {
                    let mut answer = TcpHeader::new(80, port, office.rng.random(), 64_240);
                    (answer.syn, answer.ack) = (true, true);
                    answer.acknowledgment_number = sequence.wrapping_add(1);
                    office
                        .wire
                        .tcp(at + 200_000, (&victim, &source), Version::V4, answer, &[]);
                }
                at += office.rng.random_range(300_000..3_000_000);
            }
        })
    }

    /// Every half minute, give or take a second, a little talk with one machine outside.
    fn beacon(&mut self) -> Attack {
        let (infected, master) = (Host::local(14), Host::outside([198, 51, 100, 23]));
        let target = Target {
            name: "C&C beacon",
            source: infected.ipv4.to_string(),
            destination: master.ipv4,
            protocol: "tcp",
            port: Some(443),
            technique: "T1071.001",
        };
        let name = "telemetry.update.example";
        self.look_up(45, &infected, name, master);
        self.note(45, target, |office, start| {
            let end = office.start + office.length;
            let mut at = start;
            while at < end {
                let mut turns = office.handshake(Some(name), Client::Script);
                let size = office.rng.random_range(180..260);
                turns.push(Turn::Client(office.noise.records(size, office.rng)));
                turns.push(Turn::Server(office.noise.records(96, office.rng)));
                let dialogue = Dialogue {
                    client: infected,
                    server: master,
                    client_port: office.port(),
                    server_port: 443,
                    prefers_ipv6: false,
                    rtt: 38 * MILLI,
                    turns,
                    close: Close::Fin,
                };
                dialogue.play(at, office.wire, office.rng);
                at += 30 * SECOND + office.rng.random_range(-900 * MILLI..900 * MILLI);
            }
        })
    }

    /// One long upload.
    fn exfiltrate(&mut self) -> Attack {
        let (thief, drop_zone) = (Host::local(12), Host::outside([198, 51, 100, 99]));
        let target = Target {
            name: "Exfiltration over TLS",
            source: thief.ipv4.to_string(),
            destination: drop_zone.ipv4,
            protocol: "tcp",
            port: Some(443),
            technique: "T1048.002",
        };
        let name = "files.share.example";
        self.look_up(1_250, &thief, name, drop_zone);
        self.note(1_250, target, |office, start| {
            let mut turns = office.handshake(Some(name), Client::Script);
            for _ in 0..40 {
                turns.push(Turn::Client(office.noise.records(96_000, office.rng)));
                turns.push(Turn::Server(office.noise.records(40, office.rng)));
                turns.push(Turn::Wait(office.rng.random_range(400 * MILLI..3 * SECOND)));
            }
            let dialogue = Dialogue {
                client: thief,
                server: drop_zone,
                client_port: office.port(),
                server_port: 443,
                prefers_ipv6: false,
                rtt: 24 * MILLI,
                turns,
                close: Close::Fin,
            };
            dialogue.play(start, office.wire, office.rng);
        })
    }

    /// Data goes out in names and comes back in texts.
    fn tunnel(&mut self) -> Attack {
        let (infected, server) = (Host::local(13), Host::outside([198, 51, 100, 53]));
        let target = Target {
            name: "DNS tunnel",
            source: infected.ipv4.to_string(),
            destination: server.ipv4,
            protocol: "udp",
            port: Some(53),
            technique: "T1071.004",
        };
        self.note(1_400, target, |office, start| {
            let mut at = start;
            for _ in 0..300 {
                let mut label = || {
                    BASE32_NOPAD
                        .encode(&office.rng.random::<[u8; 32]>())
                        .to_ascii_lowercase()
                };
                let name = format!("{}.{}.t.tunnel.example", label(), label());
                let answer = office.noise.bytes(office.rng.random_range(120..230), office.rng);
                let came = office.ask(at, &infected, &server, &name, &Record::Txt(answer));
                at = came + office.rng.random_range(100 * MILLI..900 * MILLI);
            }
        })
    }
}
