//! Reading NSL-KDD for tests, encoded as the reference figures were made: categories one-hot, then every column
//! standardised by the fitted rows. A copy of the plainest kind; the product's own encoding is in `wiresift-table`.

#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "clippy's exception for tests does not reach helpers"
)]

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use ndarray::{Array1, Array2, Axis};

const N_FEATURES: usize = 41;
const CATEGORICAL: [usize; 3] = [1, 2, 3];

/// The folder with the evaluation data, where this machine has it.
pub(crate) fn data_dir() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let dir = std::env::var_os("WIRESIFT_DATA").map_or(beside, PathBuf::from);
    dir.join("tables").is_dir().then_some(dir)
}

pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    pub(crate) is_attack: Vec<bool>,
}

pub(crate) fn read(file: &str) -> Option<Table> {
    let file = File::open(data_dir()?.join("tables").join(file)).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(GzDecoder::new(file));
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    let is_attack = rows.iter().map(|row| row[N_FEATURES] != "normal").collect();
    Some(Table { rows, is_attack })
}

impl Table {
    pub(crate) fn normal_only(self) -> Self {
        let rows = self.rows.into_iter().filter(|row| row[N_FEATURES] == "normal");
        let rows: Vec<_> = rows.collect();
        let is_attack = vec![false; rows.len()];
        Self { rows, is_attack }
    }
}

/// One-hot categories and standard scores, as learnt from one table.
pub(crate) struct Encoder {
    categories: Vec<BTreeSet<String>>,
    mean: Array1<f64>,
    deviation: Array1<f64>,
}

impl Encoder {
    pub(crate) fn fit(table: &Table) -> Self {
        let categories = CATEGORICAL.map(|column| table.rows.iter().map(|row| row[column].clone()).collect());
        let mut encoder = Self {
            categories: categories.to_vec(),
            mean: Array1::zeros(0),
            deviation: Array1::zeros(0),
        };
        let plain = encoder.plain(table);
        encoder.mean = plain.mean_axis(Axis(0)).unwrap();
        encoder.deviation = plain.std_axis(Axis(0), 0.0).mapv(|d| if d > 0.0 { d } else { 1.0 });
        encoder
    }

    pub(crate) fn encode(&self, table: &Table) -> Array2<f32> {
        ((self.plain(table) - &self.mean) / &self.deviation).mapv(|value| value as f32)
    }

    fn plain(&self, table: &Table) -> Array2<f64> {
        let n_columns = N_FEATURES - 3 + self.categories.iter().map(BTreeSet::len).sum::<usize>();
        let values = table.rows.iter().flat_map(|row| self.row(row));
        Array2::from_shape_vec((table.rows.len(), n_columns), values.collect()).unwrap()
    }

    fn row<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = f64> + 'a {
        let numeric = (0..N_FEATURES).filter(|column| !CATEGORICAL.contains(column));
        let numbers = numeric.map(|column| row[column].parse::<f64>().unwrap());
        let one_hot = CATEGORICAL
            .iter()
            .zip(&self.categories)
            .flat_map(move |(&column, categories)| {
                categories
                    .iter()
                    .map(move |category| f64::from(*category == row[column]))
            });
        numbers.chain(one_hot)
    }
}

/// Area under the ROC curve: the chance that an attack scores higher than a normal row, ties counting half.
pub(crate) fn roc_auc(scores: &[f32], is_attack: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let n_attacks = is_attack.iter().filter(|&&attack| attack).count() as f64;
    let n_normal = scores.len() as f64 - n_attacks;
    let (mut rank_sum, mut first) = (0.0, 0);
    for tied in order.chunk_by(|&a, &b| scores[a].total_cmp(&scores[b]).is_eq()) {
        let mean_rank = first as f64 + f64::midpoint(tied.len() as f64, 1.0);
        rank_sum += mean_rank * tied.iter().filter(|&&row| is_attack[row]).count() as f64;
        first += tied.len();
    }
    (rank_sum - n_attacks * (n_attacks + 1.0) / 2.0) / (n_attacks * n_normal)
}
