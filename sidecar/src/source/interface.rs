//! Packets of an interface, by libpcap.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pcap::{Active, Capture, Error, Precision, Stat};
use wiresift_capture::{LinkType, Timestamp};
use wiresift_wire::PacketRecord;

use crate::hub::lock;

use super::{End, Link, PacketSource, Sink, SourceError};

/// How long the kernel may hold packets back to hand over many at once, in milliseconds.
const TIMEOUT_MILLIS: i32 = 20;
/// Pause where nothing came. A read that waits is no choice: on Linux its timeout starts with the first packet, so that
/// on a quiet network no stop would ever be seen.
const NAP: Duration = Duration::from_millis(4);
/// Packets between two looks at the clock and at the counts of drops.
const CHECK_EVERY: u32 = 1_024;

/// How to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InterfaceOptions {
    pub(crate) name: String,
    /// Bytes kept of a packet.
    pub(crate) snaplen: u32,
    pub(crate) promiscuous: bool,
    /// Size of the kernel's ring buffer, in MiB.
    pub(crate) buffer_mib: u32,
}

/// An open interface. Opening needs the right to capture, reading does not.
pub(crate) struct InterfaceSource {
    options: InterfaceOptions,
    capture: Capture<Active>,
    lost: Lost,
}

impl InterfaceSource {
    /// Opens the interface; packets are buffered by the kernel from here on.
    ///
    /// # Errors
    /// [`SourceError`] where there is none of that name, or the right is missing.
    pub(crate) fn open(options: InterfaceOptions) -> Result<Self, SourceError> {
        let fail = |error: Error| failure(&options.name, &error);
        let snaplen = i32::try_from(options.snaplen).unwrap_or(i32::MAX);
        let buffer = i32::try_from(u64::from(options.buffer_mib) << 20).unwrap_or(i32::MAX);
        let capture = Capture::from_device(options.name.as_str())
            .map_err(fail)?
            .promisc(options.promiscuous)
            .snaplen(snaplen)
            .buffer_size(buffer)
            .timeout(TIMEOUT_MILLIS)
            .precision(Precision::Nano)
            .open()
            .map_err(fail)?
            .setnonblock()
            .map_err(fail)?;
        let lost = Lost::default();
        Ok(Self { options, capture, lost })
    }

    /// Sets the filter, and forgets what the kernel buffered before.
    ///
    /// # Errors
    /// [`SourceError::Filter`] where libpcap does not understand it.
    pub(crate) fn begin(&mut self, filter: &str) -> Result<(), SourceError> {
        let failed = |error: Error| SourceError::Filter(error.to_string());
        self.capture.filter(filter, true).map_err(failed)?;
        let stat = self.capture.stats().unwrap_or(Stat {
            received: 0,
            dropped: 0,
            if_dropped: 0,
        });
        self.lost = Lost::starting_at(&stat);
        Ok(())
    }

    fn link(&self) -> Link {
        let number = self.capture.get_datalink().0;
        Link {
            interface: 0,
            // libpcap gives its own numbers for raw IP; captures have the number of the file format.
            link_type: match u16::try_from(number) {
                Ok(12 | 14) => LinkType::RAW,
                Ok(number) => LinkType(number),
                Err(_) => LinkType(u16::MAX),
            },
        }
    }
}

impl PacketSource for InterfaceSource {
    fn run(&mut self, sink: &mut dyn Sink) -> Result<End, SourceError> {
        let link = self.link();
        loop {
            let mut n_read = 0;
            let result = loop {
                match self.capture.next_packet() {
                    Ok(packet) => sink.packet(link, &record(&packet)),
                    Err(error) => break Err(error),
                }
                n_read += 1;
                if n_read == CHECK_EVERY {
                    break Ok(());
                }
            };
            match result {
                Ok(()) => {}
                Err(Error::TimeoutExpired) => std::thread::sleep(NAP),
                Err(error) => return Err(failure(&self.options.name, &error)),
            }
            if let Ok(stat) = self.capture.stats() {
                self.lost.update(&stat);
                sink.lost(self.lost.kernel, self.lost.interface);
            }
            if !sink.go_on() {
                return Ok(End::Asked);
            }
        }
    }
}

/// An open interface that outlives its captures: what was opened with rights is used again without them.
#[derive(Clone)]
pub(crate) struct SharedInterface {
    options: InterfaceOptions,
    source: Arc<Mutex<InterfaceSource>>,
}

impl SharedInterface {
    /// Wraps an open one.
    pub(crate) fn new(source: InterfaceSource) -> Self {
        Self {
            options: source.options.clone(),
            source: Arc::new(Mutex::new(source)),
        }
    }

    /// Whether it was opened just so.
    pub(crate) fn is_opened_as(&self, options: &InterfaceOptions) -> bool {
        self.options == *options
    }

    /// See [`InterfaceSource::begin`]. The capture before must have ended.
    pub(crate) fn begin(&self, filter: &str) -> Result<(), SourceError> {
        lock(&self.source).begin(filter)
    }
}

impl PacketSource for SharedInterface {
    fn run(&mut self, sink: &mut dyn Sink) -> Result<End, SourceError> {
        lock(&self.source).run(sink)
    }
}

/// libpcap counts in 32 bits, which wrap within hours.
#[derive(Clone, Copy, Debug, Default)]
struct Lost {
    last: (u32, u32),
    kernel: u64,
    interface: u64,
}

impl Lost {
    fn starting_at(stat: &Stat) -> Self {
        Self {
            last: (stat.dropped, stat.if_dropped),
            ..Self::default()
        }
    }

    fn update(&mut self, stat: &Stat) {
        self.kernel += u64::from(stat.dropped.wrapping_sub(self.last.0));
        self.interface += u64::from(stat.if_dropped.wrapping_sub(self.last.1));
        self.last = (stat.dropped, stat.if_dropped);
    }
}

/// With nanosecond precision libpcap puts nanoseconds where the type says microseconds.
#[expect(clippy::unnecessary_cast, reason = "these types have other widths on other systems")]
fn record<'a>(packet: &pcap::Packet<'a>) -> PacketRecord<'a> {
    let seconds = packet.header.ts.tv_sec as i64;
    let nanos = packet.header.ts.tv_usec as i64;
    PacketRecord {
        timestamp: Timestamp(seconds.saturating_mul(1_000_000_000).saturating_add(nanos)),
        original_len: packet.header.len,
        frame: packet.data,
    }
}

fn failure(name: &str, error: &Error) -> SourceError {
    let reason = match error {
        Error::PcapError(reason) => reason.clone(),
        error => error.to_string(),
    };
    let is_refused = ["permission", "not permitted"]
        .iter()
        .any(|word| reason.to_ascii_lowercase().contains(word));
    if is_refused {
        return SourceError::Rights {
            name: name.to_owned(),
            hint: "give it to the program (sudo setcap cap_net_raw,cap_net_admin+ep wiresift-sidecar), or name the \
                   interface with --interface when it starts as root",
        };
    }
    SourceError::Interface {
        name: name.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_on_where_32_bits_wrap() {
        let stat = |dropped, if_dropped| Stat {
            received: 0,
            dropped,
            if_dropped,
        };
        let mut lost = Lost::starting_at(&stat(u32::MAX - 1, 5));
        lost.update(&stat(3, 7));
        lost.update(&stat(4, 7));
        assert_eq!((lost.kernel, lost.interface), (6, 2));
    }
}
