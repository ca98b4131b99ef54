//! Reads the public data sets that the project is judged on. They are not in the repository: without
//! `WIRESIFT_DATA`, and without `../shared/data` beside the workspace, these tests say so and pass.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::path::PathBuf;

use wiresift_table::{
    Cell, DefaultScaling, Encoder, EncoderOptions, Family, Kind, ReadOptions, ReadWarning, Role, Scaling, Schema,
    Table, TableReader, Truth, Unit,
};

fn data_dir() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let dir = std::env::var_os("WIRESIFT_DATA").map_or_else(|| beside.into(), PathBuf::from);
    dir.join("tables").exists().then(|| dir.join("tables"))
}

/// `None`, with a line that says so, when the data is not there.
fn read(name: &str) -> Option<Table> {
    let Some(dir) = data_dir() else {
        println!("skipped: no data (set WIRESIFT_DATA) for {name}");
        return None;
    };
    let bytes = std::fs::read(dir.join(name)).unwrap();
    let mut reader = TableReader::new(name, ReadOptions::default());
    for chunk in bytes.chunks(1 << 18) {
        reader.push(chunk).unwrap();
    }
    Some(reader.finish().unwrap())
}

fn with_role(table: &Table, role: Role) -> Vec<&str> {
    let columns = table.columns.iter().filter(|column| column.role == role);
    columns.map(|column| column.name.as_str()).collect()
}

fn n_truth(table: &Table, truth: Truth) -> usize {
    table
        .truth()
        .unwrap_or_default()
        .iter()
        .filter(|&&t| t == truth)
        .count()
}

fn label_count(table: &Table, label: &str) -> usize {
    table
        .label_counts()
        .iter()
        .find(|l| l.name == label)
        .map_or(0, |l| l.count)
}

fn family_count(table: &Table, family: Family) -> usize {
    let counts = table.label_counts();
    counts
        .iter()
        .filter(|l| l.family == Some(family))
        .map(|l| l.count)
        .sum()
}

fn standard() -> EncoderOptions {
    EncoderOptions {
        default_scaling: DefaultScaling::Fixed(Scaling::Standard),
        ..EncoderOptions::default()
    }
}

fn unit(table: &Table, name: &str) -> Option<Unit> {
    table.columns[table.column_index(name).unwrap()].unit
}

/// The column's times in seconds; NaN where it holds none.
fn times<'a>(table: &'a Table, name: &str) -> impl Iterator<Item = f64> + use<'a> {
    let column = &table.columns[table.column_index(name).unwrap()];
    assert_eq!((column.role, column.kind()), (Role::Timestamp, Kind::Number));
    (0..table.n_rows()).map(|row| match column.cell(row) {
        Cell::Number { value, .. } => value,
        Cell::Missing | Cell::Text(_) => f64::NAN,
    })
}

/// No feature names a row, a host, a port, a time or the answer.
fn assert_no_leak(table: &Table) {
    let features = with_role(table, Role::Feature);
    assert!(features.len() >= 5, "{features:?}");
    for name in features {
        let name = name.to_ascii_lowercase().replace([' ', '.', '-'], "_");
        let words: Vec<&str> = name.split('_').collect();
        let is_plain_leak = [
            "id",
            "uid",
            "h",
            "p",
            "ip",
            "port",
            "addr",
            "timestamp",
            "label",
            "alerted",
        ]
        .iter()
        .any(|leak| words.last() == Some(leak));
        let joined = [
            "ts",
            "sport",
            "dport",
            "srcaddr",
            "dstaddr",
            "starttime",
            "dns_query",
            "http_uri",
            "attack_cat",
            "type",
        ];
        assert!(!is_plain_leak && !joined.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn kdd99() {
    let Some(table) = read("kddcup99_10pct.csv.gz") else {
        return;
    };
    assert_eq!(table.schema, Schema::Kdd99);
    assert_eq!(
        (table.n_rows(), table.report.n_skipped, table.report.has_header),
        (494_021, 0, false)
    );
    assert_eq!(table.n_repeated_rows(), 494_021 - 145_586);
    let families = [Family::Normal, Family::Dos, Family::Probe, Family::R2l, Family::U2r];
    assert_eq!(
        families.map(|f| family_count(&table, f)),
        [97_278, 391_458, 4_107, 1_126, 52]
    );
    assert_eq!(label_count(&table, "smurf."), 280_790);
    assert_eq!(n_truth(&table, Truth::Normal), 97_278);
    let largest = (0..table.n_rows()).max_by(|&a, &b| {
        let value = |row| table.cell(row, 4).to_string().parse::<u64>().unwrap();
        value(a).cmp(&value(b))
    });
    assert_eq!(table.cell(largest.unwrap(), 4).to_string(), "693375640");
    let encoded = Encoder::fit_with(&table, None, &standard())
        .unwrap()
        .transform(&table)
        .unwrap();
    assert_eq!(encoded.x.dim(), (145_584, 118));
    assert!(encoded.x.iter().all(|value| value.is_finite()));
}

#[test]
fn nsl_kdd() {
    let Some(train) = read("nsl_kdd_train20.txt.gz") else {
        return;
    };
    let Some(test) = read("nsl_kdd_test.txt.gz") else {
        return;
    };
    assert_eq!((train.schema, test.schema), (Schema::NslKdd, Schema::NslKdd));
    assert_eq!((train.n_rows(), test.n_rows()), (25_192, 22_544));
    assert_eq!(with_role(&train, Role::Ignored), ["difficulty"]);
    let families = [Family::Normal, Family::Dos, Family::Probe, Family::R2l, Family::U2r];
    assert_eq!(
        families.map(|f| family_count(&test, f)),
        [9_711, 7_460, 2_421, 2_885, 67]
    );
    let truth = train.truth().unwrap();
    let normal: Vec<u32> = (0..25_192)
        .filter(|&row| truth[row as usize] == Truth::Normal)
        .collect();
    // Widths as scikit-learn's one-hot encoder gives them for these rows.
    assert_eq!(Encoder::fit(&train, Some(&normal)).unwrap().features().len(), 72);
    let encoder = Encoder::fit_with(&train, None, &standard()).unwrap();
    assert_eq!(encoder.features().len(), 118);
    let encoded = encoder.transform(&test).unwrap();
    assert_eq!(encoded.x.dim(), (22_487, 118));
    let largest = encoded.x.iter().copied().fold(0.0_f32, f32::max);
    assert!(largest > 100.0, "{largest}");
}

#[test]
fn adbench() {
    let sets = [
        ("http", 567_498, 3, 2_211),
        ("shuttle", 49_097, 9, 3_511),
        ("mnist", 7_603, 100, 700),
        ("musk", 3_062, 166, 97),
    ];
    for (name, n_rows, n_features, n_anomalies) in sets {
        let Some(table) = read(&format!("adbench_{name}.csv.gz")) else {
            return;
        };
        assert_eq!((table.n_rows(), table.schema), (n_rows, Schema::Generic), "{name}");
        assert_eq!(with_role(&table, Role::Label), ["label"], "{name}");
        assert_eq!(with_role(&table, Role::Feature).len(), n_features, "{name}");
        assert_eq!(n_truth(&table, Truth::Anomaly), n_anomalies, "{name}");
    }
}

#[test]
fn unsw_nb15() {
    let Some(table) = read("unsw_nb15_82k.csv.gz") else {
        return;
    };
    assert_eq!((table.n_rows(), table.columns.len()), (82_332, 45));
    assert_eq!(table.columns[0].name, "id");
    assert_eq!(with_role(&table, Role::Identifier), ["id"]);
    assert_eq!(with_role(&table, Role::Label), ["attack_cat", "label"]);
    assert_eq!(table.label_column(), table.column_index("attack_cat"));
    assert_eq!(n_truth(&table, Truth::Anomaly), 45_332);
    assert_eq!(table.schema, Schema::UnswNb15);
    assert_eq!(with_role(&table, Role::Ignored), ["stcpb", "dtcpb"]);
    assert_eq!(label_count(&table, "Fuzzers"), 6_062);
    assert_eq!(family_count(&table, Family::Probe), 3_496 + 677);
    assert_eq!(family_count(&table, Family::Malware), 583 + 44);
    let service = &table.columns[table.column_index("service").unwrap()];
    assert_eq!(service.kind(), Kind::Category);
    assert!(service.n_missing > 40_000);
}

#[test]
fn ton_iot() {
    let Some(table) = read("ton_iot_network_train70.csv.gz") else {
        return;
    };
    assert_eq!((table.n_rows(), table.report.n_skipped), (147_715, 0));
    assert_eq!(
        with_role(&table, Role::Identifier)[..4],
        ["src_ip", "src_port", "dst_ip", "dst_port"]
    );
    assert_eq!(with_role(&table, Role::Label), ["label", "type"]);
    assert_eq!(table.schema, Schema::TonIot);
    assert_eq!(table.label_column(), table.column_index("type"));
    assert_eq!(n_truth(&table, Truth::Anomaly), 112_775);
    assert_eq!(family_count(&table, Family::BruteForce), 14_028);
    assert_eq!(family_count(&table, Family::Dos), 14_094 + 13_981);
    assert_eq!(family_count(&table, Family::Normal), 34_940);
    assert_no_leak(&table);
    assert_eq!(table.n_repeated_rows(), 12_653);
    let truth_value = &table.columns[table.column_index("dns_AA").unwrap()];
    assert_eq!(truth_value.kind(), Kind::Category);
    Encoder::fit(&table, None).unwrap();
}

#[test]
fn cicids2017() {
    let Some(table) = read("cicids2017_improved_sample.csv.gz") else {
        return;
    };
    assert_eq!((table.n_rows(), table.columns.len()), (43_419, 91));
    assert_eq!(
        with_role(&table, Role::Identifier),
        ["id", "Flow ID", "Src IP", "Src Port", "Dst IP", "Dst Port"]
    );
    assert_eq!(with_role(&table, Role::Timestamp), ["Timestamp"]);
    assert_eq!(with_role(&table, Role::Label), ["Label", "Attempted Category"]);
    assert_eq!(n_truth(&table, Truth::Normal), 5_000);
    assert_eq!(table.schema, Schema::CicFlowMeter);
    assert_eq!(family_count(&table, Family::Probe), 10_000);
    assert_eq!(family_count(&table, Family::BruteForce), 3_972 + 2_961);
    assert_eq!(family_count(&table, Family::Dos), 15_000 + 3_859 + 1_740);
    assert_eq!(family_count(&table, Family::WebAttack), 73 + 18 + 13);
    assert_eq!(unit(&table, "Flow Duration"), Some(Unit::Micros));
    assert_eq!(unit(&table, "Flow Bytes/s"), Some(Unit::BytesPerSecond));
    // 2017-07-03 to 2017-07-08.
    assert!(times(&table, "Timestamp").all(|t| (1_499_040_000.0..1_499_472_000.0).contains(&t)));
    assert_no_leak(&table);
    Encoder::fit(&table, None).unwrap();
    let Some(classic) = read("cicids2017_classic_sample.csv.gz") else {
        return;
    };
    assert_eq!((classic.n_rows(), classic.columns.len()), (6_311, 78));
    assert_eq!(classic.schema, Schema::CicFlowMeter);
    assert_eq!(with_role(&classic, Role::Ignored), ["Fwd Header Length.1"]);
    assert_eq!(family_count(&classic, Family::CommandAndControl), 1_966);
    assert_eq!(label_count(&classic, "WebAttack"), 2_180);
}

#[test]
fn zeek_with_labels() {
    let iot23 = [
        ("iot23_8-1_hakai", 10_403, 8_222),
        ("iot23_20-1_torii", 3_209, 16),
        ("iot23_42-1_trojan", 4_426, 6),
        ("iot23_honeypot_5-1_echo", 1_374, 0),
    ];
    for (name, n_rows, n_attacks) in iot23 {
        let Some(table) = read(&format!("{name}.csv.gz")) else {
            return;
        };
        assert_eq!((table.schema, table.n_rows()), (Schema::ZeekConn, n_rows), "{name}");
        assert_eq!(n_truth(&table, Truth::Anomaly), n_attacks, "{name}");
        assert_eq!(n_truth(&table, Truth::Normal), n_rows - n_attacks, "{name}");
        assert_eq!(with_role(&table, Role::Label), ["label", "detailed-label"]);
        assert_eq!(with_role(&table, Role::Timestamp), ["ts"]);
        assert_no_leak(&table);
    }
    let Some(conn) = read("ctu_sme11_zeek_conn.log.labeled.gz") else {
        return;
    };
    assert_eq!((conn.schema, conn.n_rows()), (Schema::ZeekConn, 766));
    let labels = ["Malicious", "Benign", "Unknown"].map(|label| label_count(&conn, label));
    assert_eq!(labels, [719, 44, 3]);
    let truths = [Truth::Anomaly, Truth::Normal, Truth::Unknown].map(|truth| n_truth(&conn, truth));
    assert_eq!(truths, [719, 44, 3]);
    assert_eq!(with_role(&conn, Role::Label), ["label", "detailedlabel"]);
    assert_no_leak(&conn);
}

#[test]
fn zeek_without_labels() {
    let logs = [
        ("slips_zeek_conn_tsv.log.gz", 141),
        ("slips_zeek_conn_json.log.gz", 576),
        ("slips_zeek_conn_portscan_horizontal.log.gz", 41),
        ("slips_zeek_conn_portscan_vertical.json.log.gz", 50),
    ];
    for (name, n_rows) in logs {
        let Some(table) = read(name) else {
            return;
        };
        assert_eq!(
            (table.schema, table.n_rows(), table.report.n_skipped),
            (Schema::ZeekConn, n_rows, 0),
            "{name}"
        );
        assert_eq!(table.label_column(), None, "{name}");
        assert_eq!(with_role(&table, Role::Timestamp), ["ts"]);
        assert_eq!(unit(&table, "duration"), Some(Unit::Seconds));
        for symbol in ["proto", "conn_state", "history"] {
            let column = &table.columns[table.column_index(symbol).unwrap()];
            assert_eq!(
                (column.role, column.kind()),
                (Role::Feature, Kind::Category),
                "{name}: {symbol}"
            );
        }
        assert_no_leak(&table);
        Encoder::fit(&table, None).unwrap().transform(&table).unwrap();
    }
}

#[test]
fn a_model_of_zeeks_text_serves_for_its_json() {
    let Some(text) = read("slips_zeek_conn_tsv.log.gz") else {
        return;
    };
    let Some(json) = read("slips_zeek_conn_json.log.gz") else {
        return;
    };
    let encoded = Encoder::fit(&text, None).unwrap().transform(&json).unwrap();
    assert!(encoded.x.iter().all(|value| value.is_finite()));
}

#[test]
fn argus() {
    let Some(table) = read("slips_argus_malicious.binetflow.gz") else {
        return;
    };
    assert_eq!((table.schema, table.n_rows()), (Schema::Argus, 6_751));
    assert_eq!((table.report.n_skipped, table.labels()), (0, None));
    let sport = table.column_index("Sport").unwrap();
    assert_eq!(table.columns[sport].kind(), Kind::Number);
    let is_hexadecimal = |row: &usize| table.cell(*row, sport).to_string() == "0x0303";
    assert_eq!((0..table.n_rows()).filter(is_hexadecimal).count(), 44);
    // 2019-04-04, the day of the capture.
    assert!(times(&table, "StartTime").all(|t| (1_554_336_000.0..1_554_508_800.0).contains(&t)));
    assert_eq!(table.cell(0, 0).to_string(), "2019/04/04 16:23:00.325010");
    assert_no_leak(&table);
    let Some(mixed) = read("slips_argus_mixed_tab.binetflow.gz") else {
        return;
    };
    assert_eq!((mixed.schema, mixed.n_rows()), (Schema::Argus, 300));
    assert_eq!(n_truth(&mixed, Truth::Anomaly), 277);
    assert_eq!(n_truth(&mixed, Truth::Normal), 22);
    assert_eq!(family_count(&mixed, Family::Malware), 277);
    assert_eq!(family_count(&mixed, Family::Normal), 22);
    assert_eq!(with_role(&mixed, Role::Timestamp), ["StartTime"]);
    assert_no_leak(&mixed);
}

#[test]
fn suricata() {
    let Some(table) = read("slips_suricata_eve.json.gz") else {
        return;
    };
    assert_eq!(
        (table.schema, table.n_rows(), table.report.n_skipped),
        (Schema::SuricataEve, 3_512, 0)
    );
    assert_eq!(table.label_column(), table.column_index("label"));
    // As many as Suricata itself marks as alerted.
    assert_eq!(n_truth(&table, Truth::Anomaly), 366);
    assert_eq!(n_truth(&table, Truth::Normal), 3_512 - 366);
    assert_eq!(label_count(&table, "alert: Misc Attack"), 323);
    assert_eq!(family_count(&table, Family::Probe), 8 + 2);
    let warnings = &table.report.warnings;
    let others = [("dns", 680), ("http", 56), ("anomaly", 3), ("fileinfo", 3), ("tls", 1)];
    assert!(warnings.contains(&ReadWarning::OtherEvents {
        types: others.map(|(name, count)| (name.to_owned(), count)).to_vec()
    }));
    assert!(warnings.contains(&ReadWarning::Alerts {
        n_alerts: 745,
        n_flows: 366,
        n_without_flow: 322
    }));
    assert_eq!(
        with_role(&table, Role::Timestamp),
        ["flow.start", "flow.end", "timestamp"]
    );
    let leaks = ["flow.alerted", "metadata.flowbits"];
    assert!(leaks.iter().all(|name| with_role(&table, Role::Label).contains(name)));
    assert_no_leak(&table);
}

#[test]
fn every_table_reads() {
    let Some(dir) = data_dir() else {
        return println!("skipped: no data (set WIRESIFT_DATA)");
    };
    let mut names: Vec<String> = dir
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let bytes = std::fs::read(dir.join(&name)).unwrap();
        let mut reader = TableReader::new(&name, ReadOptions::default());
        let result = reader.push(&bytes).and_then(|()| reader.finish());
        let table = result.unwrap();
        println!(
            "{name}: {} rows, {} columns, {} skipped",
            table.n_rows(),
            table.columns.len(),
            table.report.n_skipped
        );
        for role in [
            Role::Feature,
            Role::Label,
            Role::Identifier,
            Role::Timestamp,
            Role::Ignored,
        ] {
            println!("  {role:?}: {}", with_role(&table, role).join(" "));
        }
        for warning in &table.report.warnings {
            println!("  {warning}");
        }
        assert_eq!(table.report.n_skipped, 0, "{name}: {:?}", table.report.skipped);
        Encoder::fit(&table, None).unwrap().transform(&table).unwrap();
    }
}
