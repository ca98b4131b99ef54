//! Delimiters, headers, line ends and quotes.

use super::{cells, names, read, read_with};
use crate::{Delimiter, ReadError, ReadOptions, Role};

#[test]
fn delimiters_are_found() {
    for (mark, delimiter) in [
        (",", Delimiter::Comma),
        (";", Delimiter::Semicolon),
        ("\t", Delimiter::Tab),
        ("|", Delimiter::Pipe),
        ("   ", Delimiter::Spaces),
    ] {
        let text = "time,bytes,proto\n10:20,5,tcp\n10:21,6,udp\n".replace(',', mark);
        let table = read(&text).unwrap();
        assert_eq!(
            (table.report.delimiter, names(&table)),
            (delimiter, vec!["time", "bytes", "proto"]),
            "{mark:?}"
        );
        assert_eq!(cells(&table), ["10:20|5|tcp", "10:21|6|udp"]);
    }
}

#[test]
fn a_row_without_values_is_a_row_with_any_delimiter() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = "a,b,c\n1,2,3\n,,\n\n , ,\n4,5,6\n".replace(',', delimiter);
        let table = read(&text).unwrap();
        assert_eq!(cells(&table), ["1|2|3", "||", "||", "4|5|6"], "{delimiter:?}");
    }
    // Too few tabs for a row are space at the end of a line that holds nothing else.
    let table = read("a\tb\tc\n1\t2\t3\n\t\n \n4\t5\t6\n").unwrap();
    assert_eq!((table.n_rows(), table.report.skipped.is_empty()), (2, true));
}

#[test]
fn spaces_within_fields_do_not_separate() {
    let table = read("when,n\n2018-05-10 10:52:47,1\n2018-05-10 10:52:48,2\n").unwrap();
    assert_eq!(
        (table.report.delimiter, table.columns[0].role),
        (Delimiter::Comma, Role::Timestamp)
    );
}

#[test]
fn a_header_is_told_from_data() {
    let with = read("x,y\n1,2\n3,4\n").unwrap();
    assert!(with.report.has_header);
    let without = read("1,2\n3,4\n").unwrap();
    assert_eq!(
        (without.report.has_header, names(&without)),
        (false, vec!["column_1", "column_2"])
    );
    let texts = read("tcp,SF\nudp,SF\ntcp,REJ\n").unwrap();
    assert!(!texts.report.has_header);
    let named_texts = read("proto,state\nudp,SF\ntcp,REJ\n").unwrap();
    assert!(named_texts.report.has_header);
}

#[test]
fn names_are_made_unique() {
    let table = read(" a ,a,,a.1\n1,2,3,4\n").unwrap();
    assert_eq!(names(&table), ["a", "a.1", "column_3", "a.1.1"]);
}

#[test]
fn line_ends_may_be_mixed() {
    let table = read("a,b\r\n1,2\r3,4\n\n5,6\r\n\r\n7,8").unwrap();
    assert_eq!(cells(&table), ["1|2", "3|4", "5|6", "7|8"]);
    assert_eq!(table.report.n_skipped, 0);
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    let table = read("a,b\n\"x, y\",1\n\"two\r\nlines\",2\n\"say \"\"hi\"\"\",3\n5\" disk,4\n").unwrap();
    assert_eq!(
        cells(&table),
        ["x, y|1", "two\r\nlines|2", "say \"hi\"|3", "5\" disk|4"]
    );
}

#[test]
fn byte_order_marks() {
    let table = read("\u{feff}a,b\n1,2\n").unwrap();
    assert_eq!(names(&table), ["a", "b"]);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("a,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert!(
        matches!(read_with(&utf16, ReadOptions::default()), Err(ReadError::Encoding { found }) if found.contains("UTF-16"))
    );
    assert!(matches!(
        read_with(&utf16[2..], ReadOptions::default()),
        Err(ReadError::Encoding { .. })
    ));
}
