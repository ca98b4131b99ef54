//! Syslog, with the alert in CEF as its message.
//!
//! # Source
//! The message: RFC 5424, section 6; its text is the `MSG-ANY` form, without a byte order mark, which many readers take for
//! text. Over UDP: RFC 5426, one message a datagram. Over TCP: RFC 6587, section 3.4.1, each message with its length before it.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use super::{Outlet, SendError, cef};
use crate::serve::live::AlertRow;

/// Connecting, and writing a message.
const TIMEOUT: Duration = Duration::from_secs(5);
/// `local0`, for what no other facility is meant for.
const FACILITY: u8 = 16;

/// The other end.
pub(super) struct Syslog {
    transport: Transport,
    /// Host and port.
    place: String,
    host: String,
}

enum Transport {
    Udp,
    /// The connection, while there is one.
    Tcp(Option<TcpStream>),
}

impl Syslog {
    /// `udp://host:port` or `tcp://host:port`, as the settings have it.
    pub(super) fn new(address: &str) -> anyhow::Result<Self> {
        let (scheme, place) = address.split_once("://").context("alerts.syslog has no ://")?;
        let transport = if scheme == "tcp" {
            Transport::Tcp(None)
        } else {
            Transport::Udp
        };
        Ok(Self {
            transport,
            place: place.to_owned(),
            host: host_name(),
        })
    }

    fn resolve(&self) -> io::Result<SocketAddr> {
        let mut found = self.place.to_socket_addrs()?;
        found
            .next()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the name has no address"))
    }

    fn write(&mut self, message: &str) -> io::Result<()> {
        match &mut self.transport {
            Transport::Udp => self.datagram(message),
            Transport::Tcp(stream) => {
                let open = stream.take().filter(is_open);
                let mut stream = match open {
                    Some(stream) => stream,
                    None => connect(self.resolve()?)?,
                };
                write!(stream, "{} {message}", message.len())?;
                // Kept only where it worked: after half a message nothing else could be read.
                self.transport = Transport::Tcp(Some(stream));
                Ok(())
            }
        }
    }

    fn datagram(&self, message: &str) -> io::Result<()> {
        let place = self.resolve()?;
        let socket = if place.is_ipv4() {
            UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?
        } else {
            UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?
        };
        socket.send_to(message.as_bytes(), place).map(|_n_bytes| ())
    }
}

fn connect(place: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&place, TIMEOUT)?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    Ok(stream)
}

/// Whether the other end has not closed it: a first message to a closed one would be lost in silence.
fn is_open(stream: &TcpStream) -> bool {
    let look = || {
        stream.set_nonblocking(true)?;
        let seen = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        seen
    };
    match look() {
        Ok(n_bytes) => n_bytes > 0,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    }
}

impl Outlet for Syslog {
    fn send(&mut self, alert: &AlertRow) -> Result<(), SendError> {
        let message = message(alert, &self.host, Timestamp::now());
        self.write(&message)
            .map_err(|error| SendError::Later(error.to_string()))
    }
}

fn message(alert: &AlertRow, host: &str, now: Timestamp) -> String {
    let severity = match alert.severity {
        // Critical, warning, notice.
        "high" => 2,
        "medium" => 4,
        _ => 5,
    };
    let priority = FACILITY * 8 + severity;
    let time = now.strftime("%Y-%m-%dT%H:%M:%S%.6fZ");
    let (process, text) = (std::process::id(), cef::message(alert));
    format!("<{priority}>1 {time} {host} wiresift {process} alert - {text}")
}

/// The name of this machine, or what stands for none.
fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name: String = name.trim().chars().filter(char::is_ascii_graphic).take(255).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

#[cfg(test)]
mod tests;
