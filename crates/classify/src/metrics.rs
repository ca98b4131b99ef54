//! How good a judge is, as scikit-learn counts it.

use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};
use wiresift_detect::metrics::Ranking;

use crate::calibrate::{self, Bin};
use crate::labels::Class;

/// The place and value of a row's highest probability; the first of equal ones.
pub(crate) fn highest(row: ArrayView1<'_, f32>) -> (usize, f32) {
    let first = (0, row.first().copied().unwrap_or(0.0));
    let better = |best: (usize, f32), at: (usize, &f32)| if *at.1 > best.1 { (at.0, *at.1) } else { best };
    row.iter().enumerate().fold(first, better)
}

pub(crate) fn place_of_highest(row: ArrayView1<'_, f32>) -> u32 {
    u32::try_from(highest(row).0).unwrap_or(0)
}

/// Mean F1 over the classes that occur or are told.
pub(crate) fn macro_f1(told: &[u32], truth: &[u32], classes: &[Class]) -> f64 {
    let confusion = confusion(told, truth, classes.len());
    mean(&counted(&confusion, classes), |metrics| metrics.f1)
}

/// The classes that occur or are told.
fn counted(confusion: &[Vec<u64>], classes: &[Class]) -> Vec<ClassMetrics> {
    let occurs = |class: usize| confusion.iter().any(|row| row[class] > 0) || confusion[class].iter().any(|&n| n > 0);
    let counted = (0..classes.len()).filter(|&class| occurs(class));
    counted.map(|class| of_class(confusion, class, classes)).collect()
}

fn mean(metrics: &[ClassMetrics], value: impl Fn(&ClassMetrics) -> f64) -> f64 {
    metrics.iter().map(value).sum::<f64>() / metrics.len().max(1) as f64
}

/// How one class is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassMetrics {
    /// Its name.
    pub name: String,
    /// Rows that are of it.
    pub n_rows: u64,
    /// Share of the rows told as it that are of it. 0 where none is told so.
    pub precision: f64,
    /// Share of its rows that are told as it. 0 without rows.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// How a model judges rows whose class is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Rows that were judged.
    pub n_rows: u64,
    /// Rows that were left out because their class is unknown, or none of the model's.
    pub n_unknown: u64,
    /// Share of the rows whose class is right.
    pub accuracy: f64,
    /// Mean F1 over the classes that occur or are told.
    pub macro_f1: f64,
    /// Mean precision over the same.
    pub macro_precision: f64,
    /// Mean recall over the same.
    pub macro_recall: f64,
    /// Every class, in the model's order.
    pub classes: Vec<ClassMetrics>,
    /// For every class, how many of its rows are told as each.
    pub confusion: Vec<Vec<u64>>,
    /// Attack against normal, by the attack score: area under the ROC curve. `None` unless there are both.
    pub roc_auc: Option<f64>,
    /// Average precision of the attacks, by the attack score.
    pub average_precision: Option<f64>,
    /// Mean negative logarithm of the right class's probability, in nats.
    pub log_loss: f64,
    /// Expected calibration error of the confidence.
    pub calibration_error: f64,
    /// The reliability plot.
    pub reliability: Vec<Bin>,
    /// The same before the probabilities were scaled; `None` in files of older versions.
    #[serde(default)]
    pub unscaled: Option<Unscaled>,
}

/// How well confidence and accuracy agree before the probabilities are scaled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unscaled {
    /// Expected calibration error of the confidence.
    pub calibration_error: f64,
    /// The reliability plot.
    pub reliability: Vec<Bin>,
}

/// What is judged: the rows whose class is known.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Calibrated probabilities, `[n, n_classes]`.
    pub probabilities: ArrayView2<'a, f32>,
    /// The same before they were scaled.
    pub unscaled: ArrayView2<'a, f32>,
    /// The class that was told of each row, `[n]`.
    pub told: &'a [u32],
    /// The attack score of each row, `[n]`.
    pub attack_scores: &'a [f32],
    /// The true class of each row, `[n]`.
    pub truth: &'a [u32],
}

impl Evaluation {
    /// Judges the judge.
    pub fn of(judged: &Judged<'_>, classes: &[Class], n_unknown: u64) -> Self {
        let confusion = confusion(judged.told, judged.truth, classes.len());
        let metrics: Vec<ClassMetrics> = (0..classes.len())
            .map(|class| of_class(&confusion, class, classes))
            .collect();
        let counted = counted(&confusion, classes);
        let n_right: u64 = (0..classes.len()).map(|class| confusion[class][class]).sum();
        let is_attack: Vec<bool> = judged.truth.iter().map(|&class| !is_normal(classes, class)).collect();
        let ranking = Ranking::new(judged.attack_scores, &is_attack).ok();
        let reliability = calibrate::reliability(judged.probabilities, judged.truth);
        Self {
            n_rows: judged.truth.len() as u64,
            n_unknown,
            accuracy: n_right as f64 / judged.truth.len().max(1) as f64,
            macro_f1: mean(&counted, |metrics| metrics.f1),
            macro_precision: mean(&counted, |metrics| metrics.precision),
            macro_recall: mean(&counted, |metrics| metrics.recall),
            roc_auc: ranking.as_ref().and_then(Ranking::roc_auc),
            average_precision: ranking.as_ref().and_then(Ranking::average_precision),
            log_loss: calibrate::log_loss(judged.probabilities, judged.truth),
            calibration_error: calibrate::expected_error(&reliability),
            reliability,
            unscaled: Some(Unscaled::of(judged)),
            classes: metrics,
            confusion,
        }
    }
}

impl Unscaled {
    fn of(judged: &Judged<'_>) -> Self {
        let reliability = calibrate::reliability(judged.unscaled, judged.truth);
        Self {
            calibration_error: calibrate::expected_error(&reliability),
            reliability,
        }
    }
}

fn is_normal(classes: &[Class], class: u32) -> bool {
    classes.get(class as usize).is_some_and(Class::is_normal)
}

fn confusion(told: &[u32], truth: &[u32], n_classes: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; n_classes]; n_classes];
    for (&told, &truth) in told.iter().zip(truth) {
        if let Some(count) = counts
            .get_mut(truth as usize)
            .and_then(|row| row.get_mut(told as usize))
        {
            *count += 1;
        }
    }
    counts
}

fn of_class(confusion: &[Vec<u64>], class: usize, classes: &[Class]) -> ClassMetrics {
    let right = confusion[class][class];
    let n_rows: u64 = confusion[class].iter().sum();
    let n_told: u64 = confusion.iter().map(|row| row[class]).sum();
    let share = |whole: u64| if whole > 0 { right as f64 / whole as f64 } else { 0.0 };
    let whole = n_rows + n_told;
    ClassMetrics {
        name: classes[class].name.clone(),
        n_rows,
        precision: share(n_told),
        recall: share(n_rows),
        f1: if whole > 0 {
            2.0 * right as f64 / whole as f64
        } else {
            0.0
        },
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use wiresift_table::Family;

    use super::*;

    #[test]
    fn figures_by_hand() {
        let class = |name: &str, family| Class {
            name: name.to_owned(),
            family,
        };
        let classes = [
            class("normal", Some(Family::Normal)),
            class("DoS", Some(Family::Dos)),
            class("odd", None),
        ];
        let probabilities = array![[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.6, 0.4, 0.0], [0.3, 0.7, 0.0]];
        let judged = Judged {
            probabilities: probabilities.view(),
            unscaled: probabilities.view(),
            told: &[0, 1, 0, 1],
            attack_scores: &[0.1, 0.8, 0.4, 0.7],
            truth: &[0, 1, 1, 1],
        };
        let evaluation = Evaluation::of(&judged, &classes, 2);
        assert_eq!(evaluation.confusion, [[1, 0, 0], [1, 2, 0], [0, 0, 0]]);
        assert_eq!((evaluation.n_rows, evaluation.n_unknown), (4, 2));
        assert!((evaluation.accuracy - 0.75).abs() < 1e-12);
        // Normal: precision 1/2, recall 1, F1 2/3. DoS: 1, 2/3, 4/5. The third does not occur.
        assert!((evaluation.macro_f1 - f64::midpoint(2.0 / 3.0, 0.8)).abs() < 1e-12);
        assert!((evaluation.macro_recall - f64::midpoint(1.0, 2.0 / 3.0)).abs() < 1e-12);
        assert!((evaluation.macro_precision - 0.75).abs() < 1e-12);
        // Sure by 0.9 and 0.8, and right; sure by 0.6 and (in single precision just below) 0.7, in one bin, and right once.
        let unscaled = evaluation.unscaled.unwrap();
        assert!((unscaled.calibration_error - (0.1 + 0.2 + 2.0 * 0.15) / 4.0).abs() < 1e-6);
        assert_eq!(
            (evaluation.roc_auc, evaluation.average_precision),
            (Some(1.0), Some(1.0))
        );
    }

    #[test]
    fn the_first_of_equal_probabilities_is_told() {
        assert_eq!(highest(array![0.5, 0.5].view()), (0, 0.5));
        assert_eq!(highest(array![0.1, 0.7, 0.2].view()), (1, 0.7));
    }
}
