//! What a model says of rows.

use ndarray::{Array2, ArrayView2};
use wiresift_table::{Encoded, Family, Table};

use super::AttackModel;
use crate::metrics::{Judged, highest};
use crate::{Classes, ClassifyError, Evaluation, Risk, calibrate, kdd};

/// What a model says of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The class, an index into [`AttackModel::classes`].
    pub class: u32,
    /// Calibrated probability of that class.
    pub confidence: f32,
    /// Calibrated probability that the row is an attack of any class.
    pub attack_probability: f32,
    /// From normal (0) to attack (1): the mean of what each judge says and of the novelty. Ranks rows; no probability.
    pub attack_score: f32,
    /// Share of normal traffic that looks less odd; `None` where the model does not measure it.
    pub novelty: Option<f32>,
    /// Whether the judge calls it normal, and only its novelty makes it an attack: `class` is then the likeliest one.
    pub is_by_novelty: bool,
    /// How urgent that is.
    pub risk: Risk,
}

impl AttackModel {
    /// The calibrated probability of each class for each row.
    ///
    /// # Shapes
    /// `x`: `[n, n_features]` of [`AttackModel::encoder`]. Returns `[n, n_classes]`.
    ///
    /// # Errors
    /// [`ClassifyError::Score`].
    pub fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ClassifyError> {
        let raw = self.model.predict_proba(x)?;
        Ok(calibrate::scale(raw.view(), self.temperature))
    }

    /// What the model says of rows of its matrix.
    ///
    /// # Errors
    /// [`ClassifyError::Score`].
    pub fn verdicts(&self, x: ArrayView2<'_, f32>) -> Result<Vec<Verdict>, ClassifyError> {
        Ok(self.judge(x)?.0)
    }

    /// The matrix of a table: one with the columns of training, or flows of a capture or of Zeek's log for a model of KDD's
    /// features.
    ///
    /// # Errors
    /// [`ClassifyError::Encode`] where columns are absent.
    pub fn encode(&self, table: &Table) -> Result<Encoded, ClassifyError> {
        match self.translated(table) {
            Some(columns) => Ok(self.encoder.transform_columns(&columns.named(), table.n_rows())?),
            None => Ok(self.encoder.transform(table)?),
        }
    }

    /// KDD's columns of flows. A model that was trained on such a table has its columns under their own names.
    pub(super) fn translated<'t>(&self, table: &'t Table) -> Option<kdd::Columns<'t>> {
        let has = |name: &str| table.column_index(name).is_some();
        if self.encoder.column_names().all(has) {
            return None;
        }
        kdd::Columns::of_flows(table)
    }

    /// What the model says of every row of a table.
    ///
    /// # Errors
    /// [`ClassifyError`].
    pub fn classify(&self, table: &Table) -> Result<Vec<Verdict>, ClassifyError> {
        let encoded = self.encode(table)?;
        let distinct = self.verdicts(encoded.x.view())?;
        let verdict = |&at: &u32| distinct.get(at as usize).cloned();
        Ok(encoded.distinct_of.iter().filter_map(verdict).collect())
    }

    /// How the model judges a labelled table; `None` where no row has a class of the model's.
    ///
    /// # Errors
    /// [`ClassifyError`].
    pub fn evaluate(&self, table: &Table, rows: Option<&[u32]>) -> Result<Option<Evaluation>, ClassifyError> {
        let Some(of_row) = Classes::rows_of(&self.classes, table) else {
            return Ok(None);
        };
        let n_rows = u32::try_from(of_row.len()).unwrap_or(u32::MAX);
        let rows = rows.map_or_else(|| (0..n_rows).collect(), <[u32]>::to_vec);
        let class = |&row: &u32| Some((row, of_row.get(row as usize).copied().flatten()?));
        let known: Vec<(u32, u32)> = rows.iter().filter_map(class).collect();
        if known.is_empty() {
            return Ok(None);
        }
        let encoded = self.encode(table)?;
        let places = known
            .iter()
            .filter_map(|&(row, _)| encoded.distinct_of.get(row as usize));
        let places: Vec<usize> = places.map(|&at| at as usize).collect();
        let truth: Vec<u32> = known.iter().map(|&(_, class)| class).collect();
        let n_unknown = (rows.len() - known.len()) as u64;
        Ok(Some(self.evaluated(encoded.x.view(), &places, &truth, n_unknown)?))
    }

    /// Judges the rows at `places` of `x`, each different row once.
    pub(super) fn evaluated(
        &self,
        x: ArrayView2<'_, f32>,
        places: &[usize],
        truth: &[u32],
        n_unknown: u64,
    ) -> Result<Evaluation, ClassifyError> {
        let (verdicts, [raw, probabilities]) = self.judge(x)?;
        let [raw, probabilities] = [raw, probabilities].map(|all| all.select(ndarray::Axis(0), places));
        let chosen = || places.iter().filter_map(|&at| verdicts.get(at));
        let told: Vec<u32> = chosen().map(|verdict| verdict.class).collect();
        let attack_scores: Vec<f32> = chosen().map(|verdict| verdict.attack_score).collect();
        let judged = Judged {
            probabilities: probabilities.view(),
            unscaled: raw.view(),
            told: &told,
            attack_scores: &attack_scores,
            truth,
        };
        Ok(Evaluation::of(&judged, &self.classes, n_unknown))
    }

    /// The verdicts, and the probabilities before and after they were scaled.
    fn judge(&self, x: ArrayView2<'_, f32>) -> Result<(Vec<Verdict>, [Array2<f32>; 2]), ClassifyError> {
        let raw = self.model.predict_proba(x.view())?;
        let probabilities = calibrate::scale(raw.view(), self.temperature);
        let novelty = self.novelty.as_ref().map(|novelty| novelty.of(x)).transpose()?;
        let verdict = |row: usize| {
            let novelty = novelty.as_ref().and_then(|novelty| novelty.get(row).copied());
            let attack = 1.0 - raw.get((row, 0)).copied().unwrap_or(0.0);
            self.verdict(probabilities.row(row), attack, novelty)
        };
        let verdicts = (0..x.nrows()).map(verdict).collect();
        Ok((verdicts, [raw, probabilities]))
    }

    /// `attack`: what the judges say before calibration, which keeps more of the order.
    fn verdict(&self, probabilities: ndarray::ArrayView1<'_, f32>, attack: f32, novelty: Option<f32>) -> Verdict {
        let (mut class, mut confidence) = highest(probabilities);
        let normal = probabilities.first().copied().unwrap_or(0.0);
        let is_novel = matches!((novelty, self.alarm), (Some(novelty), Some(alarm)) if f64::from(novelty) >= alarm);
        let is_by_novelty = is_novel && class == 0;
        if is_by_novelty {
            let (at, likeliest) = highest(probabilities.slice(ndarray::s![1..]));
            (class, confidence) = (at + 1, likeliest);
        }
        let n_judges = self.model.n_judges() as f32;
        let attack_score = novelty.map_or(attack, |novelty| attack.mul_add(n_judges, novelty) / (n_judges + 1.0));
        Verdict {
            class: u32::try_from(class).unwrap_or(0),
            confidence,
            attack_probability: 1.0 - normal,
            attack_score,
            novelty,
            is_by_novelty,
            risk: Risk::of(self.family(class), confidence, is_novel),
        }
    }

    fn family(&self, class: usize) -> Option<Family> {
        self.classes.get(class)?.family
    }
}
