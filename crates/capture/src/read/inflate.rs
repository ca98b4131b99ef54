//! Gzip (RFC 1952), any number of members, with caps on what comes out.

use std::io::{self, Write};

use flate2::write::GzDecoder;

use crate::{CaptureError, CaptureOptions};

pub(super) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Compressed bytes handed over at once: bounds what one step can add to memory (deflate grows at most 1,032 times).
const STEP: usize = 16 << 10;
/// Below this size a high ratio harms nobody.
const RATIO_FROM: u64 = 64 << 20;

#[derive(Debug)]
pub(super) struct Inflate {
    member: Option<GzDecoder<Vec<u8>>>,
    max_bytes: u64,
    max_ratio: u64,
    n_in: u64,
    n_out: u64,
    pub(super) has_trailing_bytes: bool,
}

impl Inflate {
    pub(super) fn new(options: &CaptureOptions) -> Self {
        Self {
            member: Some(GzDecoder::new(Vec::new())),
            max_bytes: options.max_inflated_bytes,
            max_ratio: options.max_inflate_ratio,
            n_in: 0,
            n_out: 0,
            has_trailing_bytes: false,
        }
    }

    /// Inflates `bytes` and hands what comes out to `sink`, in pieces.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), CaptureError>,
    ) -> Result<(), CaptureError> {
        while !bytes.is_empty() && !self.has_trailing_bytes {
            let (step, _) = bytes.split_at(bytes.len().min(STEP));
            let n = self.step(step, &mut sink)?;
            bytes = bytes.get(n..).unwrap_or_default();
        }
        Ok(())
    }

    fn step(
        &mut self,
        step: &[u8],
        sink: &mut impl FnMut(&[u8]) -> Result<(), CaptureError>,
    ) -> Result<usize, CaptureError> {
        let Some(member) = &mut self.member else {
            self.start_member(step);
            return Ok(0);
        };
        let n = member.write(step).map_err(|e| self.corrupt(&e))?;
        self.n_in += n as u64;
        if n == 0 {
            self.end_member(sink)?;
        } else {
            self.drain(sink)?;
        }
        Ok(n)
    }

    /// Padding and other remains after the last member are no error, as in gzip itself.
    fn start_member(&mut self, step: &[u8]) {
        if step.first() == GZIP_MAGIC.first() {
            self.member = Some(GzDecoder::new(Vec::new()));
        } else {
            self.has_trailing_bytes = true;
        }
    }

    fn end_member(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), CaptureError>) -> Result<(), CaptureError> {
        if let Some(member) = &mut self.member {
            member.try_finish().map_err(|e| self.corrupt(&e))?;
        }
        self.drain(sink)?;
        self.member = None;
        Ok(())
    }

    fn drain(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), CaptureError>) -> Result<(), CaptureError> {
        let Some(member) = &mut self.member else {
            return Ok(());
        };
        let out = member.get_mut();
        self.n_out += out.len() as u64;
        if self.n_out > self.max_bytes {
            return Err(CaptureError::TooLarge { max: self.max_bytes });
        }
        if self.n_out > RATIO_FROM && self.n_out / self.n_in.max(1) > self.max_ratio {
            return Err(CaptureError::InflateRatio {
                max: self.max_ratio,
                inflated: self.n_out,
                compressed: self.n_in,
            });
        }
        let result = sink(out);
        out.clear();
        result
    }

    /// Flushes the last member; `false` when it is not complete.
    pub(super) fn finish(
        &mut self,
        mut sink: impl FnMut(&[u8]) -> Result<(), CaptureError>,
    ) -> Result<bool, CaptureError> {
        if let Some(member) = &mut self.member {
            // What cannot be flushed is what is missing; the probe below finds that out.
            let _flushed = member.flush();
        }
        self.drain(&mut sink)?;
        let Some(mut member) = self.member.take() else {
            return Ok(true);
        };
        // A member that is complete takes no further byte.
        match member.write(&[0]) {
            Ok(0) => member.try_finish().map(|()| true).map_err(|e| self.corrupt(&e)),
            _ => Ok(false),
        }
    }

    fn corrupt(&self, error: &io::Error) -> CaptureError {
        CaptureError::CorruptGzip {
            n_bytes: self.n_in,
            detail: error.to_string(),
        }
    }
}
