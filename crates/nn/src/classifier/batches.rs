//! What a batch is made of: rows, targets, and masks of what is dropped.

use burn::tensor::TensorData;
use rand::RngCore;
use rand_chacha::ChaCha8Rng;

/// The targets of `rows`: a row of the one-hot matrix, smoothed, times the weight of its class. The loss of the batch is
/// then the mean of `-target · log p`.
///
/// # Shapes
/// `classes`: the class of every row of the matrix; `weights`: `[n_classes]`. Returns `[rows.len(), n_classes]`.
pub(super) fn targets(rows: &[u32], classes: &[u32], weights: &[f32], smoothing: f32) -> TensorData {
    let n_classes = weights.len();
    let spread = smoothing / n_classes as f32;
    let mut values = Vec::with_capacity(rows.len() * n_classes);
    for &row in rows {
        let class = classes[row as usize] as usize;
        let weight = weights[class];
        let target = |at: usize| if at == class { 1.0 - smoothing + spread } else { spread };
        values.extend((0..n_classes).map(|at| weight * target(at)));
    }
    TensorData::new(values, [rows.len(), n_classes])
}

/// A mask of dropout: 0 for the share of values that is dropped, and for the others what keeps their sum as it was. The
/// share is rounded to 1/256, so that a byte decides. `None` where nothing is dropped.
///
/// # Shapes
/// `[n_rows, n_units]`.
pub(super) fn mask(share: f64, n_rows: usize, n_units: usize, rng: &mut ChaCha8Rng) -> Option<TensorData> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of at most 0.9"
    )]
    let limit = (share * 256.0).round() as u8;
    if limit == 0 {
        return None;
    }
    let mut bytes = vec![0; n_rows * n_units];
    rng.fill_bytes(&mut bytes);
    let kept = 256.0 / (256.0 - f32::from(limit));
    let values: Vec<f32> = bytes
        .iter()
        .map(|&byte| if byte < limit { 0.0 } else { kept })
        .collect();
    Some(TensorData::new(values, [n_rows, n_units]))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn targets_by_hand() {
        // Class 1 of 2 with weight 3 and a fifth spread: 3 * (0.1, 0.9).
        let targets = targets(&[1, 0], &[0, 1], &[1.0, 3.0], 0.2);
        let values = targets.try_into_vec_as::<f32>().unwrap();
        for (value, expected) in values.iter().zip([0.3, 2.7, 0.9, 0.1]) {
            assert!((value - expected).abs() < 1e-6, "{values:?}");
        }
    }

    #[test]
    fn a_mask_drops_its_share_and_keeps_the_mean() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let values = mask(0.25, 100, 100, &mut rng)
            .unwrap()
            .try_into_vec_as::<f32>()
            .unwrap();
        let n_dropped = values.iter().filter(|&&value| value == 0.0).count();
        // Binomial: mean 2,500, standard deviation 43; the seed is fixed.
        assert!((2_300..2_700).contains(&n_dropped), "{n_dropped}");
        let mean = values.iter().sum::<f32>() / 10_000.0;
        assert!((mean - 1.0).abs() < 0.03, "{mean}");
        assert!(mask(0.0, 10, 10, &mut rng).is_none());
    }
}
