//! Failed logins, where one line of a server tells: FTP, SMTP, POP3, IMAP, Telnet.

use super::Service;
use super::text::{self, contains, starts_with};

/// What the client last tried, as far as the answer depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Attempt {
    /// Not seen: only one direction was captured, or not the start.
    #[default]
    Unknown,
    /// To log in.
    Login,
    /// Something else.
    Other,
}

/// A connection of a protocol with passwords in clear text.
#[derive(Clone, Debug)]
pub(super) struct Session {
    service: Service,
    /// Counted so far.
    pub(super) n_failed: u16,
    last: Attempt,
}

impl Session {
    /// `None` where failed logins of the service cannot be told.
    pub(super) fn new(service: Service) -> Option<Self> {
        let is_known = matches!(
            service,
            Service::Ftp | Service::Smtp | Service::Pop3 | Service::Imap | Service::Telnet
        );
        is_known.then_some(Self {
            service,
            n_failed: 0,
            last: Attempt::Unknown,
        })
    }

    /// Takes the payload of a segment.
    pub(super) fn push(&mut self, from_originator: bool, payload: &[u8]) {
        if from_originator {
            self.take_command(payload);
        } else {
            let failures = text::lines(payload).filter(|line| self.is_failure(line)).count();
            self.n_failed = self
                .n_failed
                .saturating_add(u16::try_from(failures).unwrap_or(u16::MAX));
        }
    }

    fn take_command(&mut self, payload: &[u8]) {
        let line = text::first_line(payload);
        self.last = match self.service {
            Service::Ftp if starts_with(line, b"pass ") => Attempt::Login,
            Service::Pop3
                if [&b"pass "[..], b"apop ", b"auth"]
                    .iter()
                    .any(|verb| starts_with(line, verb)) =>
            {
                Attempt::Login
            }
            // The password of AUTH comes on a line of its own.
            Service::Pop3 if self.last == Attempt::Login => Attempt::Login,
            Service::Imap => match verb_after_tag(line) {
                Some(verb) if starts_with(verb, b"login") || starts_with(verb, b"authenticate") => Attempt::Login,
                Some(_) => Attempt::Other,
                None => self.last,
            },
            _ => Attempt::Other,
        };
    }

    fn is_failure(&self, line: &[u8]) -> bool {
        match self.service {
            Service::Ftp => self.last != Attempt::Other && line.starts_with(b"530 "),
            Service::Smtp => line.starts_with(b"535 "),
            Service::Pop3 => self.last == Attempt::Login && line.starts_with(b"-ERR"),
            Service::Imap => {
                self.last == Attempt::Login && verb_after_tag(line).is_some_and(|verb| starts_with(verb, b"no "))
            }
            Service::Telnet => contains(line, b"login incorrect") || contains(line, b"authentication failed"),
            _ => false,
        }
    }
}

/// What follows the tag of a line of IMAP (RFC 9051, section 2.2); `None` where there is no tag.
fn verb_after_tag(line: &[u8]) -> Option<&[u8]> {
    let space = line.iter().position(|&byte| byte == b' ')?;
    let (tag, verb) = line.split_at_checked(space)?;
    let is_tag = !tag.is_empty() && tag.iter().all(u8::is_ascii_alphanumeric);
    is_tag.then(|| verb.trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that begin with `>` are the client's.
    fn n_failed(service: Service, lines: &[&str]) -> u16 {
        let mut session = Session::new(service).unwrap();
        for line in lines {
            match line.strip_prefix('>') {
                Some(command) => session.push(true, format!("{command}\r\n").as_bytes()),
                None => session.push(false, format!("{line}\r\n").as_bytes()),
            }
        }
        session.n_failed
    }

    #[test]
    fn ftp() {
        let lines = [
            "220 ready",
            ">LIST",
            "530 Please login with USER and PASS.",
            ">USER a",
            "331 password",
            ">PASS b",
            "530 Login incorrect.",
            ">PASS c",
            "530-no\r\n530 Login incorrect.",
            ">PASS d",
            "230 ok",
        ];
        assert_eq!(n_failed(Service::Ftp, &lines), 2);
        assert_eq!(n_failed(Service::Ftp, &["530 Login incorrect."]), 1);
    }

    #[test]
    fn mail() {
        assert_eq!(
            n_failed(
                Service::Smtp,
                &[">AUTH LOGIN", "334 x", ">eA==", "535 5.7.8 no", "535 no"]
            ),
            2
        );
        let pop = [
            ">RETR 9",
            "-ERR no",
            ">USER a",
            "+OK",
            ">PASS b",
            "-ERR denied",
            ">APOP a b",
            "-ERR denied",
        ];
        assert_eq!(n_failed(Service::Pop3, &pop), 2);
        let imap = [
            ">a1 SELECT x",
            "a1 NO no",
            ">a2 LOGIN a b",
            "a2 NO failed",
            ">a3 AUTHENTICATE PLAIN",
            "+",
            ">AGEAYg==",
            "a3 NO failed",
            "* NO warning",
        ];
        assert_eq!(n_failed(Service::Imap, &imap), 2);
    }

    #[test]
    fn telnet() {
        assert_eq!(
            n_failed(
                Service::Telnet,
                &[">root", "Password:", ">x", "\r\nLogin incorrect\r\nlogin: "]
            ),
            1
        );
        assert!(Session::new(Service::Ssh).is_none());
    }
}
