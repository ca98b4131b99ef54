//! HTTP/1: what is asked for, by whom.
//!
//! Segments are not put together: a header that is split between two is lost.

use serde::{Deserialize, Serialize};

use super::Service;
use super::text::{self, starts_with};

/// Requests and responses of a connection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Http {
    /// Requests seen among the first packets with payload.
    pub n_requests: u16,
    /// Method of the first request.
    pub method: Option<Box<str>>,
    /// Host that the first request names.
    pub host: Option<Box<str>>,
    /// Target of the first request: path and query, or a whole address to a proxy.
    pub path: Option<Box<str>>,
    /// Program that the first request names.
    pub user_agent: Option<Box<str>>,
    /// Status of the first response.
    pub status: Option<u16>,
}

/// The first line of a request, as far as it is there.
#[derive(Clone, Debug)]
struct RequestLine<'a> {
    method: &'a [u8],
    target: &'a [u8],
    /// `HTTP/1.1`; empty where the line is cut before it.
    version: &'a [u8],
}

/// HTTP of a connection while it is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    http: Http,
    /// Whether the head of the first request goes on in a later segment.
    is_head_open: bool,
}

impl State {
    /// Takes the payload of a segment.
    pub(super) fn push(&mut self, payload: &[u8]) {
        if let Some(status) = status(payload) {
            self.http.status.get_or_insert(status);
            self.is_head_open = false;
        } else if let Some(line) = RequestLine::parse(payload)
            && line.service() == Some(Service::Http)
        {
            self.take_request(&line, payload);
        } else if self.is_head_open {
            self.take_headers(text::lines(payload));
        }
    }

    fn take_request(&mut self, line: &RequestLine<'_>, payload: &[u8]) {
        self.http.n_requests = self.http.n_requests.saturating_add(1);
        if self.http.n_requests > 1 {
            return;
        }
        self.http.method = text::clean_some(line.method);
        self.http.path = text::clean_some(line.target);
        self.take_headers(text::lines(payload).skip(1));
    }

    fn take_headers<'a>(&mut self, lines: impl Iterator<Item = &'a [u8]>) {
        // After a line end that is the last byte, an empty line follows that is none.
        let mut last = None;
        for header in lines {
            if last.is_some_and(<[u8]>::is_empty) {
                self.is_head_open = false;
                return;
            }
            if let Some(value) = value(header, b"host:") {
                self.http.host = self.http.host.take().or_else(|| text::clean_some(value));
            } else if let Some(value) = value(header, b"user-agent:") {
                self.http.user_agent = self.http.user_agent.take().or_else(|| text::clean_some(value));
            }
            last = Some(header);
        }
        self.is_head_open = true;
    }

    pub(super) fn finish(self) -> Http {
        self.http
    }
}

/// The value of a header, if it is this one.
fn value<'a>(header: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    starts_with(header, name).then(|| header.get(name.len()..))?
}

/// Status of a response.
fn status(payload: &[u8]) -> Option<u16> {
    match payload {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1', b' ', digits @ ..] => {
            let digits = std::str::from_utf8(digits.get(..3)?).ok()?;
            digits.parse().ok()
        }
        _ => None,
    }
}

/// What a request or response is of: HTTP, or one of the protocols that look like it.
pub(super) fn service(payload: &[u8]) -> Option<Service> {
    if status(payload).is_some() || payload.starts_with(b"PRI * HTTP/2.0\r\n") {
        return Some(Service::Http);
    }
    if payload.starts_with(b"SIP/2.0 ") {
        return Some(Service::Sip);
    }
    if payload.starts_with(b"RTSP/1.0 ") {
        return Some(Service::Rtsp);
    }
    RequestLine::parse(payload)?.service()
}

impl<'a> RequestLine<'a> {
    /// `None` unless a method comes first: letters, a space, and something after it.
    fn parse(payload: &'a [u8]) -> Option<Self> {
        const LONGEST_METHOD: usize = 17;
        let letters = payload.iter().take(LONGEST_METHOD + 1);
        let len = letters
            .take_while(|byte| matches!(byte, b'A'..=b'Z' | b'_' | b'-'))
            .count();
        let (method, rest) = payload.split_at_checked(len)?;
        let (b' ', rest) = rest.split_first()? else { return None };
        if !(3..=LONGEST_METHOD).contains(&len) {
            return None;
        }
        let mut words = text::first_line(rest).splitn(2, |&byte| byte == b' ');
        Some(Self {
            method,
            target: words.next()?,
            version: words.next().unwrap_or(&[]),
        })
    }

    fn service(&self) -> Option<Service> {
        match self.version {
            [b'H', b'T', b'T', b'P', b'/', b'1', b'.', ..] => Some(Service::Http),
            [b'S', b'I', b'P', b'/', ..] => Some(Service::Sip),
            [b'R', b'T', b'S', b'P', b'/', ..] => Some(Service::Rtsp),
            // Cut, or HTTP 0.9.
            [] if self.is_known() => match self.target {
                [b'/', ..] | [b'h', b't', b't', b'p', ..] => Some(Service::Http),
                [b's', b'i', b'p', b':' | b's', ..] => Some(Service::Sip),
                [b'r', b't', b's', b'p', ..] => Some(Service::Rtsp),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_known(&self) -> bool {
        const METHODS: [&[u8]; 15] = [
            b"GET",
            b"POST",
            b"HEAD",
            b"PUT",
            b"DELETE",
            b"OPTIONS",
            b"CONNECT",
            b"PATCH",
            b"TRACE",
            b"PROPFIND",
            b"REGISTER",
            b"INVITE",
            b"SUBSCRIBE",
            b"NOTIFY",
            b"DESCRIBE",
        ];
        METHODS.contains(&self.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_request_is_kept_and_all_are_counted() {
        let mut http = State::default();
        http.push(b"GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nuser-agent:  x\x01y \r\n\r\nHost: body");
        http.push(b"HTTP/1.1 404 Not Found\r\n\r\n");
        http.push(b"POST /second HTTP/1.1\r\nHost: other\r\n\r\n");
        http.push(b"HTTP/1.1 200 OK\r\n\r\n");
        let expected = Http {
            n_requests: 2,
            method: Some("GET".into()),
            host: Some("example.org".into()),
            path: Some("/a?b=c".into()),
            user_agent: Some("x\\x01y".into()),
            status: Some(404),
        };
        assert_eq!(http.finish(), expected);
    }

    fn of(payloads: &[&[u8]]) -> Http {
        let mut state = State::default();
        for payload in payloads {
            state.push(payload);
        }
        state.finish()
    }

    #[test]
    fn a_cut_request_gives_what_is_there() {
        let http = of(&[b"GET /index.html HTTP/1.1\r\nUser-Agent: cur"]);
        assert_eq!(
            (http.path.as_deref(), http.user_agent.as_deref()),
            (Some("/index.html"), Some("cur"))
        );
        let http = of(&[b"GET /ind"]);
        assert_eq!((http.n_requests, http.path.as_deref()), (1, Some("/ind")));
    }

    #[test]
    fn a_head_goes_on_in_the_next_segments_but_a_body_is_none() {
        let http = of(&[
            b"GET / HTTP/1.1\r\nCookie: a\r\n",
            b"Accept: b\r\n",
            b"Host: c\r\n\r\nUser-Agent: body",
        ]);
        assert_eq!((http.host.as_deref(), http.user_agent), (Some("c"), None));
        let http = of(&[b"POST / HTTP/1.1\r\n\r\n", b"Host: body\r\n"]);
        assert_eq!(http.host, None);
        let http = of(&[b"GET / HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"Host: body\r\n"]);
        assert_eq!(http.host, None);
    }

    #[test]
    fn what_looks_alike_is_told_apart() {
        let cases: [(&[u8], Option<Service>); 11] = [
            (b"OPTIONS sip:a@b SIP/2.0\r\n", Some(Service::Sip)),
            (b"OPTIONS rtsp://a/b RTSP/1.0\r\n", Some(Service::Rtsp)),
            (b"OPTIONS * HTTP/1.1\r\n", Some(Service::Http)),
            (b"SIP/2.0 200 OK\r\n", Some(Service::Sip)),
            (b"RTSP/1.0 200 OK\r\n", Some(Service::Rtsp)),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Some(Service::Http)),
            (b"VERSION-CONTROL /a HTTP/1.1\r\n", Some(Service::Http)),
            (b"HELO there\r\n", None),
            (b"get / HTTP/1.1\r\n", None),
            (b"GET", None),
            (b"HTTP/1.1 abc", None),
        ];
        for (payload, expected) in cases {
            assert_eq!(service(payload), expected, "{payload:?}");
        }
    }
}
