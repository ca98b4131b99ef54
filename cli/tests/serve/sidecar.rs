//! A sidecar for tests: the protocol of `wiresift-wire`, and packets when they are asked for.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::time::Duration;

use tungstenite::{Message, WebSocket};
use wiresift_capture::{CaptureOptions, CaptureReader, Packet};
use wiresift_wire::{
    FailureKind, Notice, PacketBatchWriter, PacketRecord, Request, Source, Started, VERSION, decode_request,
    encode_notice,
};

pub(crate) const TOKEN: &str = "a-token_of-the-test";

/// Where it listens.
pub(crate) struct Sidecar {
    listener: TcpListener,
}

impl Sidecar {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { listener }
    }

    pub(crate) fn address(&self, token: &str) -> String {
        format!("ws://{}#{token}", self.listener.local_addr().unwrap())
    }

    /// The next client that says hello with the token; others are told why not.
    pub(crate) fn accept(&self) -> Client {
        let (stream, _) = self.listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        let hello = socket.read().unwrap().into_text().unwrap();
        let Request::Hello { version, token } = decode_request(&hello).unwrap() else {
            panic!("no hello: {hello}");
        };
        let mut client = Client { socket, n_sent: 0 };
        if version != VERSION || token != TOKEN {
            client.tell(&Notice::Failed {
                kind: FailureKind::Token,
                message: "not that token".to_owned(),
            });
            return client;
        }
        client.tell(&Notice::Welcome {
            version: VERSION,
            release: "0.1.0".to_owned(),
            can_replay: true,
            can_capture: false,
            can_save: false,
        });
        client
    }
}

/// A connection.
pub(crate) struct Client {
    socket: WebSocket<TcpStream>,
    n_sent: u64,
}

impl Client {
    pub(crate) fn tell(&mut self, notice: &Notice) {
        let sent = self.socket.send(Message::text(encode_notice(notice).unwrap()));
        // The other end may have gone on what it was told.
        drop(sent);
    }

    /// A capture begins, or goes on from the packet of this number.
    pub(crate) fn begin(&mut self, n_taken: u64) {
        self.n_sent = n_taken;
        self.tell(&Notice::Started(Started {
            capture: 7,
            source: Source::Replay {},
            filter: String::new(),
            snaplen: 256,
            began_nanos: 0,
            n_taken,
            n_flows: 0,
        }));
    }

    /// Sends the packets of a capture whose seconds from its start are within `seconds`; how many there were so far.
    pub(crate) fn feed(&mut self, pcap: &[u8], seconds: Range<f64>) -> u64 {
        let (mut start, mut batches) = (None, Vec::new());
        let mut writer: Option<PacketBatchWriter> = None;
        let mut number = self.n_sent;
        let mut take = |packet: Packet<'_>| {
            let now = packet.timestamp.nanos();
            let start = *start.get_or_insert(now);
            if !seconds.contains(&((now - start) as f64 / 1e9)) {
                return;
            }
            let record = PacketRecord {
                timestamp: packet.timestamp,
                original_len: packet.original_len,
                frame: packet.frame,
            };
            let open = writer.get_or_insert_with(|| PacketBatchWriter::new(7, number, 0, packet.link_type));
            if !open.push(&record) {
                batches.extend(writer.take().map(PacketBatchWriter::finish));
                let mut next = PacketBatchWriter::new(7, number, 0, packet.link_type);
                assert!(next.push(&record));
                writer = Some(next);
            }
            number += 1;
        };
        let mut reader = CaptureReader::new(CaptureOptions::default());
        reader.push(pcap, &mut take).unwrap();
        batches.extend(writer.map(PacketBatchWriter::finish));
        for batch in batches {
            self.socket.send(Message::binary(batch)).unwrap();
        }
        self.n_sent = number;
        number
    }

    pub(crate) fn send_raw(&mut self, message: Message) {
        self.socket.send(message).unwrap();
    }

    /// Waits until the other end closes.
    pub(crate) fn until_closed(mut self) {
        self.socket
            .get_mut()
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        loop {
            match self.socket.read() {
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => panic!("still open"),
                Err(_) => return,
            }
        }
    }
}
