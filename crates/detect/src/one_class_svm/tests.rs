use ndarray::{Array2, ArrayView2, Axis, array, concatenate};
use proptest::prelude::*;

use super::*;
use crate::detector::Detector;
use crate::progress::ignore_progress;

fn fit(params: &OneClassSvmParams, x: ArrayView2<'_, f32>) -> OneClassSvm {
    let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
    params.fit(x, &rows, &mut ignore_progress).unwrap()
}

fn scores(svm: &OneClassSvm, x: ArrayView2<'_, f32>) -> Vec<f32> {
    svm.score_samples(x, &mut ignore_progress).unwrap()
}

#[track_caller]
fn check_near(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} instead of {expected}");
}

/// Two points at distance 2, gamma 1/2: their kernel is `e^-2`. With nu = 1/2 the multipliers sum to 1 and, as the
/// problem is symmetric, are 1/2 each.
fn pair() -> (Array2<f32>, OneClassSvmParams) {
    (
        array![[-1.0], [1.0]],
        OneClassSvmParams::default().gamma(Gamma::Value(0.5)).tolerance(1e-6),
    )
}

#[test]
fn two_points_by_hand() {
    let (x, params) = pair();
    let svm = fit(&params, x.view());
    assert!(svm.is_converged());
    assert_eq!((svm.n_support_vectors(), svm.n_training_rows()), (2, 2));
    let rho = f64::midpoint(1.0, (-2.0_f64).exp());
    check_near(svm.rho(), rho, 1e-6);
    let scores = scores(&svm, array![[-1.0], [1.0], [0.0], [3.0]].view());
    // Both points are on the border. In the middle the kernels are e^-1/2 each; at 3 they are e^-8 and e^-2.
    check_near(scores[0].into(), 0.0, 1e-5);
    check_near(scores[1].into(), 0.0, 1e-5);
    check_near(scores[2].into(), rho.ln() + 0.5, 1e-5);
    check_near(
        scores[3].into(),
        (rho / f64::midpoint((-8.0_f64).exp(), (-2.0_f64).exp())).ln(),
        1e-5,
    );
}

#[test]
fn far_rows_are_told_apart() {
    let (x, params) = pair();
    let svm = fit(&params, x.view());
    let scores = scores(&svm, array![[100.0], [101.0], [1e4], [1e30], [-1e30]].view());
    // The far point's kernel vanishes beside the near one's: ln(rho) - ln(1/2) + gamma * 99^2.
    check_near(
        scores[0].into(),
        svm.rho().ln() + 2.0_f64.ln() + 0.5 * 99.0 * 99.0,
        1e-2,
    );
    assert!(scores[0] < scores[1] && scores[1] < scores[2] && scores[2] < scores[3]);
    assert!(scores.iter().all(|score| score.is_finite()));
}

#[test]
fn all_multipliers_at_their_bounds() {
    let (x, params) = pair();
    // nu = 1: both multipliers are 1, and the kernel sum is 1 + e^-2 at both.
    let svm = fit(&params.nu(1.0), x.view());
    check_near(svm.rho(), 1.0 + (-2.0_f64).exp(), 1e-6);
}

#[test]
fn one_row_is_its_own_border() {
    let svm = fit(&OneClassSvmParams::default(), array![[3.0, 4.0]].view());
    let scores = scores(&svm, array![[3.0, 4.0], [3.0, 5.0]].view());
    check_near(scores[0].into(), 0.0, 1e-6);
    assert!(scores[1] > 0.1);
}

#[test]
fn gamma_scale_is_that_of_scikit_learn() {
    // Values 0, 1, 2, 3: variance 1.25, two features. With the first row twice: 0, 1, 0, 1, 2, 3: mean 7/6, mean
    // square 15/6, variance 15/6 - 49/36 = 41/36.
    let x = array![[0.0, 1.0], [2.0, 3.0]];
    let params = OneClassSvmParams::default();
    check_near(fit(&params, x.view()).gamma(), 1.0 / 2.5, 1e-12);
    let repeated = params.fit(x.view(), &[0, 0, 1], &mut ignore_progress).unwrap();
    check_near(repeated.gamma(), 36.0 / 82.0, 1e-12);
    check_near(fit(&params, Array2::ones((5, 2)).view()).gamma(), 1.0, 1e-12);
}

#[test]
fn the_cap_counts_repeats() {
    let x = Array2::from_shape_fn((50, 2), |(i, j)| ((i * 31 + j * 17) % 47) as f32);
    let rows: Vec<u32> = (0..200).map(|i| i % 50).collect();
    let params = OneClassSvmParams::default().max_training_rows(120);
    let svm = params.fit(x.view(), &rows, &mut ignore_progress).unwrap();
    assert_eq!(svm.n_training_rows(), 120);
    assert!(svm.n_support_vectors() <= 50);
}

#[test]
fn a_tiny_cache_changes_nothing() {
    let x = Array2::from_shape_fn((300, 3), |(i, j)| ((i * 37 + j * 101) % 211) as f32 / 50.0);
    let params = OneClassSvmParams::default().nu(0.2);
    assert_eq!(fit(&params.clone().cache_bytes(0), x.view()), fit(&params, x.view()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Proposition 3 of the source: nu bounds the share of outliers from above, of support vectors from below.
    #[test]
    fn nu_bounds_outliers_and_support_vectors(
        values in prop::collection::vec(-3.0_f32..3.0, 120 * 2),
        nu in 0.05..0.9_f64,
    ) {
        let x = Array2::from_shape_vec((120, 2), values).unwrap();
        let svm = fit(&OneClassSvmParams::default().nu(nu).tolerance(1e-5), x.view());
        let n_outliers = scores(&svm, x.view()).iter().filter(|&&score| score > 1e-4).count();
        prop_assert!(n_outliers as f64 <= nu * 120.0 + 1e-6);
        prop_assert!(svm.n_support_vectors() as f64 >= nu * 120.0 - 1e-6);
        let sum: f64 = svm.multipliers.iter().map(|&m| f64::from(m)).sum();
        prop_assert!((sum - nu * 120.0).abs() < 1e-3);
    }

    /// Copies merged into one variable reach the optimum of copies that are variables of their own.
    #[test]
    fn a_repeated_index_is_a_repeated_row(
        values in prop::collection::vec(-3.0_f32..3.0, 30 * 2),
        copies in prop::collection::vec(0_u32..30, 0..60),
    ) {
        let x = Array2::from_shape_vec((30, 2), values).unwrap();
        let copied = x.select(Axis(0), &copies.iter().map(|&i| i as usize).collect::<Vec<_>>());
        let copied = concatenate![Axis(0), x, copied];
        let rows: Vec<u32> = (0..30).chain(copies).collect();
        let params = OneClassSvmParams::default().nu(0.3).tolerance(1e-6);
        let merged = params.fit(x.view(), &rows, &mut ignore_progress).unwrap();
        let plain = fit(&params, copied.view());
        prop_assert!((merged.rho() - plain.rho()).abs() < 1e-3 * plain.rho());
        for (a, b) in scores(&merged, x.view()).iter().zip(scores(&plain, x.view())) {
            prop_assert!((a - b).abs() < 1e-3);
        }
    }

    /// Leaving out far support vectors costs less than `f32` rounds.
    #[test]
    fn kernel_sums_agree_with_plain_ones(
        values in prop::collection::vec(-30.0_f32..30.0, 200 * 2),
        asked in prop::collection::vec(-60.0_f32..60.0, 10 * 2),
    ) {
        let x = Array2::from_shape_vec((200, 2), values).unwrap();
        let asked = Array2::from_shape_vec((10, 2), asked).unwrap();
        let svm = fit(&OneClassSvmParams::default().gamma(Gamma::Value(0.7)), x.view());
        for (row, score) in asked.rows().into_iter().zip(scores(&svm, asked.view())) {
            let mut squared = Vec::new();
            svm.support.for_each_leaf(row.as_slice().unwrap(), |_, leaf| squared.extend_from_slice(leaf));
            // The largest term is taken out, so that the sum does not vanish.
            let nearest = squared.iter().copied().fold(f32::INFINITY, f32::min);
            let term = |(&d, &m): (&f32, &f32)| f64::from(m) * (-0.7 * f64::from(d - nearest)).exp();
            let sum: f64 = squared.iter().zip(&svm.multipliers).map(term).sum();
            let plain = svm.rho().ln() - sum.ln() + 0.7 * f64::from(nearest);
            prop_assert!((f64::from(score) - plain).abs() < 1e-5 * plain.abs().max(1.0));
        }
    }
}
