//! How the score of the whole vote adds up, by [`wiresift_explain::shapley`].

use ndarray::Axis;
use wiresift_explain::shapley::{self, Shapley, ShapleyParams};
use wiresift_explain::{ExplainError, Groups, ranked};

use super::{NormalRows, Words, get_or_try, shown, title};
use crate::message::{ErrorReport, TableSlot, VotePart, VoteParts};
use crate::session::Session;

/// Parts that are shown.
const N_PARTS: usize = 10;

impl Session {
    /// How the ensemble's score of a row adds up; takes some thousand scorings.
    ///
    /// # Errors
    /// Without a result, or without that row.
    pub fn vote_parts(&mut self, slot: TableSlot, row: u32) -> Result<VoteParts, ErrorReport> {
        let cells = self.row(slot, row)?.cells;
        let (_, scored, fitting) = self.result(slot)?;
        let features = fitting.encoder.features();
        let groups = Groups::of(features.iter().map(|feature| &feature.column));
        let words = Words::new(features, &groups, &cells);
        let models = fitting.models()?;
        let normal = get_or_try(&scored.grounds, || NormalRows::of(scored, fitting.settings.seed))?;
        let background: Vec<usize> = normal.rows.iter().map(|&row| row as usize).collect();
        let found = shapley::explain(
            |rows| models.ensemble_scores(rows, &fitting.ensemble),
            scored.x.row(scored.distinct_of[row as usize] as usize),
            scored.x.select(Axis(0), &background).view(),
            &groups,
            &ShapleyParams {
                seed: fitting.settings.seed,
                ..ShapleyParams::default()
            },
        );
        let found = found.map_err(|error| match error {
            ExplainError::Score(report) => report,
            error => ErrorReport::bug(format!("{error:?}")),
        })?;
        Ok(parts(&found, &words))
    }
}

fn parts(found: &Shapley, words: &Words<'_>) -> VoteParts {
    let contributions = &found.attribution.contributions;
    let sizes: Vec<f64> = contributions.iter().map(|value| value.abs()).collect();
    let part = |group: usize| {
        let cell = words.cells.get(group).copied().flatten()?;
        let part = VotePart {
            column: cell.column,
            name: cell.name.clone(),
            title: title(cell),
            value: shown(&cell.value, cell.unit.as_deref()),
            contribution: contributions[group],
            standard_error: found.standard_errors[group],
        };
        (part.contribution != 0.0).then_some(part)
    };
    let parts: Vec<VotePart> = ranked(&sizes).into_iter().filter_map(part).take(N_PARTS).collect();
    let shown: f64 = parts.iter().map(|part| part.contribution).sum();
    VoteParts {
        score: found.score,
        base: found.attribution.base,
        sum_bound: found.sum_bound,
        rest: contributions.iter().sum::<f64>() - shown,
        parts,
        n_scored: found.n_scored as u64,
    }
}
