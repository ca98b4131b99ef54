//! Which flows to learn from, so that a flood does not make itself normal.
//!
//! A detector calls rare what is rare among the rows it learns from. A port scan of 2,000 flows in a capture of 3,000 is
//! not rare; the traffic that it hides in is. So no exchange, and no sweep, may teach more than a few rows: fewer than the
//! neighbours that a local outlier factor asks for, or they would be each other's neighbourhood.

use std::hash::Hash;

use hashbrown::HashMap;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use wiresift_flow::ConnState;
use wiresift_table::{Cell, ColumnData, Table};

/// The columns that name an exchange.
const NAMES: [&str; 5] = ["id.orig_h", "id.resp_h", "id.resp_p", "proto", "conn_state"];

/// At most `max` of `rows` from each exchange, sweep and flood, drawn by the seed, in order. An exchange is the flows between
/// two hosts that have the same protocol and went the same way; a sweep those from a host to one port of whatever hosts,
/// and a flood those from whatever hosts to one port of a host, that came to nothing. `None` for a table that does not
/// name hosts as Zeek does.
pub(crate) fn balanced(table: &Table, rows: &[u32], max: u32, seed: u64) -> Option<Vec<u32>> {
    let [originators, responders, ports, protocols, states] = keys(table)?;
    let is_established = established(table);
    let mut order = rows.to_vec();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let (mut exchanges, mut attempts) = (Limits::new(max), Limits::new(max));
    order.retain(|&row| {
        let at = row as usize;
        let exchange = (originators[at], responders[at], protocols[at], states[at]);
        let attempt = |from, to| (from, to, ports[at], protocols[at]);
        let sweep_and_flood = [
            attempt(Some(originators[at]), None),
            attempt(None, Some(responders[at])),
        ];
        let limited = if is_established[at] { &[][..] } else { &sweep_and_flood };
        let has_room = exchanges.has_room(&exchange) && limited.iter().all(|attempt| attempts.has_room(attempt));
        if has_room {
            exchanges.take(exchange);
            for &attempt in limited {
                attempts.take(attempt);
            }
        }
        has_room
    });
    order.sort_unstable();
    Some(order)
}

/// Counts by key, up to a limit.
struct Limits<K> {
    taken: HashMap<K, u32>,
    max: u32,
}

impl<K: Eq + Hash> Limits<K> {
    fn new(max: u32) -> Self {
        Self {
            taken: HashMap::new(),
            max,
        }
    }

    fn has_room(&self, key: &K) -> bool {
        self.taken.get(key).is_none_or(|&n| n < self.max)
    }

    fn take(&mut self, key: K) {
        *self.taken.entry(key).or_default() += 1;
    }
}

/// For each column a number a row; equal values have equal numbers.
fn keys(table: &Table) -> Option<[Vec<u64>; 5]> {
    let mut keys = [const { Vec::new() }; 5];
    for (keys, name) in keys.iter_mut().zip(NAMES) {
        let column = table.columns.get(table.column_index(name)?)?;
        *keys = match &column.data {
            ColumnData::Category(category) => category.codes.iter().map(|&code| code.into()).collect(),
            ColumnData::Number(numbers) => (0..numbers.len()).map(|row| numbers.get(row).to_bits()).collect(),
            ColumnData::Text(text) => {
                let mut codes = HashMap::new();
                let next = |codes: &mut HashMap<_, u64>, value| {
                    let next = codes.len() as u64;
                    *codes.entry(value).or_insert(next)
                };
                text.iter().map(|value| next(&mut codes, value)).collect()
            }
        };
    }
    Some(keys)
}

/// For each row whether both sides took part.
fn established(table: &Table) -> Vec<bool> {
    let column = table.column_index("conn_state").and_then(|at| table.columns.get(at));
    let is_established = |name: &str| {
        let state = ConnState::ALL.iter().find(|state| state.name() == name);
        state.is_some_and(|state| state.is_established())
    };
    let cell = |row| column.map_or(Cell::Missing, |column| column.cell(row));
    (0..table.n_rows())
        .map(|row| matches!(cell(row), Cell::Text(name) if is_established(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use wiresift_table::{ReadOptions, TableReader};

    use super::*;

    fn table(lines: impl IntoIterator<Item = String>) -> Table {
        let mut reader = TableReader::new("flows.csv", ReadOptions::default());
        reader
            .push(b"id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,conn_state,orig_pkts\n")
            .unwrap();
        for line in lines {
            reader.push(line.as_bytes()).unwrap();
        }
        reader.finish().unwrap()
    }

    fn all(table: &Table) -> Vec<u32> {
        (0..u32::try_from(table.n_rows()).unwrap()).collect()
    }

    #[test]
    fn scans_sweeps_and_floods_teach_little_and_ordinary_traffic_teaches_all() {
        let scan = (0..500).map(|port| format!("10.0.0.66,{port},10.0.0.1,{port},tcp,REJ,1\n"));
        let sweep = (0..250).map(|host| format!("10.0.0.67,9,10.0.1.{host},23,tcp,S0,1\n"));
        let browsing = (0..200).map(|host| format!("10.0.0.5,{host},192.0.2.{host},443,tcp,SF,9\n"));
        let flood = (0..300).map(|host| format!("198.18.{}.{},9,10.0.0.1,80,tcp,OTH,1\n", host / 200, host % 200));
        let table = table(scan.chain(sweep).chain(browsing).chain(flood));
        let rows = balanced(&table, &all(&table), 5, 0).unwrap();
        let within = |from, to| rows.iter().filter(|row| (from..to).contains(*row)).count();
        assert_eq!((within(0, 500), within(500, 750), within(750, 950)), (5, 5, 200));
        assert_eq!(within(950, 1_250), 5);
        assert!(rows.is_sorted());
        assert_eq!(
            balanced(&table, &all(&table), 5, 0).unwrap(),
            rows,
            "the same seed, the same rows"
        );
    }

    #[test]
    fn a_table_without_hosts_has_no_exchanges() {
        let mut reader = TableReader::new("x.csv", ReadOptions::default());
        reader.push(b"a,b\n1,2\n3,4\n").unwrap();
        assert_eq!(balanced(&reader.finish().unwrap(), &[0, 1], 5, 0), None);
    }
}
