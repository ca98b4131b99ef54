//! Bytes of a file -> records.
//!
//! `Stream` cuts the bytes into units (headers, records, blocks) that its format reads; gzip comes before it.

mod pcap;
mod pcapng;
mod record;
mod stream;

use stream::Stream;
use wiresift_inflate::{GZIP_MAGIC, Inflate};

use crate::{CaptureError, CaptureOptions, CaptureReport, Packet};

/// Reads a capture file that is pushed to it in chunks.
///
/// ```
/// use wiresift_capture::{CaptureOptions, CaptureReader};
///
/// # let file: &[u8] = &[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
/// let mut reader = CaptureReader::new(CaptureOptions::default());
/// let mut n_tcp = 0;
/// for chunk in file.chunks(1 << 20) {
///     reader.push(chunk, &mut |packet| {
///         if let Ok(ip) = &packet.ip {
///             n_tcp += u64::from(ip.protocol == wiresift_capture::Protocol::TCP);
///         }
///     })?;
/// }
/// assert_eq!(reader.finish(&mut |_| ()).n_packets, n_tcp);
/// # Ok::<(), wiresift_capture::CaptureError>(())
/// ```
#[derive(Debug)]
pub struct CaptureReader {
    options: CaptureOptions,
    source: Source,
    stream: Stream,
    n_file_bytes: u64,
}

#[derive(Debug)]
enum Source {
    /// Too few bytes to tell.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Inflate>),
}

impl CaptureReader {
    /// A reader at the start of a file.
    pub fn new(options: CaptureOptions) -> Self {
        Self {
            stream: Stream::new(options.clone()),
            options,
            source: Source::Unknown(Vec::new()),
            n_file_bytes: 0,
        }
    }

    /// Takes the next bytes of the file, of any number, and hands every packet that is complete with them to `sink`.
    ///
    /// # Errors
    /// [`CaptureError`] where the file cannot be read any further. What came before stands; further bytes give the
    /// same error, and [`CaptureReader::finish`] reports it too.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl FnMut(Packet<'_>)) -> Result<(), CaptureError> {
        self.n_file_bytes += bytes.len() as u64;
        if let Some(error) = &self.stream.tally.report.error {
            return Err(error.clone());
        }
        let result = self.take(bytes, sink);
        if let Err(error) = &result {
            self.stream.tally.report.error = Some(error.clone());
        }
        result
    }

    fn take(&mut self, bytes: &[u8], sink: &mut impl FnMut(Packet<'_>)) -> Result<(), CaptureError> {
        match &mut self.source {
            Source::Plain => self.stream.push(bytes, sink),
            Source::Gzip(inflate) => inflate.push(bytes, |bytes| self.stream.push(bytes, sink)),
            Source::Unknown(head) => {
                head.extend_from_slice(bytes);
                if head.len() < GZIP_MAGIC.len() {
                    return Ok(());
                }
                let head = std::mem::take(head);
                let is_gzip = head.starts_with(&GZIP_MAGIC);
                self.stream.tally.report.is_gzip = is_gzip;
                self.source = if is_gzip {
                    Source::Gzip(Box::new(Inflate::new(self.options.inflate_limits())))
                } else {
                    Source::Plain
                };
                self.take(&head, sink)
            }
        }
    }

    /// What was read so far, for a progress display. Costs a few hundred comparisons.
    pub fn report(&self) -> CaptureReport {
        let mut report = self.stream.report();
        report.n_file_bytes = self.n_file_bytes;
        if let Source::Gzip(inflate) = &self.source {
            report.has_bytes_after_gzip = inflate.has_trailing_bytes();
        }
        report
    }

    /// Says that the file ends here. `sink` may get last packets, of compressed data that could not be flushed before.
    pub fn finish(mut self, sink: &mut impl FnMut(Packet<'_>)) -> CaptureReport {
        let mut is_gzip_cut = false;
        if self.stream.tally.report.error.is_none() {
            let result = self.flush(sink);
            match result {
                Ok(is_complete) => is_gzip_cut = !is_complete,
                Err(error) => self.stream.tally.report.error = Some(error),
            }
        }
        let mut report = self.report();
        report.is_gzip_cut = is_gzip_cut;
        report.cut_tail_bytes = self.stream.n_incomplete();
        report.error = report.error.or(match report.format {
            Some(_) => None,
            None if self.n_file_bytes == 0 => Some(CaptureError::Empty),
            None => Some(CaptureError::CutHeader {
                n_bytes: self.n_file_bytes,
            }),
        });
        report
    }

    /// Whether the compressed data, if it is any, was complete.
    fn flush(&mut self, sink: &mut impl FnMut(Packet<'_>)) -> Result<bool, CaptureError> {
        match &mut self.source {
            Source::Gzip(inflate) => Ok(inflate.is_complete()),
            Source::Plain => Ok(true),
            Source::Unknown(head) => self.stream.push(head, sink).map(|()| true),
        }
    }
}

#[cfg(test)]
mod tests;
