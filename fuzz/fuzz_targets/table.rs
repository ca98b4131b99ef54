//! Any bytes give a table or an error, whatever chunks they come in; a table can be described and encoded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_table::{Encoder, ReadError, ReadOptions, Table, TableReader};

fuzz_target!(|data: (u8, &[u8])| {
    let (chunk, bytes) = data;
    let in_chunks = read(bytes, usize::from(chunk) + 1);
    let at_once = read(bytes, bytes.len().max(1));
    let (table, at_once) = match (in_chunks, at_once) {
        (Ok(in_chunks), Ok(at_once)) => (in_chunks, at_once),
        (Err(_), Err(_)) => return,
        (in_chunks, at_once) => panic!("in chunks {:?}, at once {:?}", in_chunks.err(), at_once.err()),
    };
    assert_eq!(table.report, at_once.report);
    for column in 0..table.columns.len() {
        assert_eq!(table.columns[column].name, at_once.columns[column].name);
        assert_eq!(table.cell(0, column).to_string(), at_once.cell(0, column).to_string());
        drop(table.column_summary(column));
    }
    drop((table.labels(), table.truth()));
    let Ok(encoder) = Encoder::fit(&table, None) else {
        return;
    };
    if let Ok(encoded) = encoder.transform(&table) {
        assert_eq!(encoded.distinct_of.len(), table.n_rows());
        assert!(encoded.x.iter().all(|value| value.is_finite()));
    }
});

fn read(bytes: &[u8], chunk_bytes: usize) -> Result<Table, ReadError> {
    let options = ReadOptions {
        max_inflated_bytes: 1 << 22,
        max_row_bytes: 1 << 16,
        ..ReadOptions::default()
    };
    let mut reader = TableReader::new("fuzz", options);
    bytes.chunks(chunk_bytes).try_for_each(|chunk| reader.push(chunk))?;
    reader.finish()
}
