//! Rows and files that are no table, and the caps.

use super::{cells, error_of, read, read_with};
use crate::{ReadError, ReadOptions, ReadWarning, SkipReason};

#[test]
fn a_stray_quote_costs_one_line() {
    let table = read("a,b\n1,2\n\"3,4\n5,6\n7,8\n").unwrap();
    assert_eq!(cells(&table), ["1|2", "5|6", "7|8"]);
    let skipped = &table.report.skipped[0];
    assert_eq!(
        (skipped.reason, skipped.count, skipped.examples[0].line),
        (SkipReason::UnclosedQuote, 1, 3)
    );
    let closed_later = read("a,b\n1,2\n\"3,4\n5,\"6\"\n7,8\n").unwrap();
    assert_eq!(cells(&closed_later), ["1|2", "5|6", "7|8"]);
}

#[test]
fn rows_of_another_width_are_skipped_and_counted() {
    let table = read("a,b\n1,2\n3\n4,5,6\n7,8\n").unwrap();
    assert_eq!(cells(&table), ["1|2", "7|8"]);
    let skipped = &table.report.skipped[0];
    assert_eq!(
        (table.report.n_skipped, skipped.reason, skipped.count),
        (2, SkipReason::FieldCount, 2)
    );
    assert_eq!(
        skipped.examples[0].to_string(),
        "line 3: expected 2 fields, found 1 in \"3\""
    );
    assert_eq!(skipped.examples[1].line, 4);
}

#[test]
fn too_many_bad_rows_are_an_error_that_says_where() {
    let text = format!("a,b\n1,2\n{}", "3\n".repeat(4));
    let error = error_of(
        text.as_bytes(),
        ReadOptions {
            max_skipped_rows: 3,
            ..ReadOptions::default()
        },
    );
    assert_eq!(
        error.to_string(),
        "more than 3 rows cannot be read as 2 columns; the first is line 3: expected 2 fields, found 1 in \"3\""
    );
    assert!(!error.hint().is_empty());
}

#[test]
fn empty_files_say_so() {
    for text in ["", "\n\n", " \n", "\u{feff}"] {
        assert_eq!(
            error_of(text.as_ref(), ReadOptions::default()),
            ReadError::Empty,
            "{text:?}"
        );
    }
    assert_eq!(
        error_of("a,b,c\n".as_ref(), ReadOptions::default()),
        ReadError::HeaderOnly { n_columns: 3 }
    );
    assert!(matches!(
        error_of("a,b\nx\n".as_ref(), ReadOptions::default()),
        ReadError::NoRows { .. }
    ));
}

#[test]
fn one_column_is_no_table() {
    assert_eq!(
        error_of("bytes\n1\n2\n".as_ref(), ReadOptions::default()),
        ReadError::OneColumn {
            found: "bytes".to_owned()
        }
    );
}

#[test]
fn ten_thousand_columns_meet_the_cap() {
    let row = vec!["1"; 10_000].join(",");
    let error = error_of(format!("{row}\n{row}\n").as_ref(), ReadOptions::default());
    assert_eq!(
        error,
        ReadError::TooManyColumns {
            found: 10_000,
            max: 4_096
        }
    );
    // Longer than what the sniffer looks at first.
    let wide: Vec<String> = (0..10_000).map(|n| format!("column_number_{n}")).collect();
    let error = error_of(format!("{}\n{row}\n", wide.join(",")).as_ref(), ReadOptions::default());
    assert_eq!(
        error,
        ReadError::TooManyColumns {
            found: 10_000,
            max: 4_096
        }
    );
}

#[test]
fn rows_and_their_length_are_capped() {
    let options = ReadOptions {
        max_rows: 2,
        ..ReadOptions::default()
    };
    let error = error_of(b"a,b\n1,2\n3,4\n5,6\n", options);
    assert_eq!(
        error,
        ReadError::TooManyRows {
            line: 4,
            max: 2,
            n_columns: 2
        }
    );
    let options = ReadOptions {
        max_row_bytes: 1_000,
        ..ReadOptions::default()
    };
    let text = format!("a,b\n1,2\n{},2\n", "x".repeat(2_000));
    assert_eq!(
        error_of(text.as_bytes(), options),
        ReadError::RowTooLong { line: 3, max: 1_000 }
    );
}

#[test]
fn bytes_that_are_not_utf8_are_kept_as_replacements_and_counted() {
    let table = read_with(b"a,b\ncaf\xe9,1\nx,2\n", ReadOptions::default()).unwrap();
    assert_eq!(cells(&table), ["caf\u{fffd}|1", "x|2"]);
    assert_eq!(
        table.report.warnings,
        [ReadWarning::NotUtf8 {
            column: "a".to_owned(),
            n_fields: 1
        }]
    );
}

#[test]
fn other_files_are_named() {
    let cases: [(&[u8], &str); 9] = [
        (b"\xd4\xc3\xb2\xa1\x02\0\x04\0", "pcap"),
        (b"\x0a\x0d\x0d\x0a\x1c\0\0\0", "pcapng"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"[{\"ts\":1},\n{\"ts\":2}]\n", "a JSON array"),
        (b"{\n  \"ts\": 1\n}\n", "JSON that is not one object a line"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"a,b\n1,2\n\0\0\0\0", "binary"),
        (b"PAR1....", "Parquet"),
    ];
    for (bytes, name) in cases {
        let error = error_of(bytes, ReadOptions::default());
        assert!(error.to_string().contains(name), "{error}");
    }
}
