//! The state of one flow while its payload is looked at.

use wiresift_capture::Protocol;

use super::classify::{self, Line};
use super::login::Session;
use super::ssh::Ssh;
use super::tls::{Connection, TlsTransport};
use super::{Detection, Hints, Service, dns, http, quic, ssh, tls};
use crate::FlowProtocol;

/// Packets with payload after which an unknown protocol stays unknown.
const MAX_UNKNOWN: u8 = 8;
/// Packets with payload among which hellos and banners are looked for.
const MAX_HELLO: u8 = 16;
/// Packets with payload among which requests and failed logins are counted.
const MAX_DIALOGUE: u8 = 128;

/// Looks at the first payload bytes of a flow.
///
/// Give it payload with [`Inspector::push`] while it [wants more](Inspector::wants_more); DNS always does, most others
/// know enough after a few packets. It allocates only for protocols that it knows.
#[derive(Clone, Debug)]
pub struct Inspector {
    transport: Transport,
    n_packets: u8,
    service: Option<Service>,
    progress: Progress,
    state: State,
    /// TLS over TCP or in datagrams, from the start or from within another protocol.
    tls: Option<Box<Connection>>,
}

// It sits in every open flow.
const _: () = assert!(size_of::<Inspector>() <= 64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    Tcp,
    Udp,
    /// Without ports; not looked at.
    Other,
}

/// What is followed of the protocol.
#[derive(Clone, Debug)]
enum State {
    Unknown(Start),
    /// Known, and nothing more to be had.
    Known,
    Dns(Box<dns::State>),
    Http(Box<http::State>),
    Ssh(Box<Ssh>),
    Quic(Box<quic::State>),
    Login(Session),
}

/// What was seen that several protocols begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Nothing,
    /// `220`: FTP or SMTP.
    Greeting,
    /// `USER`: FTP or POP3.
    User,
}

impl Inspector {
    /// For a flow of `protocol`.
    pub fn new(protocol: FlowProtocol) -> Self {
        Self {
            transport: match protocol {
                FlowProtocol::Ip(Protocol::TCP) => Transport::Tcp,
                FlowProtocol::Ip(Protocol::UDP) => Transport::Udp,
                _ => Transport::Other,
            },
            n_packets: 0,
            service: None,
            progress: Progress::default(),
            state: State::Unknown(Start::Nothing),
            tls: None,
        }
    }

    /// Whether more payload could tell more.
    #[inline]
    pub fn wants_more(&self) -> bool {
        let is_within = |max| self.n_packets < max;
        if let Some(tls) = &self.tls {
            let max = if matches!(self.state, State::Known) {
                MAX_HELLO
            } else {
                MAX_DIALOGUE
            };
            return is_within(max) && !tls.is_done();
        }
        match &self.state {
            State::Unknown(_) => is_within(MAX_UNKNOWN) && self.transport != Transport::Other,
            State::Known => false,
            State::Dns(_) => true,
            State::Http(_) | State::Login(_) => is_within(MAX_DIALOGUE),
            State::Ssh(ssh) => is_within(MAX_HELLO) && !ssh.is_done(),
            State::Quic(quic) => is_within(MAX_HELLO) && !quic.is_done(),
        }
    }

    /// Takes the payload of a packet, as captured, in the order of the capture. `sequence` is that of the segment's
    /// first byte; `None` for what is not TCP.
    pub fn push(&mut self, from_originator: bool, sequence: Option<u32>, payload: &[u8]) {
        if payload.is_empty() || !self.wants_more() {
            return;
        }
        self.n_packets = self.n_packets.saturating_add(1);
        if let Some(tls) = &mut self.tls {
            return tls.push(from_originator, sequence, payload);
        }
        if !self.progress.is_new(from_originator, sequence, payload.len()) {
            return;
        }
        if self.transport == Transport::Tcp && tls::is_hello_record(payload) && self.may_start_tls() {
            return self.start_tls(TlsTransport::Tcp, from_originator, sequence, payload);
        }
        if let State::Unknown(start) = self.state {
            self.classify(start, from_originator, sequence, payload);
        }
        self.follow(from_originator, payload);
    }

    /// Whether TLS may begin here: at the start, after STARTTLS, through a proxy.
    fn may_start_tls(&self) -> bool {
        matches!(self.state, State::Unknown(_) | State::Http(_) | State::Login(_))
    }

    fn start_tls(&mut self, transport: TlsTransport, from_originator: bool, sequence: Option<u32>, payload: &[u8]) {
        if let State::Unknown(_) = self.state {
            self.state = State::Known;
            self.service = Some(match transport {
                TlsTransport::Datagrams => Service::Dtls,
                TlsTransport::Tcp | TlsTransport::Quic => Service::Ssl,
            });
        }
        let mut tls = Box::new(Connection::new(transport));
        tls.push(from_originator, sequence, payload);
        self.tls = Some(tls);
    }

    fn classify(&mut self, start: Start, from_originator: bool, sequence: Option<u32>, payload: &[u8]) {
        let found = match self.transport {
            Transport::Tcp if ssh::is_banner(payload) => Some(Service::Ssh),
            Transport::Tcp => self.classify_stream(start, payload),
            Transport::Udp if is_dns(payload) => Some(Service::Dns),
            Transport::Udp => classify::datagram(payload),
            Transport::Other => None,
        };
        match found {
            Some(Service::Dtls) => self.start_tls(TlsTransport::Datagrams, from_originator, sequence, payload),
            Some(service) => {
                self.service = Some(service);
                self.state = State::of(service, payload);
            }
            None => {}
        }
    }

    fn classify_stream(&mut self, start: Start, payload: &[u8]) -> Option<Service> {
        match (classify::line(payload), start) {
            (Some(Line::Of(service)), _) => Some(service),
            (Some(Line::Greeting), _) => {
                self.state = State::Unknown(Start::Greeting);
                None
            }
            (Some(Line::User), Start::Greeting) => Some(Service::Ftp),
            (Some(Line::User), _) => {
                self.state = State::Unknown(Start::User);
                None
            }
            (None, _) => classify::stream(payload).or_else(|| is_dns_stream(payload).then_some(Service::Dns)),
        }
    }

    fn follow(&mut self, from_originator: bool, payload: &[u8]) {
        match &mut self.state {
            State::Unknown(_) | State::Known => {}
            State::Dns(state) if self.transport == Transport::Tcp => {
                messages(payload).for_each(|message| state.push(&message));
            }
            State::Dns(state) => {
                if let Some(message) = dns::Message::parse(payload) {
                    state.push(&message);
                }
            }
            State::Http(state) => state.push(payload),
            State::Ssh(ssh) => ssh.push(from_originator, payload),
            State::Quic(quic) => quic.push(from_originator, payload),
            State::Login(session) => session.push(from_originator, payload),
        }
    }

    /// What was found; the ports tell the rest. `None` if that is nothing.
    pub fn finish(self, originator_port: u16, responder_port: u16) -> Option<Box<Hints>> {
        let ports = [responder_port, originator_port];
        let by_content = self.service_by_content(ports);
        let mut hints = Hints {
            service: by_content.or_else(|| self.service_by_port(ports)),
            detection: by_content.map_or(Detection::ByPort, |_| Detection::ByContent),
            tls: self.tls.map(|tls| Box::new(tls.finish())),
            ..Hints::default()
        };
        hints.service?;
        match self.state {
            State::Unknown(_) | State::Known => {}
            State::Dns(state) => hints.dns = Some(Box::new(state.finish())),
            State::Http(state) => hints.http = Some(Box::new(state.finish())),
            State::Ssh(ssh) => hints.ssh = Some(ssh),
            State::Login(session) => hints.n_failed_logins = session.n_failed,
            State::Quic(state) => {
                let (version, tls) = state.finish();
                hints.quic_version = Some(version);
                hints.tls = tls.map(Box::new);
            }
        }
        Some(Box::new(hints))
    }

    /// What the content leaves open, the port decides.
    fn service_by_content(&self, ports: [u16; 2]) -> Option<Service> {
        let open: &[Service] = match (self.service, &self.state) {
            (Some(Service::Dns), _) => &[Service::Mdns, Service::Llmnr],
            (None, State::Unknown(Start::Greeting)) => &[Service::Ftp, Service::Smtp],
            (None, State::Unknown(Start::User)) => &[Service::Ftp, Service::Pop3],
            _ => return self.service,
        };
        let by_port = self.service_by_port(ports);
        by_port.filter(|service| open.contains(service)).or(self.service)
    }

    fn service_by_port(&self, ports: [u16; 2]) -> Option<Service> {
        let protocol = match self.transport {
            Transport::Tcp => FlowProtocol::TCP,
            Transport::Udp => FlowProtocol::UDP,
            Transport::Other => return None,
        };
        ports.into_iter().find_map(|port| Service::by_port(protocol, port))
    }
}

impl State {
    fn of(service: Service, payload: &[u8]) -> Self {
        match service {
            Service::Dns => Self::Dns(Box::default()),
            Service::Http => Self::Http(Box::default()),
            Service::Ssh => Self::Ssh(Box::default()),
            Service::Quic => Self::Quic(Box::new(quic::State::new(quic::version(payload).unwrap_or(0)))),
            _ => Session::new(service).map_or(Self::Known, Self::Login),
        }
    }
}

fn is_dns(payload: &[u8]) -> bool {
    dns::Message::parse(payload).is_some() && !dns::is_netbios_names(payload)
}

fn is_dns_stream(payload: &[u8]) -> bool {
    messages(payload).next().is_some()
}

/// Messages of DNS over TCP, each after its length (RFC 1035, section 4.2.2). A last one may be cut.
fn messages(payload: &[u8]) -> impl Iterator<Item = dns::Message<'_>> {
    let mut reader = super::reader::Reader::new(payload);
    std::iter::from_fn(move || {
        let len = reader.u16()?;
        dns::Message::parse(reader.take_at_most(len.into()))
    })
}

/// How far the streams of both sides have come: what is sent again is not counted again.
#[derive(Clone, Debug, Default)]
struct Progress {
    originator: Option<u32>,
    responder: Option<u32>,
}

impl Progress {
    fn is_new(&mut self, from_originator: bool, sequence: Option<u32>, len: usize) -> bool {
        let Some(sequence) = sequence else { return true };
        let next = if from_originator {
            &mut self.originator
        } else {
            &mut self.responder
        };
        #[expect(clippy::cast_possible_truncation, reason = "sequence numbers wrap")]
        let end = sequence.wrapping_add(len as u32);
        let is_new = next.is_none_or(|next| end.wrapping_sub(next).cast_signed() > 0);
        if is_new {
            *next = Some(end);
        }
        is_new
    }
}
