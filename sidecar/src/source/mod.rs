//! Where packets come from.

#[cfg(feature = "libpcap")]
mod interface;
#[cfg(feature = "libpcap")]
mod list;
mod replay;

use wiresift_capture::LinkType;
use wiresift_wire::{FailureKind, Interface, PacketRecord};

#[cfg(feature = "libpcap")]
pub(crate) use interface::{InterfaceOptions, InterfaceSource, SharedInterface};
pub(crate) use replay::{Pace, ReplaySource};

/// Interfaces and links as numbers, so that a source stays free of any library's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Interface within the capture, from 0.
    pub(crate) interface: u16,
    /// What its frames start with.
    pub(crate) link_type: LinkType,
}

/// Takes what a source gives.
pub(crate) trait Sink {
    /// A packet.
    fn packet(&mut self, link: Link, packet: &PacketRecord<'_>);
    /// Called at least ten times a second, with or without packets. False: stop.
    fn go_on(&mut self) -> bool;
    /// Packets lost before they came here, since the capture began: by the kernel, and by the interface.
    #[cfg_attr(not(feature = "libpcap"), expect(dead_code, reason = "for interfaces alone"))]
    fn lost(&mut self, kernel: u64, interface: u64);
}

/// Gives packets until it is told to stop or comes to an end.
pub(crate) trait PacketSource: Send {
    /// Hands packets to `sink` on the calling thread until it says stop.
    ///
    /// # Errors
    /// [`SourceError`] where the source broke. What was handed over stands.
    fn run(&mut self, sink: &mut dyn Sink) -> Result<End, SourceError>;
}

/// Why a source stopped, when nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The sink said so.
    Asked,
    /// There is no more: the file ended.
    Finished,
}

/// Why a source cannot be opened, or broke.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum SourceError {
    /// The file cannot be read.
    #[error("cannot read {path}: {reason}")]
    File { path: String, reason: String },
    /// Built without libpcap.
    #[cfg(not(feature = "libpcap"))]
    #[error("this sidecar was built without libpcap: it can only replay files")]
    NoLibpcap,
    /// No file was given.
    #[error("the sidecar was started without --replay")]
    NoReplay,
    /// The interface is not there, or went away.
    #[cfg(feature = "libpcap")]
    #[error("interface {name}: {reason}")]
    Interface { name: String, reason: String },
    /// The filter is not understood.
    #[error("filter: {0}")]
    Filter(String),
    /// No right to capture.
    #[cfg(feature = "libpcap")]
    #[error("no right to capture from {name}: {hint}")]
    Rights { name: String, hint: &'static str },
    /// An option is out of range.
    #[error("{0}")]
    Option(String),
}

impl SourceError {
    /// What to tell the page it is about.
    pub(crate) fn kind(&self) -> FailureKind {
        match self {
            #[cfg(feature = "libpcap")]
            Self::Rights { .. } => FailureKind::Rights,
            _ => FailureKind::Source,
        }
    }
}

/// Whether interfaces can be captured from at all.
pub(crate) const CAN_CAPTURE: bool = cfg!(feature = "libpcap");

/// The interfaces of this machine.
///
/// # Errors
/// [`SourceError`] where the system does not tell.
#[cfg(feature = "libpcap")]
pub(crate) fn interfaces() -> Result<Vec<Interface>, SourceError> {
    list::interfaces()
}

/// The interfaces that can be captured from: none.
///
/// # Errors
/// Always: there is no libpcap.
#[cfg(not(feature = "libpcap"))]
pub(crate) fn interfaces() -> Result<Vec<Interface>, SourceError> {
    Err(SourceError::NoLibpcap)
}
