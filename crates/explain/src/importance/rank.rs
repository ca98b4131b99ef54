//! Spearman's rank correlation.

/// Rank of each value, from 1; equal values share the mean of theirs.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    wiresift_order::sort_by(&mut order, |&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for run in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        // The ranks are before + 1 to before + len.
        let rank = before as f64 + f64::midpoint(1.0, run.len() as f64);
        for &at in run {
            ranks[at] = rank;
        }
        before += run.len();
    }
    ranks
}

/// Pearson's correlation; 1 where neither varies, 0 where only one does.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut both, mut only_a, mut only_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        only_a += a * a;
        only_b += b * b;
    }
    if only_a > 0.0 && only_b > 0.0 {
        both / (only_a * only_b).sqrt()
    } else {
        f64::from(u8::from(only_a <= 0.0 && only_b <= 0.0))
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "small whole numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 9.0]), [2.5, 1.0, 2.5, 4.0]);
    }

    #[test]
    fn order_is_all_that_counts() {
        let of = |a: &[f64], b: &[f64]| correlation(&ranks(a), &ranks(b));
        assert_eq!(of(&[1.0, 2.0, 3.0], &[10.0, 20.0, 900.0]), 1.0);
        assert_eq!(of(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(of(&[1.0, 1.0], &[2.0, 2.0]), 1.0);
        assert_eq!(of(&[1.0, 2.0], &[2.0, 2.0]), 0.0);
    }
}
