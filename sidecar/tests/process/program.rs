//! Starts the program and speaks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};
use wiresift_wire::{
    Batch, Carry, Gaps, Notice, Request, SOCKET_PATH, Status, Stopped, VERSION, decode_notice, encode_request,
};

/// A sidecar that runs; ended with the value.
pub(crate) struct Sidecar {
    child: Child,
    pub(crate) port: u16,
    pub(crate) token: String,
}

impl Sidecar {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_wiresift-sidecar")), arguments)
    }

    /// `command` is the program, or what starts it.
    pub(crate) fn start_by(mut command: Command, arguments: &[&str]) -> Self {
        let user: &[&str] = if is_root() { &["--user", "nobody"] } else { &[] };
        command.args(["--port", "0"]).args(user).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (base, token) = line.trim().split_once("/#token=").expect("an address");
        let port = base.rsplit(':').next().unwrap().parse().unwrap();
        let token = token.to_owned();
        Self { child, port, token }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// A request as it is; what comes back until the connection is closed.
    pub(crate) fn raw(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A reset after the answer is an end as well.
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request with headers that pass the gate, and more.
    pub(crate) fn http(&self, start: &str, headers: &str, body: &str) -> String {
        let (host, length) = (self.host(), body.len());
        self.raw(&format!(
            "{start} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    /// A request of a program that has the token; the body of the answer.
    pub(crate) fn api(&self, start: &str, body: &str) -> serde_json::Value {
        let answer = self.http(start, &format!("Authorization: Bearer {}\r\n", self.token), body);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// A page that has said hello.
    pub(crate) fn page(&self) -> Page {
        let mut page = self.stranger(&[]).unwrap();
        page.ask(&Request::Hello {
            version: VERSION,
            token: self.token.clone(),
        });
        match page.notice() {
            Notice::Welcome { version: VERSION, .. } => page,
            other => panic!("no welcome: {other:?}"),
        }
    }

    /// A websocket with these headers besides the usual ones.
    pub(crate) fn stranger(&self, headers: &[(&'static str, &str)]) -> Result<Page, Box<tungstenite::Error>> {
        let mut request = format!("ws://{}{SOCKET_PATH}", self.host())
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match tungstenite::client(request, self.connect()) {
            Ok((socket, _)) => Ok(Page {
                socket,
                seen: Seen::default(),
            }),
            Err(tungstenite::HandshakeError::Failure(error)) => Err(Box::new(error)),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Drop for Sidecar {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What came to a page.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) packets: Gaps,
    pub(crate) flows: Gaps,
    pub(crate) n_flows: u64,
    pub(crate) frames: Vec<(i64, u32, Vec<u8>)>,
    pub(crate) carrying: Vec<(Carry, bool)>,
    pub(crate) status: Option<Status>,
}

/// The other end of a socket.
pub(crate) struct Page {
    pub(crate) socket: WebSocket<TcpStream>,
    pub(crate) seen: Seen,
}

impl Page {
    pub(crate) fn ask(&mut self, request: &Request) {
        self.socket
            .send(Message::text(encode_request(request).unwrap()))
            .unwrap();
    }

    /// The next notice; data before it is counted.
    pub(crate) fn notice(&mut self) -> Notice {
        loop {
            match self.socket.read().unwrap() {
                Message::Text(text) => {
                    let notice = decode_notice(&text).unwrap();
                    self.note(&notice);
                    return notice;
                }
                Message::Binary(bytes) => self.batch(&bytes),
                other => panic!("{other:?}"),
            }
        }
    }

    fn note(&mut self, notice: &Notice) {
        match notice {
            Notice::Status(status) => self.seen.status = Some(status.clone()),
            Notice::Carrying {
                carry,
                is_forced,
                next_packet,
                next_flow,
            } => {
                self.seen.carrying.push((*carry, *is_forced));
                self.seen.packets.resume(*next_packet);
                self.seen.flows.resume(*next_flow);
            }
            _ => {}
        }
    }

    fn batch(&mut self, bytes: &[u8]) {
        match Batch::decode(bytes).unwrap() {
            Batch::Packets(batch) => {
                self.seen.packets.take(batch.header(), 0);
                self.seen.frames.extend(
                    batch
                        .records()
                        .map(|(_, record)| (record.timestamp.nanos(), record.original_len, record.frame.to_vec())),
                );
            }
            Batch::Flows(batch) => {
                self.seen.flows.take(&batch.header, 0);
                self.seen.n_flows += batch.flows.len() as u64;
            }
        }
    }

    /// Reads until the capture ends.
    pub(crate) fn until_stopped(&mut self) -> Stopped {
        loop {
            if let Notice::Stopped(stopped) = self.notice() {
                return stopped;
            }
        }
    }
}

pub(crate) fn is_root() -> bool {
    #[cfg(unix)]
    return nix::unistd::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

/// A capture file that is removed with the value.
pub(crate) struct TempFile(pub(crate) PathBuf);

impl TempFile {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        static WRITTEN: AtomicUsize = AtomicUsize::new(0);
        let count = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("wiresift-sidecar-{}-{count}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// Packets and flows of a file, read directly.
pub(crate) fn read_directly(file: &Path) -> (Vec<(i64, u32, Vec<u8>)>, u64) {
    use wiresift_capture::{CaptureOptions, CaptureReader};
    use wiresift_flow::{FlowOptions, FlowTable};

    let bytes = std::fs::read(file).unwrap();
    let mut table = FlowTable::new(FlowOptions::default());
    let (mut frames, mut n_flows) = (Vec::new(), 0);
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut sink = |packet: wiresift_capture::Packet<'_>| {
        frames.push((packet.timestamp.nanos(), packet.original_len, packet.frame.to_vec()));
        table.push(&packet, &mut |_| n_flows += 1);
    };
    reader.push(&bytes, &mut sink).unwrap();
    reader.finish(&mut sink);
    table.finish(&mut |_| n_flows += 1);
    (frames, n_flows)
}
