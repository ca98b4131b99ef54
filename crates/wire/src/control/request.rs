//! From the page to the sidecar.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a page asks.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// The first message.
    Hello {
        /// [`crate::VERSION`] of the page.
        version: u8,
        /// The token of the printed address.
        token: String,
    },
    /// Which interfaces there are: answered by `Notice::Interfaces`.
    Interfaces,
    /// Start to capture; ends a capture that runs.
    Start {
        /// From where, and how.
        options: StartOptions,
    },
    /// End the capture. Allowed when none runs.
    Stop,
    /// Send packets or flows to this page.
    Carry {
        /// Which.
        carry: Carry,
    },
    /// Hold data back from this page. Up to a cap they are kept and sent on [`Request::Resume`]; what is beyond is dropped
    /// and shows as a gap.
    Pause,
    /// Send again.
    Resume,
    /// Write the packets that are still held to a pcap file in the folder that the sidecar was given.
    Save {
        /// Name of the file, without a folder.
        name: String,
    },
    /// Send a [`crate::Status`] now.
    Status,
}

// Not derived: a token must not get into a log.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hello { version, .. } => write!(f, "Hello {{ version: {version} }}"),
            Self::Interfaces => f.write_str("Interfaces"),
            Self::Start { options } => write!(f, "Start({options:?})"),
            Self::Stop => f.write_str("Stop"),
            Self::Carry { carry } => write!(f, "Carry({carry:?})"),
            Self::Pause => f.write_str("Pause"),
            Self::Resume => f.write_str("Resume"),
            Self::Save { name } => write!(f, "Save({name:?})"),
            Self::Status => f.write_str("Status"),
        }
    }
}

/// What to send to a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carry {
    /// Packets, until the page falls behind; then flows, announced by `Notice::Carrying`.
    #[default]
    Auto,
    /// Packets; what is too much is dropped and counted.
    Packets,
    /// Flows as they end.
    Flows,
}

/// From where to capture, and how. What is left out is the default of the sidecar's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StartOptions {
    /// From where; none: as the sidecar was started.
    pub source: Option<Source>,
    /// Filter in libpcap's language; empty for everything. Replays take none.
    pub filter: String,
    /// Bytes kept of a packet.
    pub snaplen: Option<u32>,
    /// Whether packets for other machines are taken too.
    pub promiscuous: Option<bool>,
    /// Size of the kernel's ring buffer, in MiB.
    pub buffer_mib: Option<u32>,
}

/// Where packets come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// An interface of the sidecar's machine.
    Interface {
        /// Its name.
        name: String,
    },
    /// The file that the sidecar was given with `--replay`, from its start. A page cannot name files.
    // Not a unit: those take unknown fields in silence.
    Replay {},
}
