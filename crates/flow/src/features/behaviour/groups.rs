//! Rows that have something in common.

use super::{Connection, Traffic};

/// A number for every row, the same for the same key: `0..n`.
pub(super) struct Ids {
    pub(super) of_row: Vec<u32>,
    pub(super) n: usize,
}

impl Ids {
    /// By sorting, which takes a third of the memory of a hash table when all keys differ.
    pub(super) fn new(connections: &[Connection], key: impl Fn(&Connection) -> u64) -> Self {
        let keys = connections.iter().map(key);
        Self::of_keys(keys)
    }

    pub(super) fn of_keys(keys: impl Iterator<Item = u64>) -> Self {
        let mut keyed: Vec<(u64, u32)> = keys.zip(0..).collect();
        keyed.sort_unstable();
        let mut of_row = vec![0; keyed.len()];
        let mut n = 0;
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            for &(_, row) in same {
                of_row[row as usize] = n;
            }
            n += 1;
        }
        Self { of_row, n: n as usize }
    }

    pub(super) fn of(&self, row: usize) -> u32 {
        self.of_row[row]
    }
}

/// Two numbers as one key.
pub(super) fn key_of(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// The rows of every id, each in the order of time.
pub(super) struct Groups {
    rows: Vec<u32>,
    /// Where the group of each id ends in `rows`.
    ends: Vec<u32>,
}

impl Groups {
    /// By counting sort.
    pub(super) fn new(traffic: &Traffic<'_>, ids: &Ids) -> Self {
        let mut ends = vec![0_u32; ids.n + 1];
        for &id in &ids.of_row {
            ends[id as usize + 1] += 1;
        }
        for id in 0..ids.n {
            ends[id + 1] += ends[id];
        }
        let mut rows = vec![0; traffic.len()];
        for &row in &traffic.order {
            // Starts become ends as the groups fill.
            let end = &mut ends[ids.of(row as usize) as usize];
            rows[*end as usize] = row;
            *end += 1;
        }
        ends.pop();
        Self { rows, ends }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.rows[start as usize..end as usize])
    }
}

/// For each of `n_groups`, how many different members it has. Sorting takes less memory than a set.
pub(super) fn count_distinct(n_groups: usize, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut pairs: Vec<u64> = pairs.map(|(group, member)| key_of(group, member)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = vec![0; n_groups];
    for pair in pairs {
        counts[(pair >> 32) as usize] += 1;
    }
    counts
}
