//! Good input in many forms, and bad input of every kind.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{
    Cell, Delimiter, Kind, ReadError, ReadOptions, ReadWarning, Role, Schema, SkipReason, Table, TableReader, Truth,
};

fn read_with(bytes: &[u8], options: ReadOptions) -> Result<Table, ReadError> {
    let mut reader = TableReader::new("test.csv", options);
    reader.push(bytes)?;
    reader.finish()
}

/// The error alone: a table that should not be there would print itself.
fn error_of(bytes: &[u8], options: ReadOptions) -> ReadError {
    read_with(bytes, options).map(|table| table.n_rows()).unwrap_err()
}

fn read(text: &str) -> Result<Table, ReadError> {
    read_with(text.as_bytes(), ReadOptions::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All cells, a row a line.
fn cells(table: &Table) -> Vec<String> {
    let row = |row| {
        let cells: Vec<String> = (0..table.columns.len())
            .map(|column| table.cell(row, column).to_string())
            .collect();
        cells.join("|")
    };
    (0..table.n_rows()).map(row).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn kdd_line(label: &str) -> String {
    let mut line = "0,tcp,http,SF,181,5450".to_owned();
    line.push_str(&",0".repeat(16));
    line.push_str(",8,8");
    line.push_str(&",0.00".repeat(7));
    line.push_str(",9,9");
    line.push_str(&",0.11".repeat(8));
    write!(line, ",{label}").unwrap();
    line
}

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
fn kdd_is_known_by_its_shape() {
    let text = format!("{}\n{}\n", kdd_line("normal."), kdd_line("smurf."));
    let table = read(&text).unwrap();
    assert_eq!((table.schema, table.columns.len()), (Schema::Kdd99, 42));
    assert_eq!(table.truth().unwrap(), [Truth::Normal, Truth::Anomaly]);
    assert_eq!(table.columns[41].role, Role::Label);
    let nsl = read(&format!("{},21\n{},3\n", kdd_line("normal"), kdd_line("neptune"))).unwrap();
    assert_eq!((nsl.schema, nsl.columns[42].role), (Schema::NslKdd, Role::Ignored));
    let cut = |line: String| line.rsplit_once(',').unwrap().0.to_owned();
    let unlabelled = read(&format!("{}\n", cut(kdd_line("x")))).unwrap();
    assert_eq!(
        (unlabelled.schema, unlabelled.columns.len(), unlabelled.label_column()),
        (Schema::Kdd99, 41, None)
    );
}

#[test]
fn kdd_is_known_by_its_header() {
    let first = read(&format!("{}\n", kdd_line("normal."))).unwrap();
    let header: Vec<&str> = first.columns.iter().map(|c| c.name.as_str()).collect();
    let table = read(&format!("{}\n{}\n", header.join(","), kdd_line("normal."))).unwrap();
    assert_eq!(
        (table.schema, table.report.has_header, table.n_rows()),
        (Schema::Kdd99, true, 1)
    );
}

#[test]
fn a_word_in_a_number_column_of_kdd_makes_a_bad_row() {
    let good = kdd_line("normal.");
    let bad = good.replacen("181", "many", 1);
    let table = read(&format!("{good}\n{bad}\n{good}\n")).unwrap();
    assert_eq!(table.n_rows(), 2);
    assert!(table.columns.iter().all(|column| column.data.len() == 2));
    let example = &table.report.skipped[0].examples[0];
    assert_eq!(
        example.to_string(),
        "line 2, column \"src_bytes\": expected a number, found \"many\""
    );
}

#[test]
fn the_flow_table_is_known_with_and_without_header() {
    let csv = crate::sample::sample_table_csv(50, 0.2, 1);
    let table = read(&csv).unwrap();
    assert_eq!(
        (table.schema, table.n_rows(), table.label_column()),
        (Schema::Flow10, 50, Some(10))
    );
    assert_eq!(
        table.truth().unwrap().iter().filter(|&&t| t == Truth::Anomaly).count(),
        10
    );
    let (_, body) = csv.split_once('\n').unwrap();
    assert_eq!(read(body).unwrap().schema, Schema::Flow10);
    let unlabelled: Vec<&str> = csv.lines().map(|line| line.rsplit_once(',').unwrap().0).collect();
    let table = read(&unlabelled.join("\n")).unwrap();
    assert_eq!((table.schema, table.label_column()), (Schema::Flow10, None));
}

#[test]
fn what_would_leak_is_set_aside() {
    const ROLES: [Role; 8] = {
        use Role::{Feature, Identifier, Label, Timestamp};
        [
            Identifier, Identifier, Identifier, Timestamp, Identifier, Feature, Label, Label,
        ]
    };
    let text = "id,Src IP,Dst Port,ts,host name,bytes,attack_cat,label\n1,10.0.0.1,80,5,fe80::1,7,DoS,1\n2,10.0.0.2,443,6,fe80::2,8,Normal,0\n";
    let table = read(text).unwrap();
    let roles: Vec<Role> = table.columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, ROLES);
    assert_eq!(table.label_column(), Some(7));
    assert_eq!(table.truth().unwrap(), [Truth::Anomaly, Truth::Normal]);
}

#[test]
fn roles_and_normal_labels_can_be_changed() {
    let mut table = read("a,kind,label\n1,x,0\n2,y,1\n").unwrap();
    table.set_role(1, Role::Label).unwrap();
    assert_eq!(table.label_column(), Some(1));
    assert_eq!(table.truth().unwrap(), [Truth::Anomaly; 2]);
    table.set_normal_labels(["X".to_owned()]);
    assert_eq!(table.truth().unwrap(), [Truth::Normal, Truth::Anomaly]);
    table.set_role(1, Role::Ignored).unwrap();
    assert_eq!(table.label_column(), Some(2));
    assert_eq!(
        table.set_role(3, Role::Ignored).unwrap_err().to_string(),
        "column 3 of a table with 3 columns"
    );
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

#[test]
fn gzip_may_have_members_and_trailing_bytes() {
    let mut bytes = gzip(b"a,b\n1,2\n3");
    bytes.extend(gzip(b",4\n"));
    let table = read_with(&bytes, ReadOptions::default()).unwrap();
    assert_eq!(
        (cells(&table), table.report.is_gzip),
        (vec!["1|2".to_owned(), "3|4".to_owned()], true)
    );
    bytes.extend([0; 20]);
    let table = read_with(&bytes, ReadOptions::default()).unwrap();
    assert_eq!(table.report.warnings, [ReadWarning::TrailingBytes]);
}

#[test]
fn truncated_gzip_keeps_whole_rows_and_says_so() {
    let mut text = "a,b\n".to_owned();
    for n in 0..5_000_u64 {
        writeln!(text, "{},{}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n).unwrap();
    }
    let whole = read(&text).unwrap();
    let bytes = gzip(text.as_bytes());
    for cut in [bytes.len() / 2, bytes.len() - 9, bytes.len() - 8, bytes.len() - 1] {
        let table = read_with(&bytes[..cut], ReadOptions::default()).unwrap();
        assert_eq!(table.report.warnings, [ReadWarning::TruncatedGzip], "{cut}");
        assert!(table.n_rows() > 1_000);
        assert_eq!(cells(&table)[..], cells(&whole)[..table.n_rows()]);
    }
    for cut in [2, 9, 12, 20] {
        let error = error_of(&bytes[..cut], ReadOptions::default());
        assert_eq!(error, ReadError::TruncatedGzip { n_bytes: cut as u64 });
    }
}

#[test]
fn corrupt_gzip_is_an_error() {
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    let end = bytes.len();
    bytes[end - 6] ^= 0xff;
    assert!(matches!(
        read_with(&bytes, ReadOptions::default()),
        Err(ReadError::CorruptGzip { .. })
    ));
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    bytes[3] = 0xff;
    bytes[10] = 0xff;
    assert!(read_with(&bytes, ReadOptions::default()).is_err());
    let mut bytes = gzip("a,b\n1,2\n".repeat(1_000).as_bytes());
    bytes[10..].fill(0xff);
    assert!(matches!(
        read_with(&bytes, ReadOptions::default()),
        Err(ReadError::CorruptGzip { .. })
    ));
}

#[test]
fn gzip_bombs_are_stopped() {
    let mut text = b"1,2\n".repeat(20_000);
    text.resize(80 << 20, b'\n');
    let error = error_of(&gzip(&text), ReadOptions::default());
    assert!(matches!(error, ReadError::InflateRatio { max: 400, .. }), "{error}");
    let options = ReadOptions {
        max_inflated_bytes: 1_000,
        ..ReadOptions::default()
    };
    let text = "a,b\n".repeat(1_000);
    assert_eq!(
        error_of(&gzip(text.as_bytes()), options.clone()),
        ReadError::TooLarge { max: 1_000 }
    );
    assert_eq!(error_of(text.as_bytes(), options), ReadError::TooLarge { max: 1_000 });
}

#[test]
fn zeek_logs_name_their_columns_in_a_comment() {
    let text = "#separator \\x09\n#fields\tts\tuid\tduration\n#types\ttime\tstring\tinterval\n1.5\tC1\t-\n2.5\tC2\t0.25\n#close\t2020\n";
    let table = read(text).unwrap();
    assert_eq!(
        (names(&table), cells(&table)),
        (
            vec!["ts", "uid", "duration"],
            vec!["1.5|C1|".to_owned(), "2.5|C2|0.25".to_owned()]
        )
    );
    assert_eq!(table.report.n_skipped, 0);
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
