//! The order of a table's rows, kept by different rows: equal rows have equal scores, and ties go by their place in the file.

/// Rows by rank, and ranks by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranking {
    /// Rows from the most anomalous to the least.
    pub(crate) order: Vec<u32>,
    /// For each row its place in `order`.
    pub(crate) rank: Vec<u32>,
}

impl Ranking {
    /// Ranks rows by the score of their different row. Linear in the rows: only different rows are sorted.
    pub(crate) fn new(scores: &[f64], distinct_of: &[u32]) -> Self {
        let order = gather(&descending(scores), distinct_of);
        let mut rank = vec![0; order.len()];
        for (place, &row) in indices(order.len()).zip(&order) {
            rank[row as usize] = place;
        }
        Self { order, rank }
    }
}

/// Places by score, the highest first; equal ones stay in their order.
pub(crate) fn descending(scores: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = indices(scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
    order
}

/// Rows grouped by different row, in the order that `distinct` gives; within a group by row.
fn gather(distinct: &[u32], distinct_of: &[u32]) -> Vec<u32> {
    let mut counts = vec![0_u32; distinct.len()];
    for &of in distinct_of {
        counts[of as usize] += 1;
    }
    let mut next = vec![0_u32; distinct.len()];
    let mut start = 0;
    for &at in distinct {
        next[at as usize] = start;
        start += counts[at as usize];
    }
    let mut order = vec![0; distinct_of.len()];
    for (row, &of) in indices(distinct_of.len()).zip(distinct_of) {
        order[next[of as usize] as usize] = row;
        next[of as usize] += 1;
    }
    order
}

/// Sorts rows by a number, largest first when `descending`; ties stay in the order given. Rows without a number come last either way.
pub(crate) fn sort_by_number(rows: &mut [u32], descending: bool, number: impl Fn(u32) -> Option<f64>) {
    let signed = |number: f64| if descending { -number } else { number };
    let last = f64::NAN;
    let key = |row| number(row).filter(|number| !number.is_nan()).map_or(last, signed);
    let mut keyed: Vec<(f64, u32)> = rows.iter().map(|&row| (key(row), row)).collect();
    sort_keyed(&mut keyed);
    for (place, (_, row)) in rows.iter_mut().zip(keyed) {
        *place = row;
    }
}

// By itself, so that it is compiled once and not for every kind of number.
fn sort_keyed(keyed: &mut [(f64, u32)]) {
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
}

/// `0..n` as row numbers; a table never has more rows than those count.
pub(crate) fn indices(n: usize) -> std::ops::Range<u32> {
    0..u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_score_of_their_distinct_row() {
        // Different rows 0, 1, 2 with scores .1, .9, .5; the table repeats row 1.
        let ranking = Ranking::new(&[0.1, 0.9, 0.5], &[2, 1, 0, 1]);
        assert_eq!(ranking.order, [1, 3, 0, 2]);
        assert_eq!(ranking.rank, [2, 0, 3, 1]);
    }

    #[test]
    fn equal_scores_keep_the_order_of_the_file() {
        let ranking = Ranking::new(&[0.5, 0.5, 0.5], &[0, 1, 2]);
        assert_eq!(ranking.order, [0, 1, 2]);
    }

    #[test]
    fn rows_without_a_number_come_last_in_both_directions() {
        let keys = [Some(1.0), None, Some(3.0), Some(2.0), Some(f64::NAN)];
        for (descending, expected) in [(false, [0, 3, 2, 1, 4]), (true, [2, 3, 0, 1, 4])] {
            let mut rows = [0, 1, 2, 3, 4];
            sort_by_number(&mut rows, descending, |row| keys[row as usize]);
            assert_eq!(rows, expected);
        }
    }
}
