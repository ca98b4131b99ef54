//! From a labelled table to what models are trained on.
//!
//! Equal rows are learnt from once: 71 % of KDD'99 repeat an earlier row, and a flood of copies teaches nothing but
//! itself. Where equal rows have different labels, the more frequent one counts.

use std::collections::BTreeMap;

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};
use wiresift_network::Examples;
use wiresift_table::{Encoded, Encoder, Table};

use crate::labels::{Class, Classes};
use crate::{FeatureSet, FitError, Split};

/// Settings of [`TrainingSet::prepare`].
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingOptions {
    /// Which columns are learnt from. Default all.
    pub features: FeatureSet,
    /// Share of the different rows of each class that is held out, to choose, stop and calibrate by. Default 0.1.
    pub validation_share: f64,
    /// Share of the different rows of each class that nothing of the model depends on: it is judged by them. Default 0.
    pub test_share: f64,
    /// Decides which those are. Default 0.
    pub seed: u64,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self {
            features: FeatureSet::All,
            validation_share: 0.1,
            test_share: 0.0,
            seed: 0,
        }
    }
}

/// A labelled table, ready to be learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSet {
    /// How the table becomes the matrix.
    pub encoder: Encoder,
    /// What there is to tell apart; normal traffic is class 0.
    pub classes: Vec<Class>,
    /// `[n_distinct, n_features]`: every different row once. On its way to a worker it travels apart.
    #[serde(skip)]
    pub x: Array2<f32>,
    /// `[n_distinct]`: the class of each.
    pub class_of: Vec<u32>,
    /// Which of them are learnt from, and which are held out.
    pub split: Split,
    /// Those that are in neither part: the model is judged by them. Ascending.
    pub test: Vec<u32>,
    /// Rows of the table that they stand for.
    pub n_rows: usize,
    /// Which features were chosen.
    pub features: FeatureSet,
}

impl TrainingSet {
    /// Encodes the rows of a table that have a class: all of them, or those of `rows`.
    ///
    /// # Errors
    /// [`FitError::Labels`] where the labels teach nothing, [`FitError::Encode`] where the columns do not.
    pub fn prepare(table: &Table, rows: Option<&[u32]>, options: &TrainingOptions) -> Result<Self, FitError> {
        let Classes { classes, of_row } = Classes::of(table)?;
        let known = |row: &u32| of_row.get(*row as usize).copied().flatten().is_some();
        let rows: Vec<u32> = match rows {
            Some(rows) => rows.iter().copied().filter(known).collect(),
            None => (0..u32::try_from(of_row.len()).unwrap_or(u32::MAX))
                .filter(known)
                .collect(),
        };
        let encoding = options.features.encoding();
        let first = Encoder::fit_with(table, Some(&rows), &encoding)?;
        let distinct = Distinct::of(&first.transform(table)?, &rows, &of_row);
        let (split, test) = distinct.split(classes.len(), options);
        // Once more: scales and categories are those of the rows that are learnt from, of no other.
        let first_row = |&at: &u32| distinct.first_row.get(at as usize).copied();
        let learnt_from: Vec<u32> = split.training.iter().filter_map(first_row).collect();
        let encoder = Encoder::fit_with(table, Some(&learnt_from), &encoding)?;
        let encoded = encoder.transform(table)?;
        let place = |&row: &u32| encoded.distinct_of.get(row as usize).map_or(0, |&at| at as usize);
        let places: Vec<usize> = distinct.first_row.iter().map(place).collect();
        Ok(Self {
            x: encoded.x.select(Axis(0), &places),
            split,
            test,
            class_of: distinct.class,
            encoder,
            classes,
            n_rows: rows.len(),
            features: options.features,
        })
    }

    /// Keeps at most about so many different rows: the same share of every class, at least one of each.
    pub fn thin(&mut self, max_rows: usize, seed: u64) {
        let n_rows = self.x.nrows();
        if n_rows <= max_rows {
            return;
        }
        let known: Vec<Option<u32>> = self.class_of.iter().copied().map(Some).collect();
        let share = 1.0 - max_rows as f64 / n_rows as f64;
        let kept = Split::stratified(&known, self.classes.len(), share, seed).training;
        let mut place_of = vec![None; n_rows];
        for (place, &row) in (0_u32..).zip(&kept) {
            place_of[row as usize] = Some(place);
        }
        let parts = [&mut self.split.training, &mut self.split.held_out, &mut self.test];
        for part in parts {
            *part = part.iter().filter_map(|&row| place_of[row as usize]).collect();
        }
        self.x = self.select(&kept);
        self.class_of = self.classes_of(&kept);
    }

    /// Rows of each class that are learnt from. `[n_classes]`.
    pub fn counts(&self) -> Vec<usize> {
        self.examples().counts()
    }

    /// What classifiers learn from.
    pub fn examples(&self) -> Examples<'_> {
        Examples {
            x: self.x.view(),
            classes: &self.class_of,
            n_classes: self.classes.len(),
            training: &self.split.training,
            validation: &self.split.held_out,
        }
    }

    /// The normal rows among those that are learnt from: what the autoencoders of [`crate::Novelty`] learn from.
    pub fn normal_rows(&self) -> Vec<u32> {
        self.normal_among(&self.split.training)
    }

    pub(crate) fn normal_among(&self, rows: &[u32]) -> Vec<u32> {
        let is_normal = |row: &u32| self.class_of.get(*row as usize) == Some(&0);
        rows.iter().copied().filter(is_normal).collect()
    }

    /// The held-out rows. `[n, n_features]` and `[n]`.
    pub(crate) fn held_out(&self) -> (Array2<f32>, Vec<u32>) {
        self.part(&self.split.held_out)
    }

    /// Some rows and their classes. `[n, n_features]` and `[n]`.
    pub(crate) fn part(&self, rows: &[u32]) -> (Array2<f32>, Vec<u32>) {
        (self.select(rows), self.classes_of(rows))
    }

    pub(crate) fn select(&self, rows: &[u32]) -> Array2<f32> {
        let rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
        self.x.select(Axis(0), &rows)
    }

    fn classes_of(&self, rows: &[u32]) -> Vec<u32> {
        let class = |&row: &u32| self.class_of.get(row as usize).copied().unwrap_or(0);
        rows.iter().map(class).collect()
    }
}

/// Different rows, in the order in which they first occur.
struct Distinct {
    first_row: Vec<u32>,
    class: Vec<u32>,
}

impl Distinct {
    fn of(encoded: &Encoded, rows: &[u32], classes: &[Option<u32>]) -> Self {
        let mut places = vec![None; encoded.first_row.len()];
        let mut first_row = Vec::new();
        // Rows of each class among those that are equal; nearly always of one.
        let mut counts: Vec<BTreeMap<u32, u32>> = Vec::new();
        for &row in rows {
            let at = encoded.distinct_of.get(row as usize).map_or(0, |&at| at as usize);
            let Some(class) = classes.get(row as usize).copied().flatten() else {
                continue;
            };
            let place = *places[at].get_or_insert_with(|| {
                first_row.push(row);
                counts.push(BTreeMap::new());
                counts.len() - 1
            });
            *counts[place].entry(class).or_default() += 1;
        }
        let most = |counts: &BTreeMap<u32, u32>| {
            // The first of equal ones.
            let most = counts.iter().rev().max_by_key(|&(_, &count)| count);
            most.map_or(0, |(&class, _)| class)
        };
        Self {
            class: counts.iter().map(most).collect(),
            first_row,
        }
    }
    /// Which of them to learn from and which to hold out, and those to judge by.
    fn split(&self, n_classes: usize, options: &TrainingOptions) -> (Split, Vec<u32>) {
        let mut known: Vec<Option<u32>> = self.class.iter().copied().map(Some).collect();
        let test = Split::stratified(&known, n_classes, options.test_share, options.seed).held_out;
        for &at in &test {
            known[at as usize] = None;
        }
        let split = Split::stratified(&known, n_classes, options.validation_share, options.seed);
        (split, test)
    }
}
