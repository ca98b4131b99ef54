//! Rows that have something in common.

use std::hash::Hash;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::{Connection, Traffic};

/// A number for every row, the same for the same key: `0..n`.
pub(super) struct Ids {
    pub(super) of_row: Vec<u32>,
    pub(super) n: usize,
}

impl Ids {
    pub(super) fn new<K: Hash + Eq>(connections: &[Connection], key: impl Fn(usize, &Connection) -> K) -> Self {
        let mut ids = HashMap::new();
        let mut next = 0;
        let id = |(row, connection)| match ids.entry(key(row, connection)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                next += 1;
                *new.insert(next - 1)
            }
        };
        let of_row = connections.iter().enumerate().map(id).collect();
        Self {
            of_row,
            n: next as usize,
        }
    }

    pub(super) fn of(&self, row: usize) -> u32 {
        self.of_row[row]
    }
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
    let mut pairs: Vec<u64> = pairs
        .map(|(group, member)| u64::from(group) << 32 | u64::from(member))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = vec![0; n_groups];
    for pair in pairs {
        counts[(pair >> 32) as usize] += 1;
    }
    counts
}
