//! Where the sidecar is, and its token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use wiresift_wire::DEFAULT_PORT;

/// A sidecar on this machine. Tokens go in the clear, so never beyond loopback.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::serve) struct SidecarAddress {
    pub(super) socket: SocketAddr,
    pub(super) token: String,
}

// Not derived: a token must not get into a log.
impl std::fmt::Debug for SidecarAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SidecarAddress({})", self.socket)
    }
}

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::serve) enum AddressError {
    #[error("the address of a sidecar is what it printed, such as http://127.0.0.1:8947/#token=..")]
    Form,
    #[error("the sidecar must be on this machine: 127.0.0.1, ::1 or localhost")]
    NotLoopback,
    #[error("the token is missing: it follows # in the address that the sidecar printed")]
    NoToken,
}

impl FromStr for SidecarAddress {
    type Err = AddressError;

    /// `ws://127.0.0.1:8947#TOKEN`, or what the sidecar prints, `http://127.0.0.1:8947/#token=TOKEN`.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (base, token) = text.trim().split_once('#').ok_or(AddressError::NoToken)?;
        let token = token.strip_prefix("token=").unwrap_or(token);
        let rest = base.strip_prefix("ws://").or_else(|| base.strip_prefix("http://"));
        let place = rest.ok_or(AddressError::Form)?.trim_end_matches('/');
        let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if token.is_empty() || token.len() > 256 || !token.chars().all(is_token) {
            return Err(AddressError::NoToken);
        }
        let socket = socket(place).ok_or(AddressError::Form)?;
        if !wiresift_gate::is_loopback(socket.ip()) {
            return Err(AddressError::NotLoopback);
        }
        Ok(Self {
            socket,
            token: token.to_owned(),
        })
    }
}

fn socket(place: &str) -> Option<SocketAddr> {
    let local = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    if place == "localhost" {
        return Some(local(DEFAULT_PORT));
    }
    if let Some(port) = place.strip_prefix("localhost:") {
        return port.parse().ok().map(local);
    }
    let bare = || {
        let address = place.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
        Some(SocketAddr::new(address, DEFAULT_PORT))
    };
    place.parse().ok().or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sidecar_prints_is_an_address() {
        for (text, socket) in [
            ("http://127.0.0.1:8947/#token=a-B_9", "127.0.0.1:8947"),
            ("ws://127.0.0.1:5000#a-B_9", "127.0.0.1:5000"),
            ("ws://[::1]:5000#a-B_9\n", "[::1]:5000"),
            ("ws://localhost:5000#a-B_9", "127.0.0.1:5000"),
            ("ws://127.0.0.1#a-B_9", "127.0.0.1:8947"),
        ] {
            let address: SidecarAddress = text.parse().unwrap();
            assert_eq!(
                (address.socket.to_string().as_str(), address.token.as_str()),
                (socket, "a-B_9")
            );
            assert!(!format!("{address:?}").contains("a-B_9"));
        }
    }

    #[test]
    fn other_places_are_refused() {
        for (text, error) in [
            ("ws://192.0.2.1:8947#abc", AddressError::NotLoopback),
            ("ws://127.attacker.example:8947#abc", AddressError::Form),
            ("ws://localhost.example:8947#abc", AddressError::Form),
            ("ws://user@127.0.0.1:8947#abc", AddressError::Form),
            ("ws://127.0.0.1:8947/other#abc", AddressError::Form),
            ("wss://127.0.0.1:8947#abc", AddressError::Form),
            ("ws://127.0.0.1:8947", AddressError::NoToken),
            ("ws://127.0.0.1:8947#", AddressError::NoToken),
            ("ws://127.0.0.1:8947#a\r\nb", AddressError::NoToken),
        ] {
            assert_eq!(text.parse::<SidecarAddress>(), Err(error), "{text}");
        }
    }
}
