//! Any bytes, in any chunks, give a table or an error; a table can be described and encoded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_table::{Encoder, ReadOptions, TableReader};

fuzz_target!(|data: (u8, &[u8])| {
    let (chunk, bytes) = data;
    let options = ReadOptions { max_inflated_bytes: 1 << 22, max_row_bytes: 1 << 16, ..ReadOptions::default() };
    let mut reader = TableReader::new("fuzz", options);
    for chunk in bytes.chunks(usize::from(chunk) + 1) {
        if reader.push(chunk).is_err() {
            return;
        }
    }
    let Ok(table) = reader.finish() else { return };
    for column in 0..table.columns.len() {
        drop(table.column_summary(column));
        drop(table.cell(0, column).to_string());
    }
    if let Ok(encoder) = Encoder::fit(&table, None) {
        if let Ok(encoded) = encoder.transform(&table) {
            assert_eq!(encoded.distinct_of.len(), table.n_rows());
            assert!(encoded.x.iter().all(|value| value.is_finite()));
        }
    }
});
