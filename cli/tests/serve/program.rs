//! Starts the program and speaks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A server that runs; ended with the value.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    pub(crate) token: String,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wiresift"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .env_remove("WIRESIFT_SIDECAR")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (base, token) = line.trim().split_once("/#token=").expect("an address");
        let port = base.rsplit(':').next().unwrap().parse().unwrap();
        let token = token.to_owned();
        Self { child, port, token }
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(5))).unwrap();
        stream
    }

    /// A request as it is; what comes back until the connection is closed.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may answer and close before it has read everything.
        drop(stream.write_all(request));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request with headers that pass the gate, and more.
    pub(crate) fn http(&self, start: &str, headers: &str, body: &[u8]) -> String {
        let (host, length) = (self.host(), body.len());
        let head = format!(
            "{start} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// A request of a program that has the token: status and JSON of the answer.
    pub(crate) fn ask(&self, start: &str, body: impl AsRef<[u8]>) -> (u16, Value) {
        let answer = self.http(start, &self.bearer(), body.as_ref());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or(0), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// The answer, where it is one.
    pub(crate) fn ok(&self, start: &str, body: impl AsRef<[u8]>) -> Value {
        let (status, value) = self.ask(start, body);
        assert_eq!(status, 200, "{start}: {value}");
        value
    }

    /// Asks until the answer is what is waited for.
    pub(crate) fn until(&self, start: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let value = self.ok(start, "");
            if is_there(&value) {
                return value;
            }
            assert!(began.elapsed() < Duration::from_mins(4), "{value}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What another command of the program printed.
pub(crate) fn wiresift(arguments: &[&str]) -> Vec<u8> {
    let output = crate::support::wiresift(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
