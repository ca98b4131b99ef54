//! SSH: the banners with which both sides begin (RFC 4253, section 4.2).

use serde::{Deserialize, Serialize};

use super::text;

/// Programs of both sides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ssh {
    /// The client's banner, `SSH-2.0-OpenSSH_9.6` say.
    pub client: Option<Box<str>>,
    /// The server's banner.
    pub server: Option<Box<str>>,
}

impl Ssh {
    /// Takes the payload of a segment. Only the originator of a flow is a client.
    pub(super) fn push(&mut self, from_originator: bool, payload: &[u8]) {
        let banner = if from_originator {
            &mut self.client
        } else {
            &mut self.server
        };
        if banner.is_none() && is_banner(payload) {
            *banner = text::clean_some(text::first_line(payload));
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.client.is_some() && self.server.is_some()
    }
}

/// Whether bytes begin with a banner.
pub(super) fn is_banner(payload: &[u8]) -> bool {
    matches!(payload, [b'S', b'S', b'H', b'-', b'1' | b'2', b'.', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_banners_are_kept() {
        let mut ssh = Ssh::default();
        ssh.push(false, b"SSH-2.0-OpenSSH_9.6\r\n\0\0\x05\xac");
        ssh.push(true, b"not yet");
        assert!(!ssh.is_done());
        ssh.push(true, b"SSH-2.0-Go\r\n");
        ssh.push(true, b"SSH-2.0-again\r\n");
        assert!(ssh.is_done());
        assert_eq!(
            (ssh.client.as_deref(), ssh.server.as_deref()),
            (Some("SSH-2.0-Go"), Some("SSH-2.0-OpenSSH_9.6"))
        );
    }
}
