//! Tables made of text, as files.

use wiresift_table::{ReadOptions, Table, TableReader};

use super::*;

fn table(csv: &str) -> Table {
    let mut reader = TableReader::new("table.csv", ReadOptions::default());
    reader.push(csv.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn text(table: &Table, write: impl Fn(&Table, &mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(table, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn csv_is_as_it_was_read() {
    let given = "z,a,text\n1,0.50,plain\n-2,,\"with \"\"quotes\"\", and commas\"\n3,1e3,\n";
    assert_eq!(text(&table(given), csv), given);
}

#[test]
fn formulas_are_defused_and_numbers_are_not() {
    let given = "n,=name\n-1,=cmd()\n2,+1+1\n3,@SUM(A1)\n4,-x\n5,plain\n";
    let expected = "n,'=name\n-1,'=cmd()\n2,'+1+1\n3,'@SUM(A1)\n4,'-x\n5,plain\n";
    assert_eq!(text(&table(given), csv), expected);
}

#[test]
fn json_keeps_the_order_of_columns_and_leaves_out_what_is_missing() {
    let given = "z,a,text\n1,0.50,plain\n-2,,\"say \"\"x\"\"\"\n";
    let expected = "{\"z\":1,\"a\":0.5,\"text\":\"plain\"}\n{\"z\":-2,\"text\":\"say \\\"x\\\"\"}\n";
    assert_eq!(text(&table(given), json), expected);
}

#[test]
fn parquet_keeps_groups_of_rows_and_nulls() {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    let n_rows = 2 * 131_072 + 1;
    let row = |row: usize| {
        if row.is_multiple_of(3) {
            ",\n".to_owned()
        } else {
            format!("{row},n{}\n", row % 7)
        }
    };
    let given = format!("number,name\n0,n0\n{}", (1..n_rows).map(row).collect::<String>());
    let table = table(&given);
    let path = std::env::temp_dir().join(format!("wiresift-{}.parquet", std::process::id()));
    parquet(&table, &mut std::fs::File::create(&path).unwrap()).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(reader.num_row_groups(), 3);
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), table.n_rows());
    for (row, at) in rows.iter().zip(0..) {
        let values: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        if at > 0 && at % 3 == 0 {
            assert_eq!(values, [&Field::Null, &Field::Null], "{at}");
        } else {
            assert!(
                matches!(values[0], Field::Float(number) if number.to_string() == at.to_string()),
                "{at}"
            );
            assert_eq!(values[1], &Field::Str(format!("n{}", at % 7)), "{at}");
        }
    }
}
