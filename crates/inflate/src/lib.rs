//! Gzip (RFC 1952), any number of members, fed with chunks of any size, with caps on what comes out.
//!
//! flate2 gives its streams as readers and writers. Here its state machine is driven by hand, because a damaged file
//! shall give everything before the damage, which those keep back.

use flate2::{Decompress, FlushDecompress, Status};

/// What every gzip file starts with.
pub const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Bytes handed on at once.
const PIECE: usize = 64 << 10;
/// Below this size a high ratio harms nobody.
const RATIO_FROM: u64 = 64 << 20;
const WINDOW_BITS: u8 = 15;

/// What may come out of a file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes after decompression.
    pub max_bytes: u64,
    /// Decompressed over compressed bytes, looked at from 64 MiB on.
    pub max_ratio: u64,
}

/// Why inflating ended early. What came out before is good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InflateError {
    /// The data is damaged.
    #[error("the gzip data is damaged after {n_bytes} compressed bytes: {detail}")]
    Corrupt {
        /// Compressed bytes taken in before.
        n_bytes: u64,
        /// What the decompressor says.
        detail: String,
    },
    /// More data than allowed.
    #[error("expected at most {max} decompressed bytes, found more")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// Compressed beyond what real data reaches.
    #[error("the gzip data grows more than {max} times ({inflated} bytes from {compressed})")]
    Ratio {
        /// The limit.
        max: u64,
        /// Bytes out.
        inflated: u64,
        /// Bytes in.
        compressed: u64,
    },
}

/// Inflates what is pushed to it.
#[derive(Debug)]
pub struct Inflate {
    limits: Limits,
    /// `None` between members.
    member: Option<Decompress>,
    piece: Box<[u8]>,
    n_in: u64,
    n_out: u64,
    has_trailing_bytes: bool,
}

impl Inflate {
    /// At the start of a file.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            member: Some(Decompress::new_gzip(WINDOW_BITS)),
            piece: vec![0; PIECE].into_boxed_slice(),
            n_in: 0,
            n_out: 0,
            has_trailing_bytes: false,
        }
    }

    /// Whether the file may end here: its last member is complete.
    pub fn is_complete(&self) -> bool {
        self.member.is_none()
    }

    /// Whether something that is no member came after the last one. It is left out, as gzip itself does.
    pub fn has_trailing_bytes(&self) -> bool {
        self.has_trailing_bytes
    }

    /// Inflates `bytes` and hands what comes out to `sink`, in pieces.
    ///
    /// # Errors
    /// [`InflateError`] at damage or at a limit, after everything before it was handed on; or what `sink` says.
    pub fn push<E: From<InflateError>>(
        &mut self,
        mut bytes: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        while !self.has_trailing_bytes && !bytes.is_empty() {
            let (n_taken, mut is_drained) = self.step(bytes, &mut sink)?;
            bytes = bytes.get(n_taken..).unwrap_or_default();
            // The state machine may hold more output than one piece has room for, with all input taken.
            while bytes.is_empty() && !is_drained {
                is_drained = self.step(&[], &mut sink)?.1;
            }
        }
        Ok(())
    }

    /// One piece of output: how many bytes were taken in for it, and whether there was room for more.
    fn step<E: From<InflateError>>(
        &mut self,
        bytes: &[u8],
        sink: &mut impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(usize, bool), E> {
        let Some(member) = &mut self.member else {
            self.start_member(bytes);
            return Ok((0, true));
        };
        let (in_before, out_before) = (member.total_in(), member.total_out());
        let result = member.decompress(bytes, &mut self.piece, FlushDecompress::None);
        let n_taken = member.total_in() - in_before;
        let n_made = member.total_out() - out_before;
        self.n_in += n_taken;
        self.n_out += n_made;
        self.check()?;
        let made = self.piece.get(..as_len(n_made)).unwrap_or_default();
        if !made.is_empty() {
            sink(made)?;
        }
        match result {
            Ok(Status::StreamEnd) => self.member = None,
            Ok(_) if n_taken + n_made > 0 || bytes.is_empty() => {}
            Ok(_) => return Err(self.corrupt("no way on").into()),
            Err(error) => return Err(self.corrupt(&error.to_string()).into()),
        }
        Ok((as_len(n_taken), as_len(n_made) < self.piece.len()))
    }

    /// Padding and other remains after the last member are no error, as in gzip itself.
    fn start_member(&mut self, bytes: &[u8]) {
        if bytes.first() == GZIP_MAGIC.first() {
            self.member = Some(Decompress::new_gzip(WINDOW_BITS));
        } else {
            self.has_trailing_bytes = !bytes.is_empty();
        }
    }

    fn corrupt(&self, detail: &str) -> InflateError {
        InflateError::Corrupt {
            n_bytes: self.n_in,
            detail: detail.to_owned(),
        }
    }

    fn check(&self) -> Result<(), InflateError> {
        let Limits { max_bytes, max_ratio } = self.limits;
        if self.n_out > max_bytes {
            return Err(InflateError::TooLarge { max: max_bytes });
        }
        if self.n_out > RATIO_FROM && self.n_out / self.n_in.max(1) > max_ratio {
            return Err(InflateError::Ratio {
                max: max_ratio,
                inflated: self.n_out,
                compressed: self.n_in,
            });
        }
        Ok(())
    }
}

/// At most a piece or a chunk, so it fits.
fn as_len(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
