//! Loops over `f32` written so that LLVM turns them into SIMD code natively (SSE2 and up) and in WebAssembly (simd128).
//!
//! Sums run in a fixed number of lanes, in an order that the source fixes, and no transcendental function of the
//! platform is called: the same input gives the same bits on every target.

const LANES: usize = 8;

/// Sum of `term(a[i], b[i], c[i])` over slices of one length, in eight partial sums.
#[inline]
fn lane_sum<C: Copy>(a: &[f32], b: &[f32], c: &[C], term: impl Fn(f32, f32, C) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let mut add = |a: &[f32], b: &[f32], c: &[C]| {
        for (((sum, &a), &b), &c) in sums.iter_mut().zip(a).zip(b).zip(c) {
            *sum += term(a, b, c);
        }
    };
    let (a, b, c) = (a.chunks_exact(LANES), b.chunks_exact(LANES), c.chunks_exact(LANES));
    add(a.remainder(), b.remainder(), c.remainder());
    for ((a, b), c) in a.zip(b).zip(c) {
        add(a, b, c);
    }
    let [s0, s1, s2, s3, s4, s5, s6, s7] = sums;
    ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))
}

/// Sum of `(a - b)^2` where the mask is [`u32::MAX`], not 0. (Multiplying by 0 would turn an infinite square into NaN.)
#[inline]
pub(crate) fn masked_squared_distance(a: &[f32], b: &[f32], mask: &[u32]) -> f32 {
    lane_sum(a, b, mask, |a, b, mask| {
        f32::from_bits(((a - b) * (a - b)).to_bits() & mask)
    })
}

/// Squared distance from `query` to the box between `low` and `high`; 0 inside.
#[inline]
pub(crate) fn box_distance(query: &[f32], low: &[f32], high: &[f32]) -> f32 {
    lane_sum(query, low, high, |query, low, high| {
        let outside = larger(larger(low - query, query - high), 0.0);
        outside * outside
    })
}

/// `f32::max` minds NaN, which costs instructions; a comparison is one.
#[inline]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// `e^x` for `x <= 0`, with a relative error below 2e-7; 0 below -87, where `f32` ends.
///
/// `x = n ln 2 + r` with `|r| <= ln(2) / 2`; `e^r` by its Taylor polynomial of degree 7 (remainder `r^8 / 8! < 6e-9`), `2^n` by
/// its bits. `n` is rounded by adding and taking away `1.5 * 2^23`, ln 2 is split in two so that `r` is exact.
#[inline]
pub(crate) fn exp_nonpositive(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let clamped = larger(x, -87.0);
    let shifted = clamped * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = clamped - n * LN_2_HIGH - n * LN_2_LOW;
    let mut polynomial = 1.0 / 5040.0;
    for coefficient in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        polynomial = polynomial * r + coefficient;
    }
    // The last bits of `shifted` are n as an integer; a conversion would have to mind NaN and overflow.
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127);
    let power = polynomial * f32::from_bits(exponent << 23);
    if x < -87.0 { 0.0 } else { power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_agrees_with_the_library() {
        let mut worst = 0.0_f64;
        for i in 0..870_000_u32 {
            let x = -(i as f32) * 1e-4;
            let exact = f64::from(x).exp();
            worst = worst.max((f64::from(exp_nonpositive(x)) - exact).abs() / exact);
        }
        assert!(worst < 2e-7, "{worst}");
        assert_eq!(exp_nonpositive(0.0).to_bits(), 1.0_f32.to_bits());
        assert_eq!(exp_nonpositive(-87.1).to_bits(), 0);
        assert_eq!(exp_nonpositive(f32::MIN).to_bits(), 0);
    }

    #[test]
    fn distances_agree_with_plain_sums_at_every_length() {
        for n in 0..40_u16 {
            let a: Vec<f32> = (0..n).map(|i| f32::from(i) * 0.5).collect();
            let b: Vec<f32> = (0..n).map(|i| f32::from(i % 7)).collect();
            let mask: Vec<u32> = (0..n).map(|i| if i % 2 == 0 { u32::MAX } else { 0 }).collect();
            // Halves and small integers: every sum is exact, in any order.
            let plain = a
                .iter()
                .zip(&b)
                .step_by(2)
                .fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b));
            assert_eq!(masked_squared_distance(&a, &b, &mask).to_bits(), plain.to_bits());
            let high: Vec<f32> = b.iter().map(|v| v + 1.0).collect();
            let to_box = a
                .iter()
                .zip(&b)
                .map(|(a, low)| (low - a).max(a - low - 1.0).max(0.0).powi(2))
                .fold(0.0, |sum: f32, square| sum + square);
            assert_eq!(box_distance(&a, &b, &high).to_bits(), to_box.to_bits());
        }
    }
}
