//! Evaluation tables as scaled matrices, prepared as `reference/tables.py` prepares them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use ndarray::{Array2, Axis};

/// Rows that are fitted at most.
const FIT_ROWS: usize = 20_000;
/// Columns of KDD'99 and NSL-KDD: features, of which 1 to 3 are symbolic, then the label.
const KDD_FEATURES: usize = 41;
const SYMBOLIC: [usize; 3] = [1, 2, 3];

/// What is fitted, what is scored, and which scored rows are anomalies.
pub(crate) struct Set {
    pub(crate) fitted: Array2<f32>,
    pub(crate) scored: Array2<f32>,
    pub(crate) truth: Vec<bool>,
}

/// `min(n, m)` evenly spaced indices below `n`.
pub(crate) fn spaced(n: usize, m: usize) -> Vec<u32> {
    let count = n.min(m);
    (0..count).map(|i| u32::try_from(i * n / count).unwrap()).collect()
}

/// The rows `rows` of `x`.
pub(crate) fn select(x: &Array2<f32>, rows: &[u32]) -> Array2<f32> {
    x.select(Axis(0), &rows.iter().map(|&row| row as usize).collect::<Vec<_>>())
}

/// `0..n`, the training rows of a matrix that is trained on as a whole.
pub(crate) fn all_rows(n: usize) -> Vec<u32> {
    (0..u32::try_from(n).unwrap()).collect()
}

/// The folder of tables, unless it is not there: then says so.
pub(crate) fn tables() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA")
        .map_or(shared, PathBuf::from)
        .join("tables");
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "skipped: no evaluation data at {} (set WIRESIFT_DATA)",
        folder.display()
    );
    None
}

/// The set `name` from the tables in `folder`.
pub(crate) fn load(folder: &Path, name: &str) -> Set {
    match name.strip_prefix("nsl_").or(name.strip_prefix("kdd")) {
        Some(_) => load_kdd(folder, name),
        None => load_adbench(&folder.join(format!("adbench_{name}.csv.gz"))),
    }
}

/// A table of `ADBench`: a header, numbers, the label last.
pub(crate) fn load_adbench(path: &Path) -> Set {
    let mut truth = Vec::new();
    let mut values = Vec::new();
    for record in records(path, true) {
        let row: Vec<f64> = record.iter().map(|field| field.parse().unwrap()).collect();
        truth.push(row[row.len() - 1] > 0.5);
        values.extend_from_slice(&row[..row.len() - 1]);
    }
    let x = Array2::from_shape_vec((truth.len(), values.len() / truth.len()), values).unwrap();
    let rows: Vec<usize> = spaced(truth.len(), FIT_ROWS).iter().map(|&row| row as usize).collect();
    let fitted = x.select(Axis(0), &rows);
    Set {
        fitted: standard_score(&fitted, &fitted),
        scored: standard_score(&x, &fitted),
        truth,
    }
}

fn load_kdd(folder: &Path, name: &str) -> Set {
    let kdd = |file: &str| -> Vec<csv::StringRecord> { records(&folder.join(file), false) };
    let is_normal = |record: &csv::StringRecord| record[KDD_FEATURES].trim_end_matches('.') == "normal";
    let (mut pool, scored) = match name {
        "nsl_normal" | "nsl_all" => (kdd("nsl_kdd_train20.txt.gz"), kdd("nsl_kdd_test.txt.gz")),
        _ => {
            let mut scored = kdd("kddcup99_10pct.csv.gz");
            if name == "kdd99_dedup" {
                let mut seen = BTreeSet::new();
                scored.retain(|record| seen.insert(record.iter().take(KDD_FEATURES).collect::<Vec<_>>().join(",")));
            }
            (scored.clone(), scored)
        }
    };
    if name.ends_with("_normal") {
        pool.retain(is_normal);
    }
    if name.starts_with("kdd") {
        pool = spaced(pool.len(), FIT_ROWS)
            .iter()
            .map(|&row| pool[row as usize].clone())
            .collect();
    }
    let categories = SYMBOLIC.map(|column| {
        pool.iter()
            .map(|record| record[column].to_owned())
            .collect::<BTreeSet<_>>()
    });
    let fitted = encode(&pool, &categories);
    let truth = scored.iter().map(|record| !is_normal(record)).collect();
    Set {
        fitted: standard_score(&fitted, &fitted),
        scored: standard_score(&encode(&scored, &categories), &fitted),
        truth,
    }
}

fn records(path: &Path, has_headers: bool) -> Vec<csv::StringRecord> {
    let mut text = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut text)
        .unwrap();
    csv::ReaderBuilder::new()
        .has_headers(has_headers)
        .from_reader(&text[..])
        .records()
        .map(Result::unwrap)
        .collect()
}

fn encode(records: &[csv::StringRecord], categories: &[BTreeSet<String>; 3]) -> Array2<f64> {
    let mut values = Vec::new();
    for record in records {
        values.extend(
            (0..KDD_FEATURES)
                .filter(|c| !SYMBOLIC.contains(c))
                .map(|c| record[c].parse::<f64>().unwrap()),
        );
        for (column, categories) in SYMBOLIC.iter().zip(categories) {
            values.extend(
                categories
                    .iter()
                    .map(|category| f64::from(u8::from(*category == record[*column]))),
            );
        }
    }
    Array2::from_shape_vec((records.len(), values.len() / records.len()), values).unwrap()
}

/// Mean 0 and variance 1 over `fitted`; a constant column is only centred.
#[expect(clippy::cast_possible_truncation, reason = "detectors take f32")]
fn standard_score(x: &Array2<f64>, fitted: &Array2<f64>) -> Array2<f32> {
    let n = fitted.nrows() as f64;
    let mean = fitted.sum_axis(Axis(0)) / n;
    let mut scaled = x - &mean;
    let deviation = ((fitted - &mean).mapv(|v| v * v).sum_axis(Axis(0)) / n).mapv(f64::sqrt);
    for ((mut column, &deviation), mean) in scaled.columns_mut().into_iter().zip(&deviation).zip(&mean) {
        if deviation > 10.0 * f64::EPSILON * mean.abs().max(1e-300) {
            column /= deviation;
        }
    }
    scaled.mapv(|v| v as f32)
}
