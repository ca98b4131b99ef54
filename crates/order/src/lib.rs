//! Sorts lists of tens or hundreds with one piece of code.
//!
//! # Design
//! The standard library's sorts are compiled anew for every type and comparison. That makes them fast for rows of a table, which
//! use them; but each is kilobytes of WebAssembly, and this project has many short lists (incidents, talkers, names by count). Here only
//! a comparison of two places is compiled for each type: what sorts the places is there once.

use std::cmp::Ordering;

/// Sorts by a comparison; what is equal keeps its order.
///
/// It compares through a pointer and moves each item at most twice: for large items that is fast, for a million numbers it is not.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut places = sorted(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    for start in 0..items.len() {
        let mut at = start;
        // Along a cycle of moves, every item but the first comes to its place by one swap.
        while places[at] != start {
            let from = places[at];
            items.swap(at, from);
            places[at] = at;
            at = from;
        }
        places[at] = at;
    }
}

/// Sorts by a key; what has equal keys keeps its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the items' own order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The places `0..n` in the order that a comparison gives them.
#[inline(never)]
fn sorted(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_standard_library(items in prop::collection::vec((0_u8..20, any::<String>()), 0..200)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
