//! Which rows have to be scored, and what their scores mean.

use ndarray::ArrayView2;

use crate::ExplainError;

/// A score that a change is counted from or to.
#[derive(Clone, Copy)]
enum At {
    /// Of the row that is explained.
    Explained,
    /// Of a planned row.
    Planned(usize),
}

/// The rows of some pairs.
pub(super) struct Plan<'a> {
    explained: &'a [f32],
    members: &'a [Vec<usize>],
    rows: Vec<f32>,
    pairs: Vec<Pair>,
}

struct Pair {
    background: At,
    /// Group, score before and score after it was set.
    changes: Vec<(usize, At, At)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(explained: &'a [f32], members: &'a [Vec<usize>]) -> Self {
        Self {
            explained,
            members,
            rows: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// `[n, n_columns]`.
    pub(super) fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// Plans `order` and its reverse, from `background` to the row that is explained.
    pub(super) fn add_pair(&mut self, background: &[f32], order: &[usize]) {
        // A group in which the two rows are equal changes nothing.
        let differs = |group: &&usize| {
            let columns = self.members[**group].iter();
            columns
                .copied()
                .any(|column| background[column].to_bits() != self.explained[column].to_bits())
        };
        let mut order: Vec<usize> = order.iter().filter(differs).copied().collect();
        let start = if order.is_empty() {
            At::Explained
        } else {
            self.plan(background)
        };
        let mut changes = Vec::with_capacity(2 * order.len());
        for _ in 0..2 {
            let mut hybrid = background.to_vec();
            let mut before = start;
            for (place, &group) in order.iter().enumerate() {
                for &column in &self.members[group] {
                    hybrid[column] = self.explained[column];
                }
                let after = if place + 1 == order.len() {
                    At::Explained
                } else {
                    self.plan(&hybrid)
                };
                changes.push((group, before, after));
                before = after;
            }
            order.reverse();
        }
        self.pairs.push(Pair {
            background: start,
            changes,
        });
    }

    fn plan(&mut self, row: &[f32]) -> At {
        let at = self.rows.len() / row.len();
        self.rows.extend_from_slice(row);
        At::Planned(at)
    }

    /// For each pair: the score of its background row, and the mean change by group. `score` is that of the row that is
    /// explained, `scores` are those of [`Self::rows`].
    pub(super) fn for_each_pair(&self, score: f64, scores: &[f64], mut f: impl FnMut(f64, &[f64])) {
        let of = |at| match at {
            At::Explained => score,
            At::Planned(row) => scores[row],
        };
        for pair in &self.pairs {
            let mut changes = vec![0.0; self.members.len()];
            for &(group, before, after) in &pair.changes {
                changes[group] += (of(after) - of(before)) / 2.0;
            }
            f(of(pair.background), &changes);
        }
    }
}

/// Scores `rows`, and checks that there is one for each.
pub(crate) fn scores_of<E>(
    scorer: &mut impl FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, E>,
    rows: &[f32],
    n_columns: usize,
) -> Result<Vec<f64>, ExplainError<E>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let n_rows = rows.len() / n_columns;
    let size = ExplainError::Size {
        what: "values of rows to score",
        expected: n_rows * n_columns,
        actual: rows.len(),
    };
    let x = ArrayView2::from_shape((n_rows, n_columns), rows).or(Err(size))?;
    let scores = scorer(x).map_err(ExplainError::Score)?;
    ExplainError::check_size("scores", n_rows, scores.len())?;
    ExplainError::check_finite("score", scores.iter().copied())?;
    Ok(scores)
}
