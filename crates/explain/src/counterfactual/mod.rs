//! The smallest change that would make a row normal.
//!
//! Features are moved to the values of a normal row in the order of what they contribute, until the score is no longer above the
//! threshold; that for each of some normal rows, of which the one that takes the fewest moves counts. Then moves that are not
//! needed are taken back, and those that need not go all the way stop at the edge of what is normal.
//!
//! # Source
//! Greedy search for counterfactuals as in Martens and Provost (2014), "Explaining data-driven document classifications"
//! (features in the order of their weight, then minimal); targets that occur, as in Keane and Smyth (2020), "Good counterfactuals and
//! where to find them".
//!
//! # Limits
//! No subset of the moves would do, but another set, with a fewer moves, may: finding the smallest is exponential. Features are
//! moved in scaled units and one by one, so that the row need not be possible traffic.

#[cfg(test)]
mod tests;

use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::shapley::scores_of;
use crate::{ExplainError, Groups, NormalRange};

/// What to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterfactualParams {
    /// Features that are moved at most: more are no small change. Default 5.
    pub max_changes: usize,
}

impl Default for CounterfactualParams {
    fn default() -> Self {
        Self { max_changes: 5 }
    }
}

/// What is known of normal rows.
#[derive(Debug, Clone, Copy)]
pub struct Normal<'a> {
    /// Rows to move towards, such as the nearest ones. `[n, n_columns]`
    pub rows: ArrayView2<'a, f32>,
    /// Where each column is normal. `[n_columns]`
    pub ranges: &'a [NormalRange],
}

/// What it takes to be normal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Counterfactual {
    /// The row is not above the threshold.
    AlreadyNormal,
    /// These changes together do it, and no part of them does.
    Changes {
        /// One a group, in the order of contributions.
        changes: Vec<Change>,
        /// Score with them, at or below the threshold.
        score: f64,
    },
    /// No change of so few features that was tried does it.
    NoSmallChange {
        /// The lowest score that was reached.
        lowest_score: f64,
    },
}

/// A feature that is moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The group of columns.
    pub group: usize,
    /// The columns of it that change.
    pub columns: Vec<ColumnChange>,
}

/// A column that is moved, in scaled units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ColumnChange {
    /// The column.
    pub column: usize,
    /// Its value in the row.
    pub from: f32,
    /// The value that would be normal.
    pub to: f32,
}

/// Looks for few changes of `row` after which its score is at most `threshold`.
///
/// # Shapes
/// `row`: `[n_columns]`; `order`: groups, those to be moved first first, as in [`crate::Attribution::ranked`]; groups
/// that are not in it stay as they are. `scorer` takes `[n, n_columns]` and gives `[n]`; it is called at most
/// `2 + 2 * max_changes` times.
///
/// # Errors
/// [`ExplainError`]: shapes that do not fit, no normal row, a value or score that is not finite, and what the scorer fails with.
pub fn find<E>(
    scorer: impl FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, E>,
    row: ArrayView1<'_, f32>,
    normal: Normal<'_>,
    order: &[usize],
    groups: &Groups,
    threshold: f64,
    params: &CounterfactualParams,
) -> Result<Counterfactual, ExplainError<E>> {
    ExplainError::check_least("columns", 1, row.len())?;
    ExplainError::check_size("columns of normal rows", row.len(), normal.rows.ncols())?;
    ExplainError::check_size("columns with a range", row.len(), normal.ranges.len())?;
    ExplainError::check_size("columns with a group", row.len(), groups.n_columns())?;
    ExplainError::check_least("normal rows", 1, normal.rows.nrows())?;
    ExplainError::check_finite("column", row.iter().copied())?;
    let mut search = Search {
        scorer,
        row: row.to_vec(),
        members: groups.members(),
        threshold,
    };
    let own = search.scores(&[search.row.clone()])?;
    if own.iter().all(|&score| score <= threshold) {
        return Ok(Counterfactual::AlreadyNormal);
    }
    let order: Vec<usize> = order
        .iter()
        .copied()
        .filter(|&group| group < groups.n_groups())
        .collect();
    let found = match search.fewest_moves(normal.rows, &order, params.max_changes)? {
        Ok(moved) => moved,
        Err(lowest_score) => return Ok(Counterfactual::NoSmallChange { lowest_score }),
    };
    let moved = search.without_idle(found)?;
    let moved = search.stop_at_the_edge(moved, normal.ranges)?;
    Ok(Counterfactual::Changes {
        changes: search.changes(&moved),
        score: moved.score,
    })
}

/// A row that was moved to normal.
struct Moved {
    values: Vec<f32>,
    groups: Vec<usize>,
    score: f64,
}

struct Search<S> {
    scorer: S,
    row: Vec<f32>,
    members: Vec<Vec<usize>>,
    threshold: f64,
}

impl<E, S: FnMut(ArrayView2<'_, f32>) -> Result<Vec<f64>, E>> Search<S> {
    fn scores(&mut self, rows: &[Vec<f32>]) -> Result<Vec<f64>, ExplainError<E>> {
        scores_of(&mut self.scorer, &rows.concat(), self.row.len())
    }

    fn differs(&self, group: usize, other: &[f32]) -> bool {
        let columns = self.members[group].iter();
        columns
            .copied()
            .any(|column| self.row[column].to_bits() != other[column].to_bits())
    }

    fn set(&self, group: usize, from: &[f32], to: &mut [f32]) {
        for &column in &self.members[group] {
            to[column] = from[column];
        }
    }

    /// The fewest first moves of `order` towards a normal row that are enough; else the lowest score on the way.
    fn fewest_moves(
        &mut self,
        targets: ArrayView2<'_, f32>,
        order: &[usize],
        max_changes: usize,
    ) -> Result<Result<Moved, f64>, ExplainError<E>> {
        let mut rows = Vec::new();
        let mut moves = Vec::new();
        for target in targets.rows() {
            let target = target.to_vec();
            ExplainError::check_finite("normal column", target.iter().copied())?;
            let mut values = self.row.clone();
            let mut groups = Vec::new();
            for &group in order
                .iter()
                .filter(|&&group| self.differs(group, &target))
                .take(max_changes)
            {
                self.set(group, &target, &mut values);
                groups.push(group);
                rows.push(values.clone());
                moves.push(groups.clone());
            }
        }
        let scores = self.scores(&rows)?;
        let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let tried = rows.into_iter().zip(moves).zip(scores);
        let enough = tried.filter(|(_, score)| *score <= self.threshold);
        let key = |groups: &[usize], values: &[f32]| (groups.len(), self.distance(values));
        let best = enough.min_by(|((values, groups), _), ((other_values, other_groups), _)| {
            let (n, distance) = key(groups, values);
            let (other_n, other_distance) = key(other_groups, other_values);
            n.cmp(&other_n).then(distance.total_cmp(&other_distance))
        });
        let moved = best.map(|((values, groups), score)| Moved { values, groups, score });
        Ok(moved.ok_or(lowest))
    }

    fn distance(&self, values: &[f32]) -> f64 {
        let pairs = self.row.iter().zip(values);
        pairs.map(|(a, b)| f64::from((a - b) * (a - b))).sum()
    }

    /// Takes back, one after the other, the move whose absence leaves the lowest score, while the row stays normal.
    fn without_idle(&mut self, mut moved: Moved) -> Result<Moved, ExplainError<E>> {
        while moved.groups.len() > 1 {
            let without = |&group: &usize| {
                let mut values = moved.values.clone();
                self.set(group, &self.row, &mut values);
                values
            };
            let rows: Vec<Vec<f32>> = moved.groups.iter().map(without).collect();
            let scores = self.scores(&rows)?;
            let best = (0..rows.len()).min_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            let Some(best) = best.filter(|&best| scores[best] <= self.threshold) else {
                break;
            };
            moved.groups.remove(best);
            moved.score = scores[best];
            moved.values = rows.into_iter().nth(best).unwrap_or(moved.values);
        }
        Ok(moved)
    }

    /// Moves single columns only as far as the edge of their range, where that is nearer and still enough.
    fn stop_at_the_edge(&mut self, mut moved: Moved, ranges: &[NormalRange]) -> Result<Moved, ExplainError<E>> {
        for at in 0..moved.groups.len() {
            let &[column] = self.members[moved.groups[at]].as_slice() else {
                continue;
            };
            let (from, to) = (self.row[column], moved.values[column]);
            let edge = ranges[column].clamp(from);
            let is_on_the_way = (edge - from).abs() < (to - from).abs() && edge.to_bits() != from.to_bits();
            if !is_on_the_way {
                continue;
            }
            let mut values = moved.values.clone();
            values[column] = edge;
            let score = self.scores(&[values.clone()])?;
            if let Some(&score) = score.first().filter(|&&score| score <= self.threshold) {
                (moved.values, moved.score) = (values, score);
            }
        }
        Ok(moved)
    }

    fn changes(&self, moved: &Moved) -> Vec<Change> {
        let column = |&column: &usize| ColumnChange {
            column,
            from: self.row[column],
            to: moved.values[column],
        };
        let is_moved = |change: &ColumnChange| change.from.to_bits() != change.to.to_bits();
        let change = |&group: &usize| Change {
            group,
            columns: self.members[group].iter().map(column).filter(is_moved).collect(),
        };
        moved.groups.iter().map(change).collect()
    }
}

/// The rows `rows` of `x`, to be given as [`Normal::rows`].
///
/// # Errors
/// [`ExplainError::NoSuchRow`].
pub fn rows_of(x: ArrayView2<'_, f32>, rows: &[u32]) -> Result<Array2<f32>, ExplainError> {
    ExplainError::check_rows(rows, x.nrows())?;
    let rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
    Ok(x.select(ndarray::Axis(0), &rows))
}
