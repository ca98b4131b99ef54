//! `wiresift flows` as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use serde_json::Value;
use support::{captures, file, frames, pcap, printed, text, wiresift, wiresift_reading};
use wiresift_table::{ReadOptions, Schema, Table, TableReader};

/// Three connections and an ARP request.
const N_FLOWS: usize = 4;

fn capture(name: &str) -> String {
    file(name, &pcap(0, &frames()))
}

fn flows(arguments: &[&str]) -> String {
    printed(&wiresift(&[&["flows"], arguments].concat()))
}

fn read_back(bytes: &[u8]) -> Table {
    let mut reader = TableReader::new("conn.log", ReadOptions::default());
    reader.push(bytes).unwrap();
    reader.finish().unwrap()
}

fn cell(table: &Table, row: usize, column: &str) -> String {
    table.cell(row, table.column_index(column).unwrap()).to_string()
}

#[test]
fn conn_log_is_read_back() {
    let output = wiresift(&["flows", &capture("zeek.pcap")]);
    let table = read_back(printed(&output).as_bytes());
    assert_eq!(
        (table.schema, table.n_rows(), table.columns.len()),
        (Schema::ZeekConn, 3, 23)
    );
    let rows = (0..3).map(|row| ["proto", "service", "conn_state", "history"].map(|column| cell(&table, row, column)));
    let mut rows: Vec<[String; 4]> = rows.collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            ["icmp", "", "OTH", ""],
            ["tcp", "http", "SF", "ShADdfFa"],
            ["udp", "dns", "S0", "D"]
        ]
    );
    let web = (0..3).find(|&row| cell(&table, row, "proto") == "tcp").unwrap();
    for (column, expected) in [
        ("ts", "1700000000.000000"),
        ("id.orig_h", "10.0.0.1"),
        ("id.orig_p", "40000"),
        ("id.resp_h", "93.184.216.34"),
        ("id.resp_p", "80"),
        ("duration", "0.700000"),
        ("orig_bytes", "37"),
        ("resp_bytes", "19"),
        ("local_orig", "T"),
        ("local_resp", "F"),
        ("missed_bytes", "0"),
        ("orig_pkts", "4"),
        ("orig_ip_bytes", "197"),
        ("resp_pkts", "4"),
        ("resp_ip_bytes", "179"),
        ("ip_proto", "6"),
    ] {
        assert_eq!(cell(&table, web, column), expected, "{column}");
    }
    let message = text(&output.stderr);
    assert!(message.contains("1 flows of ARP"), "{message}");
}

/// What `zeek-cut id.resp_h id.resp_p` does: looks fields up by the header.
#[test]
fn conn_log_has_zeeks_header() {
    let log = flows(&[&capture("cut.pcap")]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines[..6],
        [
            "#separator \\x09",
            "#set_separator\t,",
            "#empty_field\t(empty)",
            "#unset_field\t-",
            "#path\tconn",
            "#open\t2023-11-14-22-13-20"
        ]
    );
    assert_eq!(lines.last(), Some(&"#close\t2023-11-14-22-13-21"));
    let names: Vec<&str> = lines[6].split('\t').skip(1).collect();
    let at = |name| names.iter().position(|found| *found == name).unwrap();
    let cut = |line: &&str| {
        let values: Vec<&str> = line.split('\t').collect();
        format!("{} {}", values[at("id.resp_h")], values[at("id.resp_p")])
    };
    let mut found: Vec<String> = lines[8..lines.len() - 1].iter().map(cut).collect();
    found.sort();
    assert_eq!(found, ["8.8.8.8 0", "8.8.8.8 53", "93.184.216.34 80"]);
}

#[test]
fn every_form_holds_the_same_table() {
    let path = capture("forms.pcap");
    let csv = flows(&["--format", "csv", &path]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), N_FLOWS);
    assert!(names.len() > 100, "{} columns", names.len());

    let json = flows(&["--format", "json", &path]);
    let objects: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), N_FLOWS);
    for (row, object) in rows.iter().zip(&objects) {
        for (name, field) in names.iter().zip(row) {
            match &object[name] {
                Value::Null => assert_eq!(field, "", "{name}"),
                Value::String(text) => assert_eq!(field, text, "{name}"),
                number => assert_eq!(field.parse::<f64>().ok(), number.as_f64(), "{name}"),
            }
        }
    }

    let output = file("forms.parquet", b"");
    assert_eq!(flows(&["--format", "parquet", "--output", &output, &path]), "");
    let reader = SerializedFileReader::new(std::fs::File::open(output).unwrap()).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), i64::try_from(N_FLOWS).unwrap());
    let columns = metadata.schema_descr().columns().iter();
    assert_eq!(columns.map(|column| column.name()).collect::<Vec<_>>(), names);
    for (row, expected) in reader.get_row_iter(None).unwrap().map(Result::unwrap).zip(&rows) {
        for (at, (name, field)) in names.iter().zip(expected).enumerate() {
            let number = row.get_double(at).or_else(|_| row.get_float(at).map(f64::from));
            match (number, row.get_string(at)) {
                (Ok(number), _) => {
                    let written: f64 = field.parse().unwrap();
                    assert!(
                        (number - written).abs() <= written.abs() * 1e-6,
                        "{name}: {number}, {field}"
                    );
                }
                (_, Ok(text)) => assert_eq!(text, field, "{name}"),
                _ => assert_eq!(field, "", "{name}"),
            }
        }
    }
}

#[test]
fn several_captures_are_one_stream() {
    let frames = frames();
    let parts = [
        file("part-1.pcap", &pcap(0, &frames[..4])),
        file("part-2.pcap", &pcap(4, &frames[4..])),
    ];
    assert_eq!(flows(&[&parts[0], &parts[1]]), flows(&[&capture("whole.pcap")]));
    let n_rows = flows(&["--format", "csv", &parts[0], &parts[1]]).lines().count() - 1;
    assert_eq!(n_rows, N_FLOWS);
}

#[test]
fn standard_input_is_read_and_a_cut_file_keeps_its_flows() {
    let bytes = pcap(0, &frames());
    let log = printed(&wiresift_reading(&["flows", "-"], &bytes));
    assert_eq!(log, flows(&[&capture("input.pcap")]));
    let output = wiresift(&["flows", &file("cut-flows.pcap", &bytes[..bytes.len() - 10])]);
    let message = text(&output.stderr);
    assert!(message.contains("inside a record"), "{message}");
    assert_eq!(read_back(printed(&output).as_bytes()).n_rows(), 3);
}

#[test]
fn a_side_file_labels_flows() {
    let path = capture("labelled.pcap");
    let rules = "attack,source,destination,protocol,destination_port,first_second\nping,10.0.0.1,8.8.8.8,icmp,,0\n";
    let rules = file("rules.csv", rules.as_bytes());
    let json = flows(&["--format", "json", "--labels", &rules, &path]);
    let objects = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut labels: Vec<[String; 2]> = objects
        .map(|object| ["proto", "label"].map(|name| object[name].as_str().unwrap().to_owned()))
        .collect();
    labels.sort();
    assert_eq!(
        labels,
        [
            ["arp", "normal"],
            ["icmp", "ping"],
            ["tcp", "normal"],
            ["udp", "normal"]
        ]
    );
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_written() {
    let path = capture("refused.pcap");
    let before = std::fs::read(&path).unwrap();
    let rules = file("bad-rules.csv", b"attack,source\nx,y\n");
    let words = file("words.txt", b"these are just words");
    let unwritten = file("unwritten.csv", b"as it was");
    for (arguments, expected) in [
        (vec![&*path, "--output", &path], "one of the captures"),
        (vec![&*path, "--labels", &rules], "conn-log has no column"),
        (vec![&*path, "--format", "csv", "--labels", &rules], "bad-rules.csv"),
        (vec!["/nowhere/at/all.pcap"], "/nowhere/at/all.pcap"),
        (vec![&*words, "--format", "csv", "--output", &unwritten], "words.txt"),
    ] {
        let output = wiresift(&[&["flows"], &arguments[..]].concat());
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read(&unwritten).unwrap(), b"as it was");
}

#[test]
fn a_table_takes_as_many_flows_as_it_is_told() {
    let output = wiresift(&["flows", "--format", "csv", "--max-flows", "2", &capture("few.pcap")]);
    assert_eq!(printed(&output).lines().count(), 3);
    assert!(text(&output.stderr).contains('2'), "{}", text(&output.stderr));
}

/// The flows of every capture are read back from the log, but for those of ARP.
#[test]
fn logs_of_real_captures_are_read_back() {
    let Some(folder) = captures() else { return };
    let mut manifest = csv::Reader::from_path(folder.join("MANIFEST.csv")).unwrap();
    for record in manifest
        .records()
        .map(Result::unwrap)
        .filter(|record| &record[3] != "short")
    {
        let path = folder.join(&record[0]);
        let path = path.to_str().unwrap();
        let table = flows(&["--format", "csv", path]);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let proto = reader.headers().unwrap().iter().position(|name| name == "proto");
        let rows = reader.records().map(Result::unwrap);
        let n_connections = rows
            .filter(|row| proto.is_some_and(|proto| &row[proto] != "arp"))
            .count();
        let log = flows(&[path]);
        let n_rows = log.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(n_rows, n_connections, "{path}");
        if n_rows > 0 {
            let read = read_back(log.as_bytes());
            assert_eq!((read.n_rows(), read.report.n_skipped), (n_rows, 0), "{path}");
        }
    }
}
