//! Kernel rows that were computed, the least recently used dropped first.

/// Kernel rows by variable, within a budget.
pub(super) struct Cache {
    n: usize,
    capacity: usize,
    /// By variable: its slot.
    slot_of: Vec<Option<usize>>,
    slots: Vec<Slot>,
    clock: u64,
}

struct Slot {
    variable: usize,
    last_used: u64,
    row: Vec<f32>,
}

impl Cache {
    /// A cache of rows of length `n`, in at most `bytes` but at least two rows.
    pub(super) fn new(n: usize, bytes: usize) -> Self {
        let capacity = (bytes / (n * size_of::<f32>())).clamp(2, n.max(2));
        Self {
            n,
            capacity,
            slot_of: vec![None; n],
            slots: Vec::new(),
            clock: 0,
        }
    }

    /// The slot with the row of `variable`, computed by `fill` if it is not there. The slot loaded before keeps its row.
    pub(super) fn load(&mut self, variable: usize, fill: impl FnOnce(&mut [f32])) -> usize {
        self.clock += 1;
        let slot = self.slot_of[variable].unwrap_or_else(|| {
            let slot = self.free_slot();
            self.slots[slot].variable = variable;
            self.slot_of[variable] = Some(slot);
            fill(&mut self.slots[slot].row);
            slot
        });
        self.slots[slot].last_used = self.clock;
        slot
    }

    pub(super) fn row(&self, slot: usize) -> &[f32] {
        &self.slots[slot].row
    }

    /// A search for the oldest slot costs little beside computing the row that goes there.
    fn free_slot(&mut self) -> usize {
        if self.slots.len() < self.capacity {
            self.slots.push(Slot {
                variable: 0,
                last_used: 0,
                row: vec![0.0; self.n],
            });
            return self.slots.len() - 1;
        }
        let oldest = self
            .slots
            .iter()
            .enumerate()
            .min_by_key(|(_, slot)| slot.last_used)
            .map_or(0, |(i, _)| i);
        self.slot_of[self.slots[oldest].variable] = None;
        oldest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_row_is_dropped() {
        let mut cache = Cache::new(4, 2 * 4 * 4);
        let mut computed = Vec::new();
        for variable in [0, 1, 0, 2, 0, 1] {
            let slot = cache.load(variable, |row| {
                computed.push(variable);
                row.fill(variable as f32);
            });
            assert_eq!(cache.row(slot), [variable as f32; 4]);
        }
        // 2 drops 1, which was used before 0; 1 then drops 2.
        assert_eq!(computed, [0, 1, 2, 1]);
    }

    #[test]
    fn two_rows_are_kept_without_any_budget() {
        let mut cache = Cache::new(3, 0);
        let first = cache.load(0, |row| row.fill(1.0));
        let second = cache.load(1, |row| row.fill(2.0));
        assert_eq!((cache.row(first)[0], cache.row(second)[0]), (1.0, 2.0));
    }
}
