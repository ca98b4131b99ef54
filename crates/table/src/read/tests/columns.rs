//! What cells and columns become.

use std::fmt::Write as _;

use super::{cells, read, read_with};
use crate::{Cell, Kind, ReadOptions, ReadWarning, Role, TableReader};

#[test]
fn cells_come_back_as_written() {
    let text =
        "a,b,c,d\n693375640,0.00,1e5,1\n1,0.10,007,2.50\n-5,12345678.25,Infinity,0.123456789012345678\n,-0.0,,NaN\n";
    let table = read(text).unwrap();
    assert_eq!(
        cells(&table),
        [
            "693375640|0.00|1e5|1",
            "1|0.10|007|2.50",
            "-5|12345678.25|Infinity|0.123456789012345678",
            "|-0.0||"
        ]
    );
    assert_eq!(
        table
            .columns
            .iter()
            .map(|c| (c.n_missing, c.n_infinite))
            .collect::<Vec<_>>(),
        [(1, 0), (0, 0), (1, 1), (1, 0)]
    );
    assert!(table.report.warnings.contains(&ReadWarning::Infinite {
        column: "c".to_owned(),
        count: 1
    }));
    assert!(matches!(table.cell(0, 2), Cell::Number { value, .. } if (value - 1e5).abs() < f64::EPSILON));
    assert_eq!(table.cell(9, 9), Cell::Missing);
}

#[test]
fn a_column_that_turns_out_to_be_text_keeps_what_was_read() {
    let mut text = "port,n\n".to_owned();
    let written: Vec<String> = (0..500)
        .map(|n| format!("{}", n * 131))
        .chain(["08", "1.50", "1e3", "0x0303"].map(str::to_owned))
        .collect();
    for port in &written {
        writeln!(text, "{port},1").unwrap();
    }
    let mut table = read(&text).unwrap();
    assert_eq!(table.columns[0].kind(), Kind::Category);
    assert_eq!(
        (0..written.len())
            .map(|row| table.cell(row, 0).to_string())
            .collect::<Vec<_>>(),
        written
    );
    assert!(
        matches!(&table.report.warnings[..], [ReadWarning::MostlyNumbers { n_text: 1, example, .. }] if example == "0x0303")
    );
    assert_eq!(table.read_as_numbers(0).unwrap(), 1);
    assert_eq!((table.columns[0].kind(), table.columns[0].n_missing), (Kind::Number, 1));
    assert_eq!(table.cell(500, 0).to_string(), "08");
}

#[test]
fn the_type_does_not_depend_on_the_order() {
    let (first, last) = (
        read("a,b\nx,1\n1,2\n2,3\n").unwrap(),
        read("a,b\n1,2\n2,3\nx,1\n").unwrap(),
    );
    assert_eq!(first.columns[0].kind(), Kind::Category);
    assert_eq!(last.columns[0].kind(), Kind::Category);
}

#[test]
fn too_many_categories_become_text() {
    let mut text = "a,b\n".to_owned();
    for n in 0..50 {
        writeln!(text, "name{n},{n}").unwrap();
    }
    let table = read_with(
        text.as_bytes(),
        ReadOptions {
            max_categories: 20,
            ..ReadOptions::default()
        },
    )
    .unwrap();
    assert_eq!(
        (table.columns[0].kind(), table.columns[0].role),
        (Kind::Text, Role::Identifier)
    );
    assert_eq!(table.cell(49, 0).to_string(), "name49");
    assert_eq!(table.cell(0, 0).to_string(), "name0");
}

#[test]
fn progress_counts() {
    let mut reader = TableReader::new("x", ReadOptions::default());
    let text = "a,b\n".to_owned() + &"1,2\n".repeat(100_000);
    reader.push(text.as_bytes()).unwrap();
    let progress = reader.progress();
    assert_eq!(
        (progress.n_bytes, progress.n_inflated, progress.n_rows),
        (400_004, 400_004, 100_000)
    );
}
