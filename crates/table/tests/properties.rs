//! Properties of reading: what is written comes back, and how the bytes arrive does not matter.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write as _;
use std::io::Write as _;

use proptest::prelude::*;
use wiresift_table::{ReadError, ReadOptions, Table, TableReader};

fn read_in(bytes: &[u8], cuts: &[usize]) -> Result<Table, ReadError> {
    let options = ReadOptions {
        max_categories: 30,
        max_row_bytes: 1 << 16,
        ..ReadOptions::default()
    };
    let mut reader = TableReader::new("t", options);
    let mut rest = bytes;
    for &cut in cuts {
        let (chunk, after) = rest.split_at(cut.min(rest.len()));
        reader.push(chunk)?;
        rest = after;
    }
    reader.push(rest)?;
    reader.finish()
}

/// Everything a table shows, but for the number of input bytes of a gzip file.
fn show(result: &Result<Table, ReadError>) -> String {
    let table = match result {
        Ok(table) => table,
        Err(error) => return format!("{error:?}"),
    };
    let mut out = format!("{:?} {:?}\n", table.schema, table.report);
    for (at, column) in table.columns.iter().enumerate() {
        write!(
            out,
            "{} {:?} {:?} {}",
            column.name,
            column.role,
            column.kind(),
            column.n_missing
        )
        .unwrap();
        for row in 0..table.n_rows() {
            write!(out, " {:?}", table.cell(row, at)).unwrap();
        }
        out.push('\n');
    }
    out
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<i32>().prop_map(|n| n.to_string()),
        2 => any::<f64>().prop_map(|x| x.to_string()),
        2 => (0_u32..100_000, 0_usize..5).prop_map(|(n, d)| format!("{:.d$}", f64::from(n) / 100.0)),
        2 => "[a-e]{1,3}",
        1 => "[ -~]{0,12}",
        1 => "[a-z,;|\t\"\r\n é]{0,8}",
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..6, 1_usize..40)
        .prop_flat_map(|(width, height)| proptest::collection::vec(proptest::collection::vec(field(), width), height))
}

fn write(rows: &[Vec<String>], delimiter: u8, terminator: csv::Terminator, style: csv::QuoteStyle) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(terminator)
        .quote_style(style)
        .from_writer(Vec::new());
    // Names that no delimiter or number could be in, so that the header is certain.
    let header: Vec<String> = (0..rows[0].len()).map(|at| format!("name_{at}x")).collect();
    writer.write_record(&header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What a field is after reading: without space around it, and nothing where it means nothing.
fn as_read(field: &str) -> String {
    let trimmed = field.trim_ascii();
    let missing = [
        "", "-", "?", "nan", "na", "n/a", "null", "none", "(empty)", "#n/a", "<na>",
    ];
    if missing.contains(&trimmed.to_ascii_lowercase().as_str()) {
        String::new()
    } else {
        trimmed.to_owned()
    }
}

/// A few lines of each log that is known.
const LOGS: [&str; 4] = [
    "\t#separator \\x09\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\tconn_state\ttunnel_parents   label   detailed-label\n\
     1.5\tC1\t::1\t::2\tudp\tSF\t-   Malicious   C&C\n2.5\tC2\t::1\t::2\ttcp\tS0\t-   Benign   -\n",
    "{\"ts\":1.5,\"uid\":\"C1\",\"id.orig_h\":\"::1\",\"id.resp_h\":\"::2\",\"proto\":\"udp\",\"conn_state\":\"SF\",\"orig_pkts\":2}\n\
     {\"ts\":\"2021-06-06T15:59:46Z\",\"uid\":\"C2\",\"id\":{\"orig_h\":\"::1\",\"resp_h\":\"::2\"},\"proto\":\"tcp\",\"conn_state\":\"S0\",\"local_orig\":true}\n",
    "{\"timestamp\":\"2021-06-06T15:59:46.4+0200\",\"event_type\":\"alert\",\"flow_id\":7,\"alert\":{\"category\":\"Misc\",\"severity\":2}}\n\
     {\"timestamp\":\"2021-06-06T15:59:46.4+0200\",\"event_type\":\"flow\",\"flow_id\":7,\"proto\":\"TCP\",\"flow\":{\"age\":3,\"start\":\"2021-06-06T15:59:40+0200\"}}\n\
     {\"timestamp\":\"2021-06-06T15:59:47.4+0200\",\"event_type\":\"dns\",\"dns\":{\"rrname\":\"a\"}}\n",
    "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,Label\n\
     2011/08/10 09:46:59.607825,1.02,tcp,10.0.0.1,1577,   ->,10.0.0.2,6881,S_RA,4,276,flow=Background\n\
     2011/08/10 09:47:00.634364,1.00,icmp,10.0.0.1,0x0303,   ->,10.0.0.2,0x72d3,URP,4,276,flow=From-Botnet\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(
        rows in table(),
        delimiter in prop::sample::select(&b",;\t|"[..]),
        terminator in prop::sample::select(vec![csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')]),
        style in prop::sample::select(vec![csv::QuoteStyle::Always, csv::QuoteStyle::Necessary]),
    ) {
        let bytes = write(&rows, delimiter, terminator, style);
        let table = read_in(&bytes, &[]).unwrap();
        prop_assert_eq!(table.columns.len(), rows[0].len());
        let read: Vec<Vec<String>> = (0..table.n_rows())
            .map(|row| (0..table.columns.len()).map(|at| table.cell(row, at).to_string()).collect())
            .collect();
        let written: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|f| as_read(f)).collect()).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn chunks_do_not_matter(
        rows in table(),
        cuts in proptest::collection::vec(0_usize..60, 0..200),
        noise in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        is_gzip in any::<bool>(),
    ) {
        let mut bytes = write(&rows, b',', csv::Terminator::CRLF, csv::QuoteStyle::Necessary);
        for (at, byte) in noise {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_gzip {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
        }
        prop_assert_eq!(show(&read_in(&bytes, &cuts)), show(&read_in(&bytes, &[])));
    }

    #[test]
    fn chunks_of_json_do_not_matter(
        rows in table(),
        cuts in proptest::collection::vec(0_usize..60, 0..200),
        noise in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = Vec::new();
        for row in &rows {
            let object: serde_json::Map<String, serde_json::Value> =
                row.iter().enumerate().map(|(at, field)| (format!("name_{at}"), field.as_str().into())).collect();
            bytes.extend(serde_json::to_vec(&object).unwrap());
            bytes.push(b'\n');
        }
        let table = read_in(&bytes, &[]).unwrap();
        let written: Vec<String> = rows.iter().map(|row| as_read(&row[0])).collect();
        let read: Vec<String> = (0..table.n_rows()).map(|row| table.cell(row, 0).to_string()).collect();
        prop_assert_eq!(read, written);
        for (at, byte) in noise {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        prop_assert_eq!(show(&read_in(&bytes, &cuts)), show(&read_in(&bytes, &[])));
    }

    #[test]
    fn a_damaged_log_is_read_or_refused_alike_in_any_chunks(
        log in prop::sample::select(&LOGS[..]),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        end in any::<prop::sample::Index>(),
        cuts in proptest::collection::vec(0_usize..60, 0..40),
    ) {
        let mut bytes = log.as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        prop_assert_eq!(show(&read_in(&bytes, &cuts)), show(&read_in(&bytes, &[])));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cuts in proptest::collection::vec(0_usize..40, 0..8)) {
        prop_assert_eq!(show(&read_in(&bytes, &cuts)), show(&read_in(&bytes, &[])));
    }
}

/// The head that is looked at ends at 64 KiB: chunks around it, and a line end right on it, must not matter.
#[test]
fn chunks_do_not_matter_around_the_head() {
    for pad in 0..10 {
        let mut text = format!("{},b\r\n", "a".repeat(65_530 + pad));
        text.push_str("1,2\r\n3,4\r\nbad\r\n");
        let whole = show(&read_in(text.as_bytes(), &[]));
        for cut in 65_525..65_545 {
            assert!(show(&read_in(text.as_bytes(), &[cut])) == whole, "{pad} {cut}");
        }
    }
}
