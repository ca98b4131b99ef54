//! Cuts a stream of bytes into the units of a format.

use super::pcap::{self, Pcap};
use super::pcapng::{self, Pcapng};
use super::record::Output;
use crate::bytes::at_most;
use crate::report::Tally;
use crate::{CaptureError, CaptureOptions, CaptureReport, Packet, Timestamp};

/// What a format makes of the bytes from the start of a unit.
pub(super) enum Step {
    /// That many bytes from the start of the unit are needed; always more than there were.
    Need(usize),
    /// The unit is done. It has that many bytes, of which not all need to be there yet.
    Done(u64),
}

#[derive(Debug)]
enum Reading {
    Unknown,
    Pcap(Pcap),
    Pcapng(Pcapng),
}

/// Holds the start of one unit at most.
#[derive(Debug)]
pub(super) struct Stream {
    options: CaptureOptions,
    reading: Reading,
    pub(super) tally: Tally,
    last: Timestamp,
    /// The bytes of a unit that began in an earlier chunk.
    carry: Vec<u8>,
    /// Bytes from the start of that unit that are needed.
    need: usize,
    /// Bytes still to come of a unit that is done.
    skip: u64,
    /// Where the unit at hand starts, or goes on while its end is passed over.
    offset: u64,
    /// Where the unit that was done last starts.
    unit_start: u64,
}

impl Stream {
    pub(super) fn new(options: CaptureOptions) -> Self {
        Self {
            options,
            reading: Reading::Unknown,
            tally: Tally::default(),
            last: Timestamp::default(),
            carry: Vec::new(),
            need: 0,
            skip: 0,
            offset: 0,
            unit_start: 0,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut impl FnMut(Packet<'_>)) -> Result<(), CaptureError> {
        self.tally.report.n_bytes += bytes.len() as u64;
        let mut bytes = self.pass_over(bytes);
        while !self.carry.is_empty() && !bytes.is_empty() {
            bytes = self.top_up(bytes, sink)?;
        }
        while !bytes.is_empty() {
            match self.step(bytes, sink)? {
                Step::Need(n) => {
                    self.need = n;
                    self.carry.extend_from_slice(bytes);
                    return Ok(());
                }
                Step::Done(n) => {
                    self.end_unit(n);
                    bytes = self.pass_over(bytes);
                }
            }
        }
        Ok(())
    }

    /// Completes the unit that is carried, as far as `bytes` go; what is left of them.
    fn top_up<'b>(&mut self, bytes: &'b [u8], sink: &mut impl FnMut(Packet<'_>)) -> Result<&'b [u8], CaptureError> {
        let missing = at_most(bytes, self.need.saturating_sub(self.carry.len()));
        self.carry.extend_from_slice(missing);
        let rest = bytes.get(missing.len()..).unwrap_or_default();
        if self.carry.len() < self.need {
            return Ok(rest);
        }
        let mut carry = std::mem::take(&mut self.carry);
        match self.step(&carry, sink)? {
            Step::Need(n) => self.need = n,
            Step::Done(n) => {
                self.end_unit(n);
                let n_left = self.pass_over(&carry).len();
                carry.drain(..carry.len() - n_left);
                self.need = 0;
            }
        }
        self.carry = carry;
        Ok(self.pass_over(rest))
    }

    fn end_unit(&mut self, n_bytes: u64) {
        self.unit_start = self.offset;
        self.skip = n_bytes;
    }

    fn pass_over<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let n = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
        self.skip -= n as u64;
        self.offset += n as u64;
        bytes.get(n..).unwrap_or_default()
    }

    fn step(&mut self, unit: &[u8], sink: &mut impl FnMut(Packet<'_>)) -> Result<Step, CaptureError> {
        let mut output = Output {
            tally: &mut self.tally,
            last: &mut self.last,
            sink,
        };
        match &mut self.reading {
            Reading::Pcap(pcap) => pcap.record(unit, self.offset, &self.options, &mut output),
            Reading::Pcapng(pcapng) => pcapng.block(unit, self.offset, &self.options, &mut output),
            Reading::Unknown => self.start(unit),
        }
    }

    fn start(&mut self, head: &[u8]) -> Result<Step, CaptureError> {
        let Some(magic) = head.first_chunk() else {
            return Ok(Step::Need(4));
        };
        if *magic == pcapng::SECTION_MAGIC {
            self.reading = Reading::Pcapng(Pcapng::default());
            return Ok(Step::Done(0));
        }
        let Some(layout) = pcap::layout(*magic) else {
            return Err(CaptureError::NotACapture { magic: *magic });
        };
        let Some(header) = head.first_chunk() else {
            return Ok(Step::Need(pcap::FILE_HEADER_BYTES));
        };
        let pcap = Pcap::new(layout, header)?;
        self.tally.report.format = Some(layout.format);
        self.tally.link_type(pcap.link_type);
        self.reading = Reading::Pcap(pcap);
        Ok(Step::Done(pcap::FILE_HEADER_BYTES as u64))
    }

    pub(super) fn report(&self) -> CaptureReport {
        self.tally.report()
    }

    /// Bytes of a unit that is not complete.
    pub(super) fn n_incomplete(&self) -> u64 {
        if self.skip > 0 {
            self.offset - self.unit_start
        } else {
            self.carry.len() as u64
        }
    }
}
