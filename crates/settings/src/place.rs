//! Addresses that alerts are sent to.

/// Longest address, in bytes.
const MAX_BYTES: usize = 2_048;

/// Empty, or the URL of a web server: no user, no fragment, nothing that a header could be made of.
pub(crate) fn is_webhook(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (authority, _) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    is_plain(text) && !text.contains('#') && is_authority(authority, false)
}

/// Empty, or `udp://host:port` or `tcp://host:port`.
pub(crate) fn is_syslog(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let rest = text.strip_prefix("udp://").or_else(|| text.strip_prefix("tcp://"));
    rest.is_some_and(|authority| is_plain(text) && is_authority(authority, true))
}

fn is_plain(text: &str) -> bool {
    text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `host`, `host:port` or `[v6]:port`.
fn is_authority(text: &str, needs_port: bool) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, rest)) if host.parse::<std::net::Ipv6Addr>().is_ok() => (host, rest.strip_prefix(':')),
            _ => return false,
        },
        None => text
            .split_once(':')
            .map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    let has_port = port.map_or(!needs_port, |port| port.parse::<u16>().is_ok_and(|port| port > 0));
    !host.is_empty() && host.chars().all(is_host) && has_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_web_servers_are_taken() {
        for text in [
            "",
            "https://example.org/hook?key=1",
            "http://127.0.0.1:9000/",
            "http://[::1]:9000/a",
            "https://siem",
        ] {
            assert!(is_webhook(text), "{text}");
        }
        for text in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///a",
            "https://user:pass@example.org/",
            "https://example.org:99999/",
            "https://example.org/a b",
            "https://example.org/\r\nX: 1",
            "https://example.org/#a",
            "http://[::1/",
        ] {
            assert!(!is_webhook(text), "{text}");
        }
        assert!(!is_webhook(&format!("https://example.org/{}", "a".repeat(MAX_BYTES))));
    }

    #[test]
    fn syslog_needs_a_port() {
        for text in ["", "udp://127.0.0.1:514", "tcp://siem.example:6514", "udp://[::1]:514"] {
            assert!(is_syslog(text), "{text}");
        }
        for text in [
            "127.0.0.1:514",
            "udp://127.0.0.1",
            "udp://:514",
            "udp://a:0",
            "udp://a:b",
            "tls://a:1",
            "udp://a:1/b",
        ] {
            assert!(!is_syslog(text), "{text}");
        }
    }
}
