use serde_json::{Value, json};

use crate::{Encoder, ReadOptions, Table, TableReader};

fn table() -> Table {
    let mut reader = TableReader::new("t.csv", ReadOptions::default());
    reader
        .push(b"a,b,c,label\n1.50,x,1e5,normal\n2.25,y,007,attack\n3.00,x,3,normal\n")
        .unwrap();
    reader.finish().unwrap()
}

fn saved(table: &Table) -> Value {
    serde_json::to_value(table).unwrap()
}

#[test]
fn a_table_comes_back_as_it_was() {
    let before = table();
    let after: Table = serde_json::from_value(saved(&before)).unwrap();
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

/// What the message says when one place of a saved table is changed.
fn refused(path: &str, value: Value) -> String {
    let mut saved = saved(&table());
    *saved.pointer_mut(path).unwrap() = value;
    serde_json::from_value::<Table>(saved).unwrap_err().to_string()
}

#[test]
fn what_reading_cannot_make_is_refused() {
    let codes = "/columns/1/data/Category/codes";
    assert_eq!(refused(codes, json!([0, 1, 2])), "a column with values out of range");
    assert_eq!(refused(codes, json!([0, 1])), "columns of different lengths");
    assert_eq!(
        refused("/report/n_rows", json!(1_u64 << 40)),
        "a table of impossible size"
    );
    assert_eq!(refused("/columns", json!([])), "a table of impossible size");
    assert_eq!(refused("/columns/0/name", json!("c")), "two columns of one name");
    assert_eq!(refused("/label_column", json!(9)), "a label column that is not there");
    let odd = "/columns/2/data/Number/odd_rows";
    assert_eq!(refused(odd, json!([7, 1])), "a column with values out of range");
    let ends = "/columns/2/data/Number/odd_tokens/ends";
    assert_eq!(refused(ends, json!([900, 2])), "a column with values out of range");
}

#[test]
fn an_encoder_that_points_outside_of_its_matrix_is_refused() {
    let encoder = Encoder::fit(&table(), None).unwrap();
    let saved = serde_json::to_value(&encoder).unwrap();
    assert_eq!(serde_json::from_value::<Encoder>(saved.clone()).unwrap(), encoder);
    for (path, value) in [
        ("/version", json!(9)),
        ("/features", json!([])),
        ("/columns/0/first", json!(99)),
        ("/features/0/scale", json!(0.0)),
    ] {
        let mut changed = saved.clone();
        *changed.pointer_mut(path).unwrap() = value;
        assert!(serde_json::from_value::<Encoder>(changed).is_err(), "{path}");
    }
}

#[test]
fn replaced_strings_leave_the_matrix_as_it_is() {
    let mut table = table();
    let mut encoder = Encoder::fit(&table, None).unwrap();
    let before = encoder.transform(&table).unwrap();
    let flip = |text: &str| if text == "x" { "z".to_owned() } else { "a".to_owned() };
    table.columns[1].map_text(flip);
    encoder.map_categories(|_, category| flip(category));
    assert_eq!(encoder.transform(&table).unwrap(), before);
    assert_eq!(table.cell(0, 1).to_string(), "z");
    assert!(encoder.features().iter().any(|feature| feature.name == "b=z"));
}
