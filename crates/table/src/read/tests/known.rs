//! Tables that are known by their shape or their names.

use std::fmt::Write as _;

use super::{cells, names, read};
use crate::{Role, Schema, Truth};

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
