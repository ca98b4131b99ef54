//! Why a row is unusual: [`wiresift_explain`] over the ensemble, put into words.
//!
//! Every detector is asked what it listened to, exactly; their shares are averaged over those that voted. What a row is
//! compared with (normal rows, their ranges) and the decoded models are made once for a result.

mod models;
mod vote;

use std::cell::OnceCell;

use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use wiresift_explain::counterfactual::{self, Counterfactual, CounterfactualParams, Normal};
use wiresift_explain::nearest::{NearRow, nearest};
use wiresift_explain::{Attribution, ExplainError, Groups, NormalRange, normal_ranges, ranked};
use wiresift_table::FeatureSpec;

use crate::fitting::{Fitting, Scored};
use crate::loaded::Loaded;
use crate::message::{
    Change, DetailCell, DetectorReasons, Differing, ErrorReport, Explanation, Reason, SimilarRow, TableSlot,
};
use crate::ranking::indices;
use crate::session::Session;
pub(crate) use models::Models;
pub(crate) use models::{failed, voted};

/// Normal rows that a row is compared with; more are sampled down.
const MAX_NORMAL: usize = 20_000;
/// Of them, those that ranges are taken from.
const MAX_RANGED: usize = 4_000;
/// Reasons that are given.
const N_REASONS: usize = 6;
/// Reasons that the summary names.
const N_NAMED: usize = 2;
/// Reasons of one detector.
const N_DETECTOR_REASONS: usize = 4;
/// Similar rows that are shown, and tried as what the row could have been.
const N_SIMILAR: usize = 3;
/// Columns in which a similar row is said to differ.
const N_DIFFERENCES: usize = 4;
/// A share below it is not worth a line.
const MIN_SHARE: f64 = 0.005;

/// What rows are compared with, made when the first one is explained.
pub(crate) type Grounds = OnceCell<NormalRows>;

/// The rows that are not flagged, or a sample of them.
#[derive(Debug)]
pub(crate) struct NormalRows {
    /// Different rows.
    rows: Vec<u32>,
    ranges: Vec<NormalRange>,
    /// For each different row the first row of the table that it stands for.
    first_row: Vec<u32>,
}

impl NormalRows {
    fn of(scored: &Scored, seed: u64) -> Result<Self, ErrorReport> {
        let verdicts = scored.verdicts();
        let mut rows: Vec<u32> = indices(verdicts.len())
            .filter(|&at| !verdicts[at as usize].is_anomaly)
            .collect();
        if rows.is_empty() {
            rows = indices(verdicts.len()).collect();
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        if rows.len() > MAX_NORMAL {
            let chosen = index::sample(&mut rng, rows.len(), MAX_NORMAL);
            rows = chosen.into_iter().map(|at| rows[at]).collect();
            rows.sort_unstable();
        }
        let step = rows.len().div_ceil(MAX_RANGED).max(1);
        let ranged: Vec<u32> = rows.iter().step_by(step).copied().collect();
        let mut first_row = vec![u32::MAX; verdicts.len()];
        for (row, &at) in indices(scored.distinct_of.len()).zip(scored.distinct_of.iter()) {
            let first = &mut first_row[at as usize];
            *first = (*first).min(row);
        }
        Ok(Self {
            ranges: normal_ranges(scored.x.view(), &ranged).map_err(failed)?,
            rows,
            first_row,
        })
    }
}

impl Session {
    /// Why a row is unusual.
    ///
    /// # Errors
    /// Without a result, or without that row.
    pub fn explain(&mut self, slot: TableSlot, row: u32) -> Result<Explanation, ErrorReport> {
        let cells = self.row(slot, row)?.cells;
        let (loaded, scored, fitting) = self.result(slot)?;
        let at = scored.distinct_of[row as usize];
        let x = scored.x.row(at as usize);
        let features = fitting.encoder.features();
        let groups = Groups::of(features.iter().map(|feature| &feature.column));
        let words = Words::new(features, &groups, &cells);
        let models = fitting.models()?;
        let normal = get_or_try(&scored.grounds, || NormalRows::of(scored, fitting.settings.seed))?;
        let attributions = models.attributions(x, &groups)?;
        let votes = scored.votes(row as usize);
        let voted = |kind: crate::message::DetectorKind| votes == 0 || votes & kind.bit() != 0;
        let of_voters: Vec<&Attribution> = attributions
            .iter()
            .filter(|(kind, _)| voted(*kind))
            .map(|(_, attribution)| attribution)
            .collect();
        let reasons = words.reasons(&mean_shares(&of_voters, groups.n_groups()), N_REASONS);
        let candidates: Vec<u32> = normal.rows.iter().copied().filter(|&other| other != at).collect();
        let similar = nearest(x, scored.x.view(), &candidates, &groups, N_SIMILAR, N_DIFFERENCES).map_err(failed)?;
        let order = ranked(&mean_shares(&of_voters, groups.n_groups()));
        let change = change(fitting, scored, models, normal, (&groups, &order), (at, &similar))?;
        Ok(Explanation {
            summary: summary(loaded, scored, fitting, row, &reasons),
            incident: loaded.incident(row as usize).map(Box::new),
            reasons,
            detectors: attributions
                .iter()
                .map(|(kind, attribution)| DetectorReasons {
                    kind: *kind,
                    reasons: words.reasons(&shares(attribution), N_DETECTOR_REASONS),
                })
                .collect(),
            nearest: similar
                .iter()
                .map(|other| similar_row(loaded, normal, &words, other))
                .collect(),
            change: words.change(change),
        })
    }
}

impl Session {
    /// The columns that push a row's score most, the first `n`: [`Session::explain`] without what a row is compared with.
    pub(crate) fn reasons(
        &self,
        slot: TableSlot,
        row: u32,
        cells: &[DetailCell],
        n: usize,
    ) -> Result<Vec<Reason>, ErrorReport> {
        let (_, scored, fitting) = self.result(slot)?;
        let features = fitting.encoder.features();
        let groups = Groups::of(features.iter().map(|feature| &feature.column));
        let words = Words::new(features, &groups, cells);
        let models = fitting.models()?;
        let x = scored.x.row(scored.distinct_of[row as usize] as usize);
        let votes = scored.votes(row as usize);
        let attributions = models.attributions(x, &groups)?;
        let of_voters: Vec<&Attribution> = attributions
            .iter()
            .filter(|(kind, _)| votes == 0 || votes & kind.bit() != 0)
            .map(|(_, attribution)| attribution)
            .collect();
        Ok(words.reasons(&mean_shares(&of_voters, groups.n_groups()), n))
    }
}

/// What a cell holds, made if it holds nothing yet.
pub(crate) fn get_or_try<T>(
    cell: &OnceCell<T>,
    make: impl FnOnce() -> Result<T, ErrorReport>,
) -> Result<&T, ErrorReport> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

/// Contributions as shares of all that pushes towards anomaly; those that push towards normal are below 0.
fn shares(attribution: &Attribution) -> Vec<f64> {
    let total: f64 = attribution.contributions.iter().map(|value| value.max(0.0)).sum();
    let share = |value: &f64| if total > 0.0 { value / total } else { 0.0 };
    attribution.contributions.iter().map(share).collect()
}

fn mean_shares(attributions: &[&Attribution], n_groups: usize) -> Vec<f64> {
    let mut mean = vec![0.0; n_groups];
    for attribution in attributions {
        for (mean, share) in mean.iter_mut().zip(shares(attribution)) {
            *mean += share.max(-1.0) / attributions.len() as f64;
        }
    }
    mean
}

/// What would have made the row normal; only a row that is flagged has to change.
fn change(
    fitting: &Fitting,
    scored: &Scored,
    models: &Models,
    normal: &NormalRows,
    (groups, order): (&Groups, &[usize]),
    (at, similar): (u32, &[NearRow]),
) -> Result<Counterfactual, ErrorReport> {
    let rows: Vec<usize> = similar.iter().map(|other| other.row as usize).collect();
    if rows.is_empty() {
        return Ok(Counterfactual::NoSmallChange { lowest_score: f64::NAN });
    }
    let targets: Array2<f32> = scored.x.select(Axis(0), &rows);
    counterfactual::find(
        |rows: ArrayView2<'_, f32>| models.margins(rows, &fitting.ensemble),
        scored.x.row(at as usize),
        Normal {
            rows: targets.view(),
            ranges: &normal.ranges,
        },
        order,
        groups,
        0.0,
        &CounterfactualParams::default(),
    )
    .map_err(|error| match error {
        ExplainError::Score(report) => report,
        error => ErrorReport::bug(format!("{error:?}")),
    })
}

/// Columns of the matrix as columns of the table, with their values.
struct Words<'a> {
    features: &'a [FeatureSpec],
    /// By group.
    cells: Vec<Option<&'a DetailCell>>,
}

impl<'a> Words<'a> {
    fn new(features: &'a [FeatureSpec], groups: &Groups, cells: &'a [DetailCell]) -> Self {
        let cell_of = |group: usize| {
            let column = groups.columns(group).next()?;
            let name = &features.get(column)?.column;
            cells.iter().find(|cell| &cell.name == name)
        };
        Self {
            features,
            cells: (0..groups.n_groups()).map(cell_of).collect(),
        }
    }

    fn reasons(&self, shares: &[f64], n: usize) -> Vec<Reason> {
        let of = |group: usize| {
            let cell = self.cells.get(group).copied().flatten()?;
            let share = shares.get(group).copied()?;
            (share.abs() >= MIN_SHARE).then(|| Reason {
                column: cell.column,
                name: cell.name.clone(),
                title: title(cell),
                share,
                value: shown(&cell.value, cell.unit.as_deref()),
                usual: cell.usual.clone(),
            })
        };
        ranked(shares).into_iter().take(n).filter_map(of).collect()
    }

    fn change(&self, found: Counterfactual) -> Change {
        match found {
            Counterfactual::AlreadyNormal => Change::None,
            Counterfactual::NoSmallChange { .. } => Change::NotFound,
            Counterfactual::Changes { changes, .. } => Change::Values(
                changes
                    .iter()
                    .filter_map(|change| {
                        let cell = self.cells.get(change.group).copied().flatten()?;
                        Some(Differing {
                            title: title(cell),
                            here: shown(&cell.value, None),
                            there: self.value(&change.columns)?,
                        })
                    })
                    .collect(),
            ),
        }
    }

    /// The value that changed columns of the matrix stand for: a number, or the category whose column grew.
    fn value(&self, changes: &[counterfactual::ColumnChange]) -> Option<String> {
        let grown = changes.iter().filter(|change| change.to > change.from);
        let categories = grown.filter_map(|change| self.features.get(change.column)?.category.clone());
        if let Some(category) = categories.into_iter().next() {
            return Some(category);
        }
        let change = changes.first()?;
        let feature = self.features.get(change.column)?;
        match &feature.category {
            Some(category) => Some(format!("other than {category}")),
            None => Some(crate::detail::short(feature.raw(change.to))),
        }
    }
}

fn similar_row(loaded: &Loaded, normal: &NormalRows, words: &Words<'_>, other: &NearRow) -> SimilarRow {
    let row = normal.first_row.get(other.row as usize).copied().unwrap_or(0);
    let differing = other.differences.iter().filter_map(|difference| {
        let cell = words.cells.get(difference.group).copied().flatten()?;
        Some(Differing {
            title: title(cell),
            here: shown(&cell.value, None),
            there: shown(
                &loaded.table().cell(row as usize, cell.column as usize).to_string(),
                None,
            ),
        })
    });
    SimilarRow {
        row,
        distance: other.distance,
        differences: differing.collect(),
    }
}

fn title(cell: &DetailCell) -> String {
    cell.about.clone().unwrap_or_else(|| cell.name.clone())
}

/// A number to four digits, with its unit where that says more than the number alone.
fn shown(value: &str, unit: Option<&str>) -> String {
    let Ok(number) = value.parse::<f64>() else {
        return value.to_owned();
    };
    let number = crate::detail::short(number);
    match unit {
        Some(unit) if !["count", "ratio", "0/1", "port"].contains(&unit) => format!("{number} {unit}"),
        _ => number,
    }
}

/// In two sentences, for who knows networks.
fn summary(loaded: &Loaded, scored: &Scored, fitting: &Fitting, row: u32, reasons: &[Reason]) -> String {
    let (noun, n_detectors) = (loaded.noun(), fitting.detectors.len());
    let n_votes = scored.votes(row as usize).count_ones();
    let said = match n_votes {
        0 => format!("No detector calls this {} unusual.", noun.one()),
        1 => format!("One of {n_detectors} detectors calls this {} unusual.", noun.one()),
        n => format!("{n} of {n_detectors} detectors call this {} unusual.", noun.one()),
    };
    let towards = reasons.iter().filter(|reason| reason.share > 0.0);
    let named: Vec<String> = towards.take(N_NAMED).map(in_words).collect();
    if named.is_empty() {
        return said;
    }
    format!(
        "{said} It differs from other {} mostly in: {}.",
        noun.many(),
        named.join("; ")
    )
}

fn in_words(reason: &Reason) -> String {
    let value = if reason.value.is_empty() { "none" } else { &reason.value };
    let title = decapitalized(&reason.title);
    if reason.usual.is_empty() {
        return format!("{title} ({value})");
    }
    format!("{title} ({value}, usually {})", reason.usual)
}

/// With a small first letter, unless the first word is an abbreviation.
fn decapitalized(words: &str) -> String {
    let mut rest = words.chars();
    match rest.next() {
        Some(first) if rest.as_str().starts_with(char::is_lowercase) => {
            format!("{}{}", first.to_ascii_lowercase(), rest.as_str())
        }
        _ => words.to_owned(),
    }
}
