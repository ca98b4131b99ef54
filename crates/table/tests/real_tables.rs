//! Reads the public data sets that the project is judged on. They are not in the repository: without
//! `WIRESIFT_DATA`, and without `../shared/data` beside the workspace, these tests say so and pass.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::path::PathBuf;

use wiresift_table::{
    DefaultScaling, Encoder, EncoderOptions, Family, Kind, ReadOptions, Role, Scaling, Schema, Table, TableReader,
    Truth,
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
    assert_eq!(table.label_column(), table.column_index("label"));
    assert_eq!(n_truth(&table, Truth::Anomaly), 45_332);
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
    assert_eq!(n_truth(&table, Truth::Anomaly), 112_775);
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
    Encoder::fit(&table, None).unwrap();
    let Some(classic) = read("cicids2017_classic_sample.csv.gz") else {
        return;
    };
    assert_eq!((classic.n_rows(), classic.columns.len()), (6_311, 78));
    assert!(classic.column_index("Fwd Header Length.1").is_some());
    assert_eq!(label_count(&classic, "WebAttack"), 2_180);
}

#[test]
fn zeek_and_argus() {
    let Some(table) = read("iot23_8-1_hakai.csv.gz") else {
        return;
    };
    assert_eq!(table.n_rows(), 10_403);
    assert_eq!(with_role(&table, Role::Timestamp), ["ts"]);
    assert_eq!(n_truth(&table, Truth::Anomaly), 8_222);
    assert_eq!(with_role(&table, Role::Label), ["label", "detailed-label"]);
    let Some(conn) = read("ctu_sme11_zeek_conn.log.labeled.gz") else {
        return;
    };
    assert_eq!(conn.n_rows(), 766);
    assert_eq!(label_count(&conn, "Malicious"), 719);
    let Some(conn) = read("slips_zeek_conn_tsv.log.gz") else {
        return;
    };
    assert_eq!(
        (conn.n_rows(), conn.label_column(), conn.report.n_skipped),
        (141, None, 0)
    );
    let Some(argus) = read("slips_argus_mixed_tab.binetflow.gz") else {
        return;
    };
    assert_eq!(argus.n_rows(), 300);
    assert_eq!(n_truth(&argus, Truth::Anomaly), 277);
    assert_eq!(n_truth(&argus, Truth::Normal), 22);
    assert_eq!(with_role(&argus, Role::Timestamp), ["StartTime"]);
}

#[test]
fn every_table_reads_or_says_why_not() {
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
        if name.contains("json") {
            assert_eq!(
                result.unwrap_err().to_string(),
                "expected a table as text, found JSON",
                "{name}"
            );
            continue;
        }
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
