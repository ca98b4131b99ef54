//! What happens within a time.

use hashbrown::HashMap;

use super::traffic::Flow;

/// The greatest number of different keys among flows that start within `window` seconds of each other. Flows are in the
/// order of time.
pub(super) fn most_distinct(flows: &[Flow], window: f64, key: impl Fn(&Flow) -> u32) -> usize {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    let mut oldest = flows.iter();
    let mut most = 0;
    for flow in flows {
        *counts.entry(key(flow)).or_default() += 1;
        while let Some(old) = oldest.as_slice().first().filter(|old| flow.start - old.start > window) {
            if let Some(count) = counts.get_mut(&key(old)) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&key(old));
                }
            }
            oldest.next();
        }
        most = most.max(counts.len());
    }
    most
}

/// The greatest number of flows that start within `window` seconds of each other.
pub(super) fn most_flows(flows: &[Flow], window: f64) -> usize {
    let mut oldest = 0;
    let mut most = 0;
    for (at, flow) in flows.iter().enumerate() {
        while flows.get(oldest).is_some_and(|old| flow.start - old.start > window) {
            oldest += 1;
        }
        most = most.max(at + 1 - oldest);
    }
    most
}

/// Different keys.
pub(super) fn distinct(flows: &[Flow], key: impl Fn(&Flow) -> u32) -> usize {
    let mut keys: Vec<u32> = flows.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

/// The middle one of `values`; 0 of none.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
