//! Parts of a value, feature by feature.

use serde::{Deserialize, Serialize};

/// A value as the sum of a base and a contribution of each feature (or group of features).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// What the value would be without knowing the row.
    pub base: f64,
    /// What each feature adds: above 0 towards anomaly, below 0 towards normal. `[n_features]`.
    pub contributions: Vec<f64>,
}

impl Attribution {
    /// The value that is explained: base and contributions together.
    pub fn value(&self) -> f64 {
        self.base + self.contributions.iter().sum::<f64>()
    }

    /// The same with one contribution a group, the sum of those of its columns.
    pub fn grouped(&self, groups: &Groups) -> Self {
        Self {
            base: self.base,
            contributions: groups.sums(&self.contributions),
        }
    }

    /// By feature: its share of all that pushes towards anomaly, within 0 and 1; 0 where nothing does.
    pub fn shares(&self) -> Vec<f64> {
        let positive = self.contributions.iter().map(|value| value.max(0.0));
        let total: f64 = positive.clone().sum();
        let share = |value: f64| if total > 0.0 { value / total } else { 0.0 };
        positive.map(share).collect()
    }

    /// Features from the one that pushes most towards anomaly to the one that pushes most towards normal.
    pub fn ranked(&self) -> Vec<usize> {
        ranked(&self.contributions)
    }
}

/// Indices of `values`, largest first; equal ones in order.
pub fn ranked(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    wiresift_order::sort_by(&mut order, |&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// Which columns of the matrix are one feature to a person: the 0/1 columns of a category belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    of_column: Vec<u32>,
    n_groups: u32,
}

impl Groups {
    /// Every column by itself.
    pub fn each(n_columns: usize) -> Self {
        Self::of(0..n_columns)
    }

    /// One key a column of the matrix: columns with equal keys are a group. Groups are numbered in order of appearance.
    ///
    /// With a table's encoder: `Groups::of(features.iter().map(|feature| &feature.column))`.
    pub fn of<K: PartialEq>(keys: impl IntoIterator<Item = K>) -> Self {
        let mut known: Vec<K> = Vec::new();
        let mut of_column = Vec::new();
        for key in keys {
            // From the end: the columns of a category are neighbours.
            let at = known.iter().rposition(|other| *other == key).unwrap_or_else(|| {
                known.push(key);
                known.len() - 1
            });
            of_column.push(number(at));
        }
        Self {
            of_column,
            n_groups: number(known.len()),
        }
    }

    /// Columns of the matrix.
    pub fn n_columns(&self) -> usize {
        self.of_column.len()
    }

    /// Groups of them.
    pub fn n_groups(&self) -> usize {
        self.n_groups as usize
    }

    /// By column: its group.
    pub fn of_columns(&self) -> &[u32] {
        &self.of_column
    }

    /// The columns of `group`.
    pub fn columns(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let is_of_group = move |&column: &usize| self.of_column[column] as usize == group;
        (0..self.n_columns()).filter(is_of_group)
    }

    /// By group: its columns.
    pub(crate) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.n_groups()];
        for (column, &group) in self.of_column.iter().enumerate() {
            members[group as usize].push(column);
        }
        members
    }

    /// By group: the sum of `values` over its columns. Columns without a value count 0.
    pub fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_groups()];
        for (&group, value) in self.of_column.iter().zip(values) {
            sums[group as usize] += value;
        }
        sums
    }
}

/// Columns of a matrix are far fewer than numbers.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_source_are_one_group() {
        let groups = Groups::of(["duration", "proto", "proto", "bytes", "proto"]);
        assert_eq!(groups.of_columns(), [0, 1, 1, 2, 1]);
        assert_eq!((groups.n_groups(), groups.n_columns()), (3, 5));
        assert_eq!(groups.columns(1).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(groups.sums(&[1.0, 2.0, 3.0, 4.0, 5.0]), [1.0, 10.0, 4.0]);
    }

    #[test]
    fn grouping_keeps_the_value() {
        let attribution = Attribution {
            base: 0.5,
            contributions: vec![0.25, -1.0, 2.0],
        };
        let grouped = attribution.grouped(&Groups::of([0, 1, 0]));
        assert_eq!(grouped.contributions, [2.25, -1.0]);
        assert_eq!(grouped.value().to_bits(), attribution.value().to_bits());
        assert_eq!(attribution.ranked(), [2, 0, 1]);
    }
}
