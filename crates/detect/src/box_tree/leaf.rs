//! Up to 64 rows: what they share once, what differs 16 rows side by side.

use serde::{Deserialize, Serialize};

use crate::error::ModelError;
use crate::simd::masked_squared_distance;

/// Most rows in a leaf: in fewer rows fewer columns vary, but there are more leaves to walk.
pub(crate) const LEAF_ROWS: usize = 64;
/// Rows side by side: four SIMD registers, whose additions do not wait for one another.
const LANES: usize = 16;

/// Adjacent rows of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Leaf {
    /// Position of the first row.
    #[serde(skip)]
    pub(super) start: u32,
    len: u32,
    /// By feature: the first row's value.
    base: Vec<f32>,
    /// Features in which the rows differ, ascending.
    varying: Vec<u32>,
    /// `[len / LANES, varying, LANES]`, the last block filled up with copies of the last row.
    values: Vec<f32>,
    /// By feature: all bits set if the rows share its value, none if it varies.
    #[serde(skip)]
    shared: Vec<u32>,
}

impl Leaf {
    pub(super) fn new(start: u32, rows: &[&[f32]]) -> Self {
        let base = rows[0].to_vec();
        let varying: Vec<u32> = (0_u32..)
            .zip(&base)
            .filter(|&(f, b)| rows.iter().any(|row| row[f as usize].to_bits() != b.to_bits()))
            .map(|(f, _)| f)
            .collect();
        let mut values = Vec::with_capacity(rows.len().next_multiple_of(LANES) * varying.len());
        for block in rows.chunks(LANES) {
            for &feature in &varying {
                values.extend((0..LANES).map(|lane| block[lane.min(block.len() - 1)][feature as usize]));
            }
        }
        // At most LEAF_ROWS, so the length fits.
        let mut leaf = Self {
            start,
            len: u32::try_from(rows.len()).unwrap_or(0),
            base,
            varying,
            values,
            shared: Vec::new(),
        };
        leaf.restore_mask();
        leaf
    }

    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    /// Checks a stored leaf and fills in what is not stored.
    pub(super) fn restore(&mut self, n_features: u32, start: u32) -> Result<(), ModelError> {
        let n_blocks = self.len().div_ceil(LANES);
        let sized = (1..=LEAF_ROWS).contains(&self.len())
            && self.base.len() == n_features as usize
            && self.values.len() == n_blocks * LANES * self.varying.len();
        let ascending =
            self.varying.windows(2).all(|w| w[0] < w[1]) && self.varying.last().is_none_or(|&f| f < n_features);
        let finite = self.base.iter().chain(&self.values).all(|v| v.is_finite());
        ModelError::check(sized && ascending && finite, "row tree with a damaged leaf")?;
        self.start = start;
        self.restore_mask();
        Ok(())
    }

    fn restore_mask(&mut self) {
        self.shared = vec![u32::MAX; self.base.len()];
        for &feature in &self.varying {
            self.shared[feature as usize] = 0;
        }
    }

    /// Puts row `at` of the leaf into `out`.
    pub(super) fn row_into(&self, at: usize, out: &mut Vec<f32>) {
        out.clear();
        out.extend_from_slice(&self.base);
        let block = at / LANES * LANES * self.varying.len();
        let values = self.values.iter().skip(block + at % LANES).step_by(LANES);
        for (&feature, &value) in self.varying.iter().zip(values) {
            out[feature as usize] = value;
        }
    }

    /// Squared distances of `query` to the rows, in the first [`Self::len`] places of `out`.
    pub(super) fn squared_distances<'o>(&self, query: &[f32], out: &'o mut [f32; LEAF_ROWS]) -> &'o [f32] {
        let shared = masked_squared_distance(query, &self.base, &self.shared);
        out.fill(shared);
        if !self.varying.is_empty() {
            let blocks = self.values.chunks_exact(LANES * self.varying.len());
            for (block, out) in blocks.zip(out.chunks_exact_mut(LANES)) {
                add_squared_distances(query, &self.varying, block, out);
            }
        }
        &out[..self.len()]
    }

    /// Least and greatest value of each feature.
    pub(super) fn bounds(&self) -> (Vec<f32>, Vec<f32>) {
        let (mut low, mut high) = (self.base.clone(), self.base.clone());
        if !self.varying.is_empty() {
            for block in self.values.chunks_exact(LANES * self.varying.len()) {
                for (&feature, values) in self.varying.iter().zip(block.chunks_exact(LANES)) {
                    let (low, high) = (&mut low[feature as usize], &mut high[feature as usize]);
                    *low = values.iter().copied().fold(*low, f32::min);
                    *high = values.iter().copied().fold(*high, f32::max);
                }
            }
        }
        (low, high)
    }
}

#[inline]
fn add_squared_distances(query: &[f32], features: &[u32], block: &[f32], out: &mut [f32]) {
    let mut sums = [0.0; LANES];
    sums.copy_from_slice(out);
    for (&feature, values) in features.iter().zip(block.chunks_exact(LANES)) {
        let q = query[feature as usize];
        for (sum, value) in sums.iter_mut().zip(values) {
            let difference = q - value;
            *sum += difference * difference;
        }
    }
    out.copy_from_slice(&sums);
}
