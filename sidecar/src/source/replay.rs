//! Packets of a capture file, at its own or a given pace: for demonstrations and tests; needs no rights.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use wiresift_capture::{CaptureOptions, CaptureReader, Packet};
use wiresift_wire::PacketRecord;

use super::{End, Link, PacketSource, Sink, SourceError};

/// Bytes read at once.
const CHUNK: usize = 64 << 10;
/// Longest sleep between two looks at whether to stop.
const NAP: Duration = Duration::from_millis(20);
/// Packets between two looks at the clock, at full speed.
const CHECK_EVERY: u64 = 256;

/// How fast to replay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// As recorded, times a factor.
    Recorded(f64),
    /// That many packets a second.
    PacketsPerSecond(f64),
    /// As fast as it is read.
    Unbounded,
}

/// A capture file.
pub(crate) struct ReplaySource {
    path: PathBuf,
    file: File,
    pace: Pace,
    snaplen: u32,
}

impl ReplaySource {
    /// Opens the file.
    ///
    /// # Errors
    /// [`SourceError::File`] where that fails.
    pub(crate) fn open(path: PathBuf, pace: Pace, snaplen: u32) -> Result<Self, SourceError> {
        let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        Ok(Self {
            path,
            file,
            pace,
            snaplen,
        })
    }
}

impl PacketSource for ReplaySource {
    fn run(&mut self, sink: &mut dyn Sink) -> Result<End, SourceError> {
        let mut player = Player::new(self.pace, self.snaplen);
        let mut reader = CaptureReader::new(CaptureOptions::default());
        let mut chunk = vec![0; CHUNK];
        while player.is_playing {
            let n = self
                .file
                .read(&mut chunk)
                .map_err(|error| unreadable(&self.path, &error))?;
            if n == 0 {
                break;
            }
            let bytes = chunk.get(..n).unwrap_or_default();
            let result = reader.push(bytes, &mut |packet| player.play(&packet, sink));
            result.map_err(|error| unreadable(&self.path, &error))?;
            player.is_playing &= sink.go_on();
        }
        let report = reader.finish(&mut |packet| player.play(&packet, sink));
        match report.error {
            _ if !player.is_playing => Ok(End::Asked),
            Some(error) => Err(unreadable(&self.path, &error)),
            None => Ok(End::Finished),
        }
    }
}

fn unreadable(path: &std::path::Path, error: &impl ToString) -> SourceError {
    SourceError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}

/// Waits for each packet's time.
struct Player {
    pace: Pace,
    snaplen: usize,
    /// When the first packet was played, and its time in the file.
    start: Option<(Instant, i64)>,
    n_played: u64,
    is_playing: bool,
}

impl Player {
    fn new(pace: Pace, snaplen: u32) -> Self {
        Self {
            pace,
            snaplen: usize::try_from(snaplen).unwrap_or(usize::MAX),
            start: None,
            n_played: 0,
            is_playing: true,
        }
    }

    fn play(&mut self, packet: &Packet<'_>, sink: &mut dyn Sink) {
        if !self.is_playing {
            return;
        }
        let nanos = packet.timestamp.nanos();
        let (began, first) = *self.start.get_or_insert_with(|| (Instant::now(), nanos));
        if let Some(due) = self.due(nanos.saturating_sub(first)) {
            self.wait(began, due, sink);
        } else if self.n_played.is_multiple_of(CHECK_EVERY) {
            self.is_playing = sink.go_on();
        }
        if !self.is_playing {
            return;
        }
        self.n_played += 1;
        let link = Link {
            interface: u16::try_from(packet.interface).unwrap_or(u16::MAX),
            link_type: packet.link_type,
        };
        let record = PacketRecord {
            timestamp: packet.timestamp,
            original_len: packet.original_len,
            frame: packet.frame.get(..self.snaplen).unwrap_or(packet.frame),
        };
        sink.packet(link, &record);
    }

    /// Seconds after the first packet at which the next is due.
    fn due(&self, recorded_nanos: i64) -> Option<f64> {
        match self.pace {
            Pace::Unbounded => None,
            Pace::Recorded(factor) => Some((recorded_nanos as f64 / 1e9 / factor).max(0.0)),
            Pace::PacketsPerSecond(rate) => Some(self.n_played as f64 / rate),
        }
    }

    fn wait(&mut self, began: Instant, due: f64, sink: &mut dyn Sink) {
        loop {
            let ahead = due - began.elapsed().as_secs_f64();
            // A sleep is never shorter than this.
            if ahead < 1e-4 {
                if self.n_played.is_multiple_of(CHECK_EVERY) {
                    self.is_playing = sink.go_on();
                }
                return;
            }
            std::thread::sleep(Duration::try_from_secs_f64(ahead).map_or(NAP, |ahead| ahead.min(NAP)));
            self.is_playing = sink.go_on();
            if !self.is_playing {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
