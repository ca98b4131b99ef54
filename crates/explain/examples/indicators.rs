//! Indicators of captures and tables: `cargo run -p wiresift-explain --example indicators -- FILE ..`
//!
//! Where rows are labelled, says which labels an indicator's rows have.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use wiresift_capture::{CaptureOptions, CaptureReader, Packet};
use wiresift_explain::indicator::{Indicator, Indicators};
use wiresift_flow::{FlowOptions, FlowTable};
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};
use wiresift_table::{Cell, ReadOptions, Role, Table, TableReader};

type Failure = Box<dyn std::error::Error>;

const CAPTURES: [&str; 3] = ["pcap", "pcapng", "cap"];

fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let end = Path::new(&path).extension().and_then(|end| end.to_str());
        let is_capture = end.is_some_and(|end| CAPTURES.contains(&end));
        let read = if is_capture { flows(&bytes) } else { table(&bytes) };
        match read {
            Ok(table) => print(&mut out, &path, &table)?,
            Err(error) => writeln!(out, "{path}: {error}")?,
        }
    }
    Ok(())
}

fn flows(capture: &[u8]) -> Result<Table, Failure> {
    let mut columns = FlowColumns::new(FlowColumnsOptions::default());
    let mut flows = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut sink = |packet: Packet<'_>| {
        flows.push(&packet, &mut |flow| {
            columns.push(&flow);
        });
    };
    reader.push(capture, &mut sink)?;
    reader.finish(&mut sink);
    flows.finish(&mut |flow| {
        columns.push(&flow);
    });
    Ok(columns.finish(String::new()).0)
}

fn table(bytes: &[u8]) -> Result<Table, Failure> {
    let mut reader = TableReader::new("", ReadOptions::default());
    reader.push(bytes)?;
    Ok(reader.finish()?)
}

fn print(out: &mut impl Write, path: &str, table: &Table) -> Result<(), Failure> {
    let label = table.columns.iter().position(|column| column.role == Role::Label);
    for indicator in Indicators::of(table).all {
        let id = indicator.technique.id;
        writeln!(out, "{path}: {:.2} {id} {}", indicator.strength, indicator.sentence)?;
        if let Some(label) = label {
            writeln!(out, "    {:?}", labels(table, label, &indicator))?;
        }
    }
    Ok(())
}

fn labels<'a>(table: &'a Table, label: usize, indicator: &Indicator) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for &row in &indicator.rows {
        if let Some(Cell::Text(name)) = table.columns.get(label).map(|column| column.cell(row as usize)) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}
