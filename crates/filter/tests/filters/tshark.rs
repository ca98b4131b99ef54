//! Agreement with `TShark` on random filters over packets of the sample capture, see `reference/tshark.py`.

use std::collections::BTreeMap;

use crate::support::{rows, table, with_fields};

const PACKETS: &str = include_str!("../golden/packets.csv");
const GOLDEN: &str = include_str!("../golden/tshark.json");

/// `0-3 7` is 0, 1, 2, 3 and 7.
fn numbers(ranges: &str) -> Vec<usize> {
    let range = |range: &str| -> std::ops::RangeInclusive<usize> {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        first.parse().unwrap()..=last.parse().unwrap()
    };
    ranges.split_whitespace().flat_map(range).collect()
}

#[test]
fn the_same_packets_pass_as_in_tshark() {
    let golden: BTreeMap<String, String> = serde_json::from_str(GOLDEN).unwrap();
    let n_rows = table(PACKETS).n_rows();
    let telling = |rows: &&String| !rows.is_empty() && numbers(rows).len() < n_rows;
    let n_telling = golden.values().filter(telling).count();
    assert!(n_telling > 150, "only {n_telling} filters tell packets apart");
    with_fields(PACKETS, |fields| {
        for (filter, expected) in &golden {
            let found = rows(filter, fields).unwrap_or_else(|error| panic!("{filter}: {error}"));
            assert_eq!(found, numbers(expected), "{filter}");
        }
    });
}
