//! One quoted record, by `csv-core` (RFC 4180).

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::lines::count_line_ends;

/// The fields of one record, unquoted.
#[derive(Default)]
pub(super) struct Record {
    fields: Vec<u8>,
    ends: Vec<usize>,
    n_fields: usize,
}

/// What became of the bytes.
pub(super) enum Outcome {
    /// A record of `len` bytes with its line end, which spans `n_lines` lines.
    Complete { len: usize, n_lines: u64 },
    /// The record may go on after these bytes.
    Incomplete,
    /// The last quote never closes.
    Unclosed,
}

impl Record {
    pub(super) fn len(&self) -> usize {
        self.n_fields
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.get(..self.n_fields).unwrap_or_default();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let spans = starts.zip(ends.iter().copied());
        spans.map(|(start, end)| self.fields.get(start..end).unwrap_or_default())
    }

    /// Reads the record at the start of `bytes`, which begins with neither a line end nor a comment.
    pub(super) fn read(&mut self, bytes: &[u8], delimiter: u8, is_last: bool) -> Outcome {
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::CRLF)
            .build();
        let mut progress = Progress::default();
        if !self.feed(&mut reader, bytes, &mut progress) {
            if !is_last {
                return Outcome::Incomplete;
            }
            // A line end closes the last record, unless a quote is open and takes it in.
            if !self.feed(&mut reader, b"\n", &mut progress) {
                return Outcome::Unclosed;
            }
            progress.taken = bytes.len();
        }
        self.n_fields = progress.fields;
        let mut len = progress.taken;
        if bytes.get(len.wrapping_sub(1)) == Some(&b'\r') {
            match bytes.get(len) {
                Some(b'\n') => len += 1,
                Some(_) => {}
                None if is_last => {}
                None => return Outcome::Incomplete,
            }
        }
        let record = bytes.get(..len).unwrap_or_default();
        Outcome::Complete {
            len,
            n_lines: count_line_ends(record).max(1),
        }
    }

    /// Feeds `bytes`; true when the record is complete. Buffers grow as the record does, which the caller bounds.
    fn feed(&mut self, reader: &mut Reader, bytes: &[u8], progress: &mut Progress) -> bool {
        let mut rest = bytes;
        while !rest.is_empty() {
            self.grow(progress);
            let fields = self.fields.get_mut(progress.written..).unwrap_or_default();
            let ends = self.ends.get_mut(progress.fields..).unwrap_or_default();
            let (result, n_in, n_out, n_ends) = reader.read_record(rest, fields, ends);
            progress.taken += n_in;
            progress.written += n_out;
            progress.fields += n_ends;
            rest = rest.get(n_in..).unwrap_or_default();
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                return true;
            }
        }
        false
    }

    fn grow(&mut self, progress: &Progress) {
        if self.fields.len() < progress.written + 512 {
            self.fields.resize(2 * self.fields.len() + 1024, 0);
        }
        if self.ends.len() < progress.fields + 64 {
            self.ends.resize(2 * self.ends.len() + 128, 0);
        }
    }
}

#[derive(Default)]
struct Progress {
    taken: usize,
    written: usize,
    fields: usize,
}
