//! Prints the rows of a table, from 0, that pass each of some filters.
//!
//! `cargo run -p wiresift-filter --example rows -- TABLE FILTER...`

#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::error::Error;

use wiresift_filter::{AddressCache, Fields, FilterError, Program, parse};
use wiresift_table::{ReadOptions, TableReader};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("rows TABLE FILTER...")?;
    let mut reader = TableReader::new(&path, ReadOptions::default());
    reader.push(&std::fs::read(&path)?)?;
    let table = reader.finish()?;
    let cache = AddressCache::new(&table);
    let fields = Fields::new(&table, &cache, Vec::new());
    for filter in arguments {
        match rows(&filter, &fields) {
            Ok(rows) => println!("{filter}: {rows:?}"),
            Err(error) => println!("{filter}: {error}, at {:?}", error.span()),
        }
    }
    Ok(())
}

fn rows(filter: &str, fields: &Fields<'_>) -> Result<Vec<u32>, FilterError> {
    let expr = parse(filter)?;
    Ok(Program::new(&expr, fields)?.run().rows().collect())
}
