//! Gzip of any bytes reads as the bytes themselves do; gzip that was damaged gives what it can, or an error.
//!
//! The first byte chooses the size of the chunks, the next two where the compressed data is damaged, the fourth how.
#![no_main]

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use wiresift_capture::{CaptureOptions, CaptureReader, CaptureReport};
use wiresift_table::{ReadError, ReadOptions, Table, TableReader};

fuzz_target!(|data: (u8, u16, u8, &[u8])| {
    let (chunk, at, damage, bytes) = data;
    let chunk_bytes = usize::from(chunk) + 1;
    let mut packed = gzip(bytes);
    check_capture(&capture(bytes, chunk_bytes), &capture(&packed, chunk_bytes), bytes);
    check_table(&table(bytes, chunk_bytes), &table(&packed, chunk_bytes), bytes);

    let at = usize::from(at) % packed.len();
    match damage {
        0 => packed.truncate(at),
        // A second member, as `cat a.gz b.gz` makes.
        1 => packed.extend(gzip(bytes)),
        2 => packed.extend_from_slice(bytes),
        _ => packed[at] ^= damage,
    }
    drop(capture(&packed, chunk_bytes));
    drop(table(&packed, chunk_bytes));
    // Any bytes behind the magic number, so that the fuzzer gets at the header directly.
    let raw = [&[0x1f, 0x8b], bytes].concat();
    drop(capture(&raw, chunk_bytes));
    drop(table(&raw, chunk_bytes));
});

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn capture(bytes: &[u8], chunk_bytes: usize) -> CaptureReport {
    let options = CaptureOptions {
        max_inflated_bytes: 1 << 22,
        ..CaptureOptions::default()
    };
    let mut reader = CaptureReader::new(options);
    for chunk in bytes.chunks(chunk_bytes) {
        if reader.push(chunk, &mut |_| ()).is_err() {
            break;
        }
    }
    let report = reader.finish(&mut |_| ());
    assert!(report.n_bytes <= (1 << 22) + (1 << 16));
    report
}

fn table(bytes: &[u8], chunk_bytes: usize) -> Result<Table, ReadError> {
    let options = ReadOptions {
        max_inflated_bytes: 1 << 22,
        max_row_bytes: 1 << 16,
        ..ReadOptions::default()
    };
    let mut reader = TableReader::new("fuzz", options);
    bytes.chunks(chunk_bytes).try_for_each(|chunk| reader.push(chunk))?;
    reader.finish()
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn check_capture(plain: &CaptureReport, packed: &CaptureReport, bytes: &[u8]) {
    if is_gzip(bytes) || bytes.len() < 4 {
        return;
    }
    assert!(!packed.is_gzip_cut && !packed.has_bytes_after_gzip);
    assert_eq!(plain.format, packed.format);
    assert_eq!(plain.n_packets, packed.n_packets);
    assert_eq!(plain.undecoded, packed.undecoded);
    assert_eq!(plain.error.is_some(), packed.error.is_some());
}

fn check_table(plain: &Result<Table, ReadError>, packed: &Result<Table, ReadError>, bytes: &[u8]) {
    if is_gzip(bytes) {
        return;
    }
    match (plain, packed) {
        (Ok(plain), Ok(packed)) => {
            assert!(packed.report.is_gzip);
            assert_eq!(plain.report.warnings, packed.report.warnings);
            assert_eq!(plain.report.n_skipped, packed.report.n_skipped);
            assert_eq!(
                (plain.n_rows(), plain.columns.len()),
                (packed.n_rows(), packed.columns.len())
            );
        }
        (Err(_), Err(_)) => {}
        (plain, packed) => panic!("plain {:?}, packed {:?}", plain.as_ref().err(), packed.as_ref().err()),
    }
}
