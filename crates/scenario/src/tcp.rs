//! A TCP connection, from the first SYN to the last ACK.

use etherparse::{TcpHeader, TcpOptionElement};
use rand::Rng;

use crate::Host;
use crate::wire::{Version, Wire};

/// Bytes of payload in a full segment.
const MSS: usize = 1_448;

/// What happens between opening and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The client sends.
    Client(Vec<u8>),
    /// The server sends.
    Server(Vec<u8>),
    /// Nothing happens for so many nanoseconds.
    Wait(i64),
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// Both close, the client first.
    Fin,
    /// The client resets.
    ClientReset,
    /// The server resets.
    ServerReset,
    /// The server refuses the connection.
    Refused,
    /// Nobody answers; the SYN is repeated.
    Unanswered,
}

/// A connection.
#[derive(Clone, Debug)]
pub struct Dialogue {
    /// Who opens it.
    pub client: Host,
    /// Who is asked.
    pub server: Host,
    /// Source port.
    pub client_port: u16,
    /// Destination port.
    pub server_port: u16,
    /// Whether it goes over IPv6, where both can.
    pub prefers_ipv6: bool,
    /// Nanoseconds from a packet to its answer.
    pub rtt: i64,
    /// What is said.
    pub turns: Vec<Turn>,
    /// How it ends.
    pub close: Close,
}

#[derive(Clone, Copy)]
enum From {
    Client,
    Server,
}

/// A connection under way.
struct Player<'a, R> {
    dialogue: &'a Dialogue,
    wire: &'a mut Wire,
    rng: &'a mut R,
    now: i64,
    /// Next sequence number of client and server.
    next: [u32; 2],
}

impl Dialogue {
    /// Puts the packets on the wire, from `start` on; returns when it is over.
    pub fn play(&self, start: i64, wire: &mut Wire, rng: &mut impl Rng) -> i64 {
        let next = [rng.random(), rng.random()];
        let mut player = Player {
            dialogue: self,
            wire,
            rng,
            now: start,
            next,
        };
        player.play();
        player.now
    }

    fn version(&self) -> Version {
        if self.prefers_ipv6 { Version::V6 } else { Version::V4 }
    }
}

impl<R: Rng> Player<'_, R> {
    fn play(&mut self) {
        match self.dialogue.close {
            Close::Unanswered => {
                for wait in [1, 2, 4] {
                    self.syn(From::Client);
                    self.next[0] = self.next[0].wrapping_sub(1);
                    self.now += wait * 1_000_000_000;
                }
                return;
            }
            Close::Refused => {
                self.syn(From::Client);
                self.travel();
                return self.reset(From::Server);
            }
            Close::Fin | Close::ClientReset | Close::ServerReset => {}
        }
        self.syn(From::Client);
        self.travel();
        self.syn(From::Server);
        self.pause(40_000);
        self.ack(From::Client);
        for turn in &self.dialogue.turns {
            match turn {
                Turn::Client(bytes) => self.say(From::Client, bytes),
                Turn::Server(bytes) => self.say(From::Server, bytes),
                Turn::Wait(nanos) => self.now += nanos,
            }
        }
        self.end();
    }

    fn end(&mut self) {
        self.pause(200_000);
        match self.dialogue.close {
            Close::ClientReset => self.reset(From::Client),
            Close::ServerReset => self.reset(From::Server),
            _ => {
                self.fin(From::Client);
                self.travel();
                self.fin(From::Server);
                self.pause(40_000);
                self.ack(From::Client);
            }
        }
    }

    /// Sends bytes in full segments; every second one is acknowledged. One in 300 is lost and sent again.
    fn say(&mut self, from: From, bytes: &[u8]) {
        self.travel();
        let last = bytes.len().div_ceil(MSS);
        for (place, segment) in bytes.chunks(MSS).enumerate() {
            let mut header = self.header(from);
            header.ack = true;
            header.psh = place + 1 == last;
            self.send(from, header.clone(), segment);
            if self.rng.random_ratio(1, 300) {
                self.now += 2 * self.dialogue.rtt + 200_000_000;
                self.send(from, header, segment);
            }
            self.next[from as usize] = self.next[from as usize].wrapping_add(length(segment.len()));
            self.pause(15_000);
            if place % 2 == 1 || place + 1 == last {
                self.ack(from.other());
            }
        }
    }

    fn syn(&mut self, from: From) {
        let mut header = self.header(from);
        header.syn = true;
        header.ack = matches!(from, From::Server);
        let options = [
            TcpOptionElement::MaximumSegmentSize(1_460),
            TcpOptionElement::SelectiveAcknowledgementPermitted,
            TcpOptionElement::WindowScale(7),
        ];
        // Three small options fit.
        drop(header.set_options(&options));
        self.send(from, header, &[]);
        self.next[from as usize] = self.next[from as usize].wrapping_add(1);
    }

    fn ack(&mut self, from: From) {
        let mut header = self.header(from);
        header.ack = true;
        self.send(from, header, &[]);
    }

    fn fin(&mut self, from: From) {
        let mut header = self.header(from);
        (header.fin, header.ack) = (true, true);
        self.send(from, header, &[]);
        self.next[from as usize] = self.next[from as usize].wrapping_add(1);
    }

    fn reset(&mut self, from: From) {
        let mut header = self.header(from);
        (header.rst, header.ack) = (true, true);
        header.window_size = 0;
        self.send(from, header, &[]);
    }

    fn header(&mut self, from: From) -> TcpHeader {
        let dialogue = self.dialogue;
        let (source, destination) = match from {
            From::Client => (dialogue.client_port, dialogue.server_port),
            From::Server => (dialogue.server_port, dialogue.client_port),
        };
        let mut header = TcpHeader::new(source, destination, self.next[from as usize], 0);
        let jitter = self.rng.random_range(0..512);
        header.window_size = match from {
            From::Client => 501 + jitter,
            From::Server => 498 + jitter / 2,
        };
        header
    }

    fn send(&mut self, from: From, mut header: TcpHeader, payload: &[u8]) {
        if header.ack {
            header.acknowledgment_number = self.next[from.other() as usize];
        }
        let dialogue = self.dialogue;
        let hosts = match from {
            From::Client => (&dialogue.client, &dialogue.server),
            From::Server => (&dialogue.server, &dialogue.client),
        };
        self.wire.tcp(self.now, hosts, dialogue.version(), header, payload);
    }

    fn travel(&mut self) {
        self.pause(self.dialogue.rtt);
    }

    /// About `nanos`, never less than half, at times three times that.
    fn pause(&mut self, nanos: i64) {
        let stretch = if self.rng.random_ratio(1, 40) { 3 } else { 1 };
        self.now += stretch * self.rng.random_range(nanos / 2..=nanos + nanos / 2);
    }
}

impl From {
    fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
