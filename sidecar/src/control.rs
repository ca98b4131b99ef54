//! What can be asked of the sidecar, whoever asks: a page over its socket or a program over HTTP.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wiresift_wire::{FailureKind, Notice, Source, StartOptions};

use crate::hub::{Hub, lock, write_pcap};
#[cfg(feature = "libpcap")]
use crate::source::{InterfaceOptions, InterfaceSource, SharedInterface};
use crate::source::{Pace, ReplaySource, SourceError};

/// How long a capture may take to end.
const STOP_WAIT: Duration = Duration::from_secs(5);
/// Bytes kept of a packet, at most: libpcap's own limit.
const MAX_SNAPLEN: u32 = 262_144;
/// Bytes kept of a packet, at least: the headers of most.
const MIN_SNAPLEN: u32 = 64;
/// Largest ring buffer of the kernel, in MiB.
const MAX_BUFFER_MIB: u32 = 1_024;
/// Longest filter, in bytes.
const MAX_FILTER_BYTES: usize = 4_096;

/// How to capture unless a request says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Defaults {
    pub(crate) interface: Option<String>,
    pub(crate) replay: Option<(PathBuf, Pace)>,
    pub(crate) snaplen: u32,
    #[cfg_attr(not(feature = "libpcap"), expect(dead_code, reason = "for interfaces alone"))]
    pub(crate) promiscuous: bool,
    pub(crate) buffer_mib: u32,
    pub(crate) filter: String,
    pub(crate) save_folder: Option<PathBuf>,
}

/// The capture and how to begin another.
pub(crate) struct Control {
    pub(crate) hub: Arc<Hub>,
    pub(crate) defaults: Defaults,
    /// The interface that was opened before rights were given up.
    #[cfg(feature = "libpcap")]
    opened: Option<SharedInterface>,
    /// One start or stop at a time.
    turn: Mutex<()>,
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) message: String,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self {
            kind: error.kind(),
            message: error.to_string(),
        }
    }
}

impl From<Failure> for Notice {
    fn from(failure: Failure) -> Self {
        Self::Failed {
            kind: failure.kind,
            message: failure.message,
        }
    }
}

impl Control {
    /// Opens the interface of the defaults, where there is one: the last thing that needs rights.
    ///
    /// # Errors
    /// [`SourceError`] where it cannot be opened.
    pub(crate) fn new(hub: Arc<Hub>, defaults: Defaults) -> Result<Self, SourceError> {
        check_snaplen(defaults.snaplen)?;
        check_buffer(defaults.buffer_mib)?;
        #[cfg(not(feature = "libpcap"))]
        if defaults.interface.is_some() {
            return Err(SourceError::NoLibpcap);
        }
        Ok(Self {
            #[cfg(feature = "libpcap")]
            opened: match &defaults.interface {
                Some(name) => Some(SharedInterface::new(InterfaceSource::open(InterfaceOptions {
                    name: name.clone(),
                    snaplen: defaults.snaplen,
                    promiscuous: defaults.promiscuous,
                    buffer_mib: defaults.buffer_mib,
                })?)),
                None => None,
            },
            hub,
            defaults,
            turn: Mutex::default(),
        })
    }

    /// Begins a capture; ends the one that runs. Blocks for a moment.
    ///
    /// # Errors
    /// [`Failure`] where options or source are wrong. A capture that ran has ended even then, unless options are out of
    /// range.
    pub(crate) fn start(&self, options: &StartOptions) -> Result<u64, Failure> {
        let _turn = lock(&self.turn);
        let snaplen = options.snaplen.unwrap_or(self.defaults.snaplen);
        check_snaplen(snaplen)?;
        check_buffer(options.buffer_mib.unwrap_or(self.defaults.buffer_mib))?;
        if options.filter.len() > MAX_FILTER_BYTES {
            return Err(SourceError::Filter(format!("longer than {MAX_FILTER_BYTES} bytes")).into());
        }
        let source = self.source(options)?;
        let filter = match options.filter.as_str() {
            "" => self.defaults.filter.clone(),
            filter => filter.to_owned(),
        };
        self.stop_and_wait()?;
        match &source {
            Source::Replay {} => self.start_replay(source, &filter, snaplen),
            #[cfg(feature = "libpcap")]
            Source::Interface { name } => {
                let name = name.clone();
                self.start_interface(source, &name, options, filter, snaplen)
            }
            #[cfg(not(feature = "libpcap"))]
            Source::Interface { .. } => Err(SourceError::NoLibpcap.into()),
        }
    }

    /// From where to capture, by what is asked and given.
    fn source(&self, options: &StartOptions) -> Result<Source, SourceError> {
        match (&options.source, &self.defaults.interface, &self.defaults.replay) {
            (Some(source), _, _) => Ok(source.clone()),
            (None, Some(name), _) => Ok(Source::Interface { name: name.clone() }),
            (None, None, Some(_)) => Ok(Source::Replay {}),
            (None, None, None) => Err(SourceError::Option("no interface was chosen".to_owned())),
        }
    }

    fn start_replay(&self, source: Source, filter: &str, snaplen: u32) -> Result<u64, Failure> {
        let (path, pace) = self.defaults.replay.clone().ok_or(SourceError::NoReplay)?;
        if !filter.is_empty() {
            return Err(SourceError::Filter("a replay takes no filter".to_owned()).into());
        }
        let replay = ReplaySource::open(path, pace, snaplen)?;
        Ok(self.hub.begin(Box::new(replay), source, String::new(), snaplen))
    }

    #[cfg(feature = "libpcap")]
    fn start_interface(
        &self,
        source: Source,
        name: &str,
        options: &StartOptions,
        filter: String,
        snaplen: u32,
    ) -> Result<u64, Failure> {
        let wanted = InterfaceOptions {
            name: name.to_owned(),
            snaplen,
            promiscuous: options.promiscuous.unwrap_or(self.defaults.promiscuous),
            buffer_mib: options.buffer_mib.unwrap_or(self.defaults.buffer_mib),
        };
        let opened = match &self.opened {
            Some(opened) if opened.is_opened_as(&wanted) => opened.clone(),
            _ => SharedInterface::new(InterfaceSource::open(wanted)?),
        };
        opened.begin(&filter)?;
        Ok(self.hub.begin(Box::new(opened), source, filter, snaplen))
    }

    /// Ends the capture that runs, if one does. Blocks for a moment.
    ///
    /// # Errors
    /// [`Failure`] where it does not end.
    pub(crate) fn stop(&self) -> Result<(), Failure> {
        let _turn = lock(&self.turn);
        self.stop_and_wait()
    }

    fn stop_and_wait(&self) -> Result<(), Failure> {
        self.hub.ask_to_stop();
        let asked = Instant::now();
        while self.hub.is_running() {
            if asked.elapsed() > STOP_WAIT {
                return Err(Failure {
                    kind: FailureKind::Internal,
                    message: "the capture does not stop".to_owned(),
                });
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Writes the packets that are held to a new file. Blocks.
    ///
    /// # Errors
    /// [`Failure`] where there is no folder, the name is not one, the file is there, or writing fails; then none remains.
    pub(crate) fn save(&self, name: &str) -> Result<Notice, Failure> {
        let fail = |message: String| Failure {
            kind: FailureKind::Save,
            message,
        };
        let Some(folder) = &self.defaults.save_folder else {
            return Err(fail("the sidecar was started without --save-folder".to_owned()));
        };
        check_name(name).map_err(|reason| fail(reason.to_owned()))?;
        let path = folder.join(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let file = file.map_err(|error| fail(format!("cannot create {name}: {error}")))?;
        let batches = lock(&self.hub.recent).batches();
        let mut out = BufWriter::new(file);
        let result = write_pcap(&batches, &mut out).and_then(|written| out.flush().map(|()| written));
        match result {
            Ok(written) => Ok(Notice::Saved {
                name: name.to_owned(),
                n_packets: written.n_packets,
                n_bytes: written.n_bytes,
            }),
            Err(error) => {
                // Half a file would look like a whole one.
                drop(std::fs::remove_file(&path));
                Err(fail(format!("cannot write {name}: {error}")))
            }
        }
    }
}

/// A plain file name: nothing that leads out of the folder, hides the file, or means something to a shell.
fn check_name(name: &str) -> Result<(), &'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 100 || name.starts_with(['.', '-']) || !name.chars().all(is_plain) {
        return Err("a file name has up to 100 letters, digits, and - _ . within");
    }
    if Path::new(name)
        .extension()
        .is_none_or(|extension| !extension.eq_ignore_ascii_case("pcap"))
    {
        return Err("the name must end with .pcap");
    }
    Ok(())
}

fn check_snaplen(snaplen: u32) -> Result<(), SourceError> {
    if (MIN_SNAPLEN..=MAX_SNAPLEN).contains(&snaplen) {
        return Ok(());
    }
    let reason = format!("snaplen must be {MIN_SNAPLEN} to {MAX_SNAPLEN} bytes, not {snaplen}");
    Err(SourceError::Option(reason))
}

fn check_buffer(mib: u32) -> Result<(), SourceError> {
    if (1..=MAX_BUFFER_MIB).contains(&mib) {
        return Ok(());
    }
    let reason = format!("the buffer must be 1 to {MAX_BUFFER_MIB} MiB, not {mib}");
    Err(SourceError::Option(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert_eq!(check_name("monday-1.pcap"), Ok(()));
        for name in [
            "",
            ".pcap",
            "../a.pcap",
            "/etc/a.pcap",
            "a/b.pcap",
            "a\\b.pcap",
            "a.sh",
            "-a.pcap",
            "a\0.pcap",
            "a b.pcap",
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_name(&format!("{}.pcap", "a".repeat(100))).is_err());
    }
}
