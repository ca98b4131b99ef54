//! Figures worked out by hand, and scikit-learn's conventions.

use std::fmt::Write as _;

use super::*;
use crate::{ReadOptions, Role, TableReader};

fn read(text: &str) -> Table {
    let mut reader = TableReader::new("test.csv", ReadOptions::default());
    reader.push(text.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn standard() -> EncoderOptions {
    EncoderOptions {
        default_scaling: DefaultScaling::Fixed(Scaling::Standard),
        ..EncoderOptions::default()
    }
}

fn encode(table: &Table) -> Encoded {
    Encoder::fit_with(table, None, &standard())
        .unwrap()
        .transform(table)
        .unwrap()
}

fn close(a: &[f32], b: &[f64]) {
    assert_eq!(a.len(), b.len(), "{a:?} {b:?}");
    for (a, b) in a.iter().zip(b) {
        assert!((f64::from(*a) - b).abs() < 1e-6, "{a} is not {b}");
    }
}

fn column(encoded: &Encoded, at: usize) -> Vec<f32> {
    encoded
        .distinct_of
        .iter()
        .map(|&row| encoded.x[[row as usize, at]])
        .collect()
}

#[test]
fn standard_scores_count_repeats() {
    // 1, 1, 4: mean 2, population variance (1 + 1 + 4) / 3 = 2.
    let encoded = encode(&read("x,y\n1,5\n1,5\n4,5\n"));
    assert_eq!(
        (encoded.x.dim(), &encoded.distinct_of[..], &encoded.first_row[..]),
        ((2, 2), &[0, 0, 1][..], &[0, 2][..])
    );
    assert_eq!(encoded.counts(), [2, 1]);
    close(
        &column(&encoded, 0),
        &[-1.0 / 2_f64.sqrt(), -1.0 / 2_f64.sqrt(), 2_f64.sqrt()],
    );
    // A constant column is only centred.
    close(&column(&encoded, 1), &[0.0; 3]);
}

#[test]
fn categories_become_standardised_flags_in_order_of_name() {
    let table = read("proto,n\nudp,1\ntcp,2\nudp,3\nudp,4\n");
    let encoder = Encoder::fit_with(&table, None, &standard()).unwrap();
    let names: Vec<&str> = encoder.features().iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["proto=tcp", "proto=udp", "n"]);
    // tcp: share 1/4, standard deviation sqrt(3)/4; a 1 is (1 - 1/4) / (sqrt(3)/4) = sqrt(3), a 0 is -1/sqrt(3).
    let (hot, cold) = (3_f64.sqrt(), -1.0 / 3_f64.sqrt());
    let encoded = encoder.transform(&table).unwrap();
    close(&column(&encoded, 0), &[cold, hot, cold, cold]);
    close(&column(&encoded, 1), &[-cold, -hot, -cold, -cold]);
    let plain = EncoderOptions {
        standardize_one_hot: false,
        ..standard()
    };
    let encoded = Encoder::fit_with(&table, None, &plain)
        .unwrap()
        .transform(&table)
        .unwrap();
    close(&column(&encoded, 0), &[0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn only_the_given_rows_are_learned_from() {
    let table = read("proto,n\ntcp,1\ntcp,3\nudp,100\n");
    let encoder = Encoder::fit_with(&table, Some(&[0, 1]), &standard()).unwrap();
    assert_eq!(encoder.features().len(), 2);
    // n: mean 2, deviation 1. proto=tcp is constant, so it is only centred: unknown categories are -1.
    let encoded = encoder.transform(&table).unwrap();
    close(&column(&encoded, 0), &[0.0, 0.0, -1.0]);
    close(&column(&encoded, 1), &[-1.0, 1.0, 98.0]);
}

#[test]
fn another_table_is_matched_by_name_and_kind() {
    let encoder = Encoder::fit_with(&read("n,proto,m\n1,tcp,5\n3,udp,6\n"), None, &standard()).unwrap();
    // Other order, one column more, numbers that came as text, numbers where categories were.
    let other = read("proto,extra,m,n\n6,1,5,x\n17,2,6,3\n1,3,,1\n");
    let encoded = encoder.transform(&other).unwrap();
    close(&column(&encoded, 0), &[0.0, 1.0, -1.0]);
    close(&column(&encoded, 1), &[-1.0; 3]);
    // A missing m counts as the median of the fitted rows, 5.5.
    close(&column(&encoded, 3), &[-1.0, 1.0, 0.0]);
    let error = encoder.transform(&read("proto,m\ntcp,1\n")).unwrap_err();
    assert_eq!(error, EncodeError::MissingColumn { column: "n".to_owned() });
}

#[test]
fn constants_can_be_left_out() {
    let table = read("x,y,word,other\n1,5,a,c\n2,5,a,d\n3,5,a,c\n");
    let names = |keep_constants, rows: Option<&[u32]>| {
        let options = EncoderOptions {
            keep_constants,
            ..EncoderOptions::default()
        };
        let encoder = Encoder::fit_with(&table, rows, &options)?;
        assert_eq!(encoder.transform(&table)?.x.ncols(), encoder.features().len());
        Ok(encoder.features().iter().map(|feature| feature.name.clone()).collect())
    };
    let all: Result<Vec<String>, EncodeError> = names(true, None);
    assert_eq!(all.unwrap(), ["x", "y", "word=a", "other=c", "other=d"]);
    assert_eq!(names(false, None).unwrap(), ["x", "other=c", "other=d"]);
    // What counts is the rows that are learned from.
    assert_eq!(names(false, Some(&[0, 2])).unwrap(), ["x"]);
    assert_eq!(names(false, Some(&[1])), Err(EncodeError::NoFeatures));
}

#[test]
fn missing_values_count_as_the_median() {
    let table = read("x,y\n1,1\nNaN,2\ninf,3\n3,4\n2,5\n");
    let encoder = Encoder::fit_with(&table, None, &standard()).unwrap();
    let imputed = EncodeWarning::Imputed {
        column: "x".to_owned(),
        n_rows: 2,
        value: "2".to_owned(),
    };
    assert_eq!(encoder.warnings(), [imputed]);
    // 1, 2, 2, 3, 2: mean 2, variance 2/5.
    let deviation = 0.4_f64.sqrt();
    close(
        &column(&encoder.transform(&table).unwrap(), 0),
        &[-1.0 / deviation, 0.0, 0.0, 1.0 / deviation, 0.0],
    );
}

#[test]
fn the_logarithm_is_chosen_for_heavy_tails_only() {
    let mut text = "bytes,flag,signed,even\n".to_owned();
    for n in 0..100 {
        let bytes = if n == 50 { 1_000_000 } else { n };
        let signed = if n == 50 { 1_000_000 } else { n - 5 };
        writeln!(text, "{bytes},{},{signed},{n}", i32::from(n == 50)).unwrap();
    }
    let table = read(&text);
    let encoder = Encoder::fit(&table, None).unwrap();
    assert_eq!(
        encoder.features().iter().map(|f| f.scaling).collect::<Vec<_>>(),
        [
            Scaling::LogStandard,
            Scaling::Standard,
            Scaling::Standard,
            Scaling::Standard
        ]
    );
    let encoded = encoder.transform(&table).unwrap();
    let bytes = &encoder.features()[0];
    assert!((bytes.raw(column(&encoded, 0)[50]) - 1e6).abs() < 1.0);
    assert!(bytes.scaled(-3.0) <= bytes.scaled(0.0));
    let sum: f32 = column(&encoded, 0).iter().sum();
    assert!(sum.abs() < 1e-3, "{sum}");
}

#[test]
fn every_scaling_can_be_chosen() {
    let mut table = read("a,b,c,d,e\n0,0,0,0,7\n1,1,1,1,8\n2,2,2,2,7\n3,3,3,3,7\n100,100,100,100,7\n");
    let chosen = [
        Scaling::Robust,
        Scaling::MinMax,
        Scaling::None,
        Scaling::LogStandard,
        Scaling::OneHot,
    ];
    for (at, scaling) in chosen.into_iter().enumerate() {
        table.set_scaling(at, Some(scaling)).unwrap();
    }
    let encoder = Encoder::fit(&table, None).unwrap();
    let encoded = encoder.transform(&table).unwrap();
    // Median 2, quartiles 1 and 3.
    close(&column(&encoded, 0), &[-1.0, -0.5, 0.0, 0.5, 49.0]);
    close(&column(&encoded, 1), &[0.0, 0.01, 0.02, 0.03, 1.0]);
    close(&column(&encoded, 2), &[0.0, 1.0, 2.0, 3.0, 100.0]);
    let last_two: Vec<&str> = encoder.features()[4..].iter().map(|f| f.name.as_str()).collect();
    assert_eq!(last_two, ["e=7", "e=8"]);
    close(&column(&encoded, 4), &[0.5, -2.0, 0.5, 0.5, 0.5]);
}

#[test]
fn rare_categories_are_cut_and_counted() {
    let table = read("p,n\na,1\nb,2\nb,3\nc,4\nc,5\nd,6\n");
    let options = EncoderOptions {
        max_categories: 2,
        ..standard()
    };
    let encoder = Encoder::fit_with(&table, None, &options).unwrap();
    let cut = EncodeWarning::CategoriesCut {
        column: "p".to_owned(),
        n_kept: 2,
        n_cut: 2,
        n_rows: 2,
    };
    assert_eq!(
        (encoder.features()[0].name.as_str(), encoder.features()[1].name.as_str()),
        ("p=b", "p=c")
    );
    assert_eq!(encoder.warnings(), [cut]);
}

#[test]
fn sizes_are_checked_first() {
    let table = read("a,b,c\n1,2,x\n3,4,y\n");
    let narrow = EncoderOptions {
        max_features: 3,
        ..standard()
    };
    assert_eq!(
        Encoder::fit_with(&table, None, &narrow),
        Err(EncodeError::TooWide { n_features: 4, max: 3 })
    );
    let small = EncoderOptions {
        max_cells: 7,
        ..standard()
    };
    let encoder = Encoder::fit_with(&table, None, &small).unwrap();
    assert_eq!(
        encoder.transform(&table),
        Err(EncodeError::TooLarge {
            n_rows: 2,
            n_features: 4,
            max: 7
        })
    );
}

#[test]
fn what_cannot_be_encoded_says_why() {
    let mut table = read("a,b\n1,x\n2,y\n");
    assert_eq!(Encoder::fit(&table, Some(&[])), Err(EncodeError::NoRows));
    assert_eq!(
        Encoder::fit(&table, Some(&[0, 2])),
        Err(EncodeError::NoSuchRow { row: 2, n_rows: 2 })
    );
    table.set_scaling(1, Some(Scaling::Robust)).unwrap();
    assert_eq!(
        Encoder::fit(&table, None),
        Err(EncodeError::NotANumber {
            column: "b".to_owned(),
            scaling: Scaling::Robust
        })
    );
    table.set_role(0, Role::Ignored).unwrap();
    table.set_role(1, Role::Ignored).unwrap();
    assert_eq!(Encoder::fit(&table, None), Err(EncodeError::NoFeatures));
}

#[test]
fn the_matrix_is_finite_whatever_comes() {
    let encoded = encode(&read("a,b\n1e308,1\n-1e308,2\n1e-300,3\n"));
    assert!(encoded.x.iter().all(|value| value.is_finite()));
}

#[test]
fn an_encoder_survives_being_saved() {
    let table = read("proto,n\nudp,1.5\ntcp,2\nudp,1e300\n");
    let encoder = Encoder::fit(&table, None).unwrap();
    let saved = serde_json::to_string(&encoder).unwrap();
    assert_eq!(serde_json::from_str::<Encoder>(&saved).unwrap(), encoder);
}

#[test]
fn only_the_named_columns_become_features() {
    let table = read("a,b,c\n1,2,x\n3,4,y\n");
    let options = EncoderOptions {
        only: Some(vec!["a".to_owned(), "c".to_owned()]),
        ..standard()
    };
    let encoder = Encoder::fit_with(&table, None, &options).unwrap();
    assert_eq!(encoder.column_names().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(encoder.transform(&table).unwrap().x.ncols(), 3);
}

#[test]
fn a_cap_holds_when_fitting_and_after() {
    let table = read("a,b\n1,x\n3,x\n9,x\n");
    let options = EncoderOptions {
        caps: vec![("a".to_owned(), 3.0)],
        ..standard()
    };
    let encoder = Encoder::fit_with(&table, None, &options).unwrap();
    // 1, 3, 3: mean 7/3, variance 8/9.
    close(
        &column(&encoder.transform(&table).unwrap(), 0),
        &[-2.0_f64.sqrt(), 0.5_f64.sqrt(), 0.5_f64.sqrt()],
    );
    let other = encoder.transform(&read("a,b\n3,x\n1000000,x\n")).unwrap();
    close(&column(&other, 0), &[0.5_f64.sqrt(); 2]);
}

#[test]
fn columns_can_go_by_other_names() {
    let (table, other) = (read("a,b\n1,x\n3,y\n"), read("z,b\n1,x\n3,y\n"));
    let encoder = Encoder::fit(&table, None).unwrap();
    let columns = [("b", &other.columns[1]), ("a", &other.columns[0])];
    assert_eq!(
        encoder.transform_columns(&columns, 2).unwrap(),
        encoder.transform(&table).unwrap()
    );
    assert!(encoder.transform(&other).is_err());
}
