//! `Host` and `Origin`, parsed and compared as a whole.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};

/// Whether an address is that of this machine to itself. Parsed before, never compared as text: `127.attacker.example`
/// begins like one.
pub fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// What this server is called, and from which pages it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// Why a request is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The answer's status.
    pub status: StatusCode,
    /// For programs.
    pub kind: &'static str,
    /// For a person.
    pub reason: &'static str,
}

const WRONG_HOST: Refusal = Refusal {
    status: StatusCode::MISDIRECTED_REQUEST,
    kind: "host",
    reason: "the Host header does not name this server",
};
const WRONG_ORIGIN: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    kind: "origin",
    reason: "this page may not speak to this server: name it with --allow-origin",
};

impl Names {
    /// The names of loopback on `port`.
    pub fn loopback(port: u16, more_origins: &[Origin]) -> Self {
        let hosts = [
            Ipv4Addr::LOCALHOST.to_string(),
            format!("[{}]", Ipv6Addr::LOCALHOST),
            "localhost".to_owned(),
        ];
        Self::of("http", &hosts, port, more_origins)
    }

    /// A given name, with TLS.
    pub fn public(host: &str, port: u16, more_origins: &[Origin]) -> Self {
        Self::of("https", &[host.to_ascii_lowercase()], port, more_origins)
    }

    fn of(scheme: &str, names: &[String], port: u16, more_origins: &[Origin]) -> Self {
        let default_port = if scheme == "https" { 443 } else { 80 };
        let mut hosts: Vec<_> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == default_port {
            hosts.extend(names.iter().cloned());
        }
        let suffix = if port == default_port {
            String::new()
        } else {
            format!(":{port}")
        };
        let own = names.iter().map(|name| format!("{scheme}://{name}{suffix}"));
        let origins = own.chain(more_origins.iter().map(|origin| origin.0.clone())).collect();
        Self { hosts, origins }
    }

    /// Looks at both headers.
    ///
    /// # Errors
    /// [`Refusal`] where one is not what it must be. Only `Origin` may be missing: programs send none.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match single(headers, &header::HOST) {
            Value::One(host) if self.hosts.contains(&host.to_ascii_lowercase()) => {}
            _ => return Err(WRONG_HOST),
        }
        match single(headers, &header::ORIGIN) {
            Value::Absent => Ok(()),
            Value::One(origin) if self.origins.iter().any(|allowed| allowed == origin) => Ok(()),
            _ => Err(WRONG_ORIGIN),
        }
    }
}

/// A header that may come once.
enum Value<'h> {
    Absent,
    One(&'h str),
    /// It comes twice, or is not text.
    Broken,
}

fn single<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Value<'h> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Value::Absent,
        (Some(value), None) => value.to_str().map_or(Value::Broken, Value::One),
        (Some(_), Some(_)) => Value::Broken,
    }
}

/// An origin as a browser writes it: scheme, host, and a port where it is not the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, host) = text.split_once("://").ok_or("an origin is like https://example.org")?;
        if !matches!(scheme, "http" | "https") {
            return Err("an origin begins with http:// or https://");
        }
        let authority: Authority = host.parse().ok().ok_or("an origin has a host and nothing behind it")?;
        if authority.as_str().contains(['@', '*']) {
            return Err("an origin is one exact host");
        }
        Ok(Self(format!("{scheme}://{}", host.to_ascii_lowercase())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    fn names() -> Names {
        Names::loopback(8947, &["https://wiresift.example".parse().unwrap()])
    }

    #[test]
    fn own_names_pass() {
        for host in ["127.0.0.1:8947", "[::1]:8947", "localhost:8947", "LOCALHOST:8947"] {
            assert_eq!(names().check(&headers(host, None)), Ok(()), "{host}");
        }
        for origin in [
            "http://127.0.0.1:8947",
            "http://localhost:8947",
            "https://wiresift.example",
        ] {
            assert_eq!(
                names().check(&headers("127.0.0.1:8947", Some(origin))),
                Ok(()),
                "{origin}"
            );
        }
    }

    #[test]
    fn other_hosts_are_refused() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8948",
            "127.attacker.example:8947",
            "127.0.0.1.attacker.example:8947",
            "localhost.attacker.example:8947",
            "attacker.example:8947",
            "user@127.0.0.1:8947",
            "127.0.0.1:8947:8947",
            "127.1:8947",
            "2130706433:8947",
            "[::ffff:127.0.0.1]:8947",
            "0.0.0.0:8947",
            "",
        ] {
            assert_eq!(names().check(&headers(host, None)), Err(WRONG_HOST), "{host}");
        }
        assert_eq!(names().check(&HeaderMap::new()), Err(WRONG_HOST));
        let mut twice = headers("127.0.0.1:8947", None);
        twice.append(header::HOST, "attacker.example".parse().unwrap());
        assert_eq!(names().check(&twice), Err(WRONG_HOST));
    }

    #[test]
    fn other_origins_are_refused() {
        for origin in [
            "null",
            "http://127.0.0.1:8948",
            "https://127.0.0.1:8947",
            "http://127.0.0.1:8947.attacker.example",
            "https://wiresift.example.attacker.example",
            "https://attacker.example/https://wiresift.example",
            "http://wiresift.example",
            "https://sub.wiresift.example",
            "",
        ] {
            assert_eq!(
                names().check(&headers("127.0.0.1:8947", Some(origin))),
                Err(WRONG_ORIGIN),
                "{origin}"
            );
        }
    }

    #[test]
    fn rebinding_fails_although_host_and_origin_agree() {
        let rebound = headers("attacker.example:8947", Some("http://attacker.example:8947"));
        assert_eq!(names().check(&rebound), Err(WRONG_HOST));
    }

    #[test]
    fn loopback_is_told_by_the_address() {
        for (text, expected) in [
            ("127.0.0.1", true),
            ("127.9.9.9", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
        ] {
            assert_eq!(is_loopback(text.parse().unwrap()), expected, "{text}");
        }
        for text in ["0.0.0.0", "::", "10.0.0.1", "128.0.0.1"] {
            assert!(!is_loopback(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn origins_are_exact() {
        for text in [
            "*",
            "https://*.example.org",
            "example.org",
            "ftp://example.org",
            "https://a@b",
            "https://a/b",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
