//! Entropy of bytes: high where they are compressed or encrypted, low in text and padding.

/// Bytes up to which entropy is summed from a table.
const TABLE_LEN: usize = 1024;

/// Fractional bits of the table's fixed-point numbers. The largest is below 2^4.
const FRACTION_BITS: u32 = 28;

/// What the `c + 1`-th byte of one value adds to the sum of `c log2 c`.
///
/// Entropy is `log2 n - 1/n * sum(c log2 c)` over the counts `c`. Adding differences while counting needs no second
/// pass over the 256 counters, and whole numbers add faster than floating-point ones.
static STEPS: [u32; TABLE_LEN] = steps();

#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "evaluated by the compiler"
)]
const fn steps() -> [u32; TABLE_LEN] {
    let mut table = [0; TABLE_LEN];
    let mut last = 0.0;
    let mut count = 0;
    while count < TABLE_LEN {
        let n = (count + 1) as f64;
        let term = n * log2(n);
        table[count] = ((term - last) * (1_u64 << FRACTION_BITS) as f64 + 0.5) as u32;
        last = term;
        count += 1;
    }
    table
}

/// Base-2 logarithm of `x >= 1`, bit by bit: squaring doubles it.
const fn log2(mut x: f64) -> f64 {
    let mut result = 0.0;
    while x >= 2.0 {
        x /= 2.0;
        result += 1.0;
    }
    let mut bit = 0.5;
    while bit > 1e-10 {
        x *= x;
        if x >= 2.0 {
            x /= 2.0;
            result += bit;
        }
        bit /= 2.0;
    }
    result
}

/// Shannon entropy of the bytes, in bits a byte: 0 where all are equal or there are none, 8 where all values are
/// equally frequent.
///
/// # Source
/// Shannon (1948), "A Mathematical Theory of Communication", section 6.
pub fn entropy(bytes: &[u8]) -> f32 {
    if bytes.len() > TABLE_LEN {
        return entropy_of_many(bytes);
    }
    let mut counts = [0_u16; 256];
    let mut sum = 0_u64;
    for &byte in bytes {
        let Some(count) = counts.get_mut(usize::from(byte)) else {
            continue;
        };
        sum += u64::from(STEPS.get(usize::from(*count)).copied().unwrap_or(0));
        *count += 1;
    }
    let n = bytes.len().max(1) as f32;
    let sum = sum as f32 / (1_u64 << FRACTION_BITS) as f32;
    (n.log2() - sum / n).max(0.0)
}

fn entropy_of_many(bytes: &[u8]) -> f32 {
    let mut counts = [0_u64; 256];
    for &byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let n = bytes.len() as f64;
    let sum: f64 = counts
        .iter()
        .filter(|&&count| count > 1)
        .map(|&count| count as f64 * (count as f64).log2())
        .sum();
    #[expect(clippy::cast_possible_truncation, reason = "at most 8")]
    let entropy = (n.log2() - sum / n).max(0.0) as f32;
    entropy
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By definition: the sum of `-p log2 p`.
    fn by_definition(bytes: &[u8]) -> f64 {
        let n = bytes.len() as f64;
        let mut counts = std::collections::BTreeMap::new();
        for byte in bytes {
            *counts.entry(byte).or_insert(0.0) += 1.0;
        }
        counts
            .values()
            .map(|count: &f64| -(count / n) * (count / n).log2())
            .sum()
    }

    #[test]
    fn ends_of_the_scale() {
        let all: Vec<u8> = (0..=255).collect();
        assert!((entropy(&all) - 8.0).abs() < 1e-4);
        assert!((entropy(&all.repeat(8)) - 8.0).abs() < 1e-4);
        assert!((entropy(b"abab") - 1.0).abs() < 1e-6);
        for constant in [&[] as &[u8], b"a", &[7; 1024], &[7; 5000]] {
            assert!(entropy(constant) < 1e-4, "{}", constant.len());
        }
    }

    proptest! {
        #[test]
        fn is_what_the_definition_says(bytes in prop::collection::vec(0_u8..40, 1..2000)) {
            prop_assert!((f64::from(entropy(&bytes)) - by_definition(&bytes)).abs() < 1e-4);
        }
    }
}
