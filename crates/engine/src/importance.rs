//! Which columns matter overall: [`wiresift_explain::importance`] over the detectors and their vote.
//!
//! A column is asked for at a time, so that a worker answers other questions in between, and stops when nobody asks.

use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use wiresift_explain::Groups;
use wiresift_explain::importance::{FeatureImportance, ImportanceParams, Judge, Measure, Shuffle, Yardstick};
use wiresift_table::{Table, Truth};

use crate::detail::about;
use crate::explanation::{Models, failed, get_or_try, voted};
use crate::fitting::{Fitting, Scored};
use crate::message::{ErrorReport, Importance, ImportanceMeasure, ImportanceValue, TableSlot};
use crate::ranking::indices;
use crate::session::Session;

/// Rows that are shuffled: the spread over the repeats says whether they are enough.
const N_ROWS: usize = 200;
/// Shuffles of a column.
const N_REPEATS: usize = 5;

/// The rows that are shuffled, and what they score as they are.
#[derive(Debug)]
pub(crate) struct Sample {
    x: Array2<f32>,
    is_attack: Option<Vec<bool>>,
    /// By scorer: the ensemble, then the detectors.
    scores: Vec<Vec<f64>>,
}

impl Session {
    /// What the column at place `index` among those that are scored is worth.
    ///
    /// # Errors
    /// Without a result, or without that column.
    pub fn importance(&self, slot: TableSlot, index: u32) -> Result<Importance, ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        let features = fitting.encoder.features();
        let groups = Groups::of(features.iter().map(|feature| &feature.column));
        let group = index as usize;
        let models = fitting.models()?;
        let sample = get_or_try(&scored.sample, || Sample::of(loaded.table(), scored, fitting, models))?;
        let missing = || ErrorReport::bug(format!("There is no column {index} that is scored."));
        let name = (group < groups.n_groups())
            .then(|| groups.columns(group).next())
            .flatten();
        let name = &name.and_then(|at| features.get(at)).ok_or_else(missing)?.column;
        let table = loaded.table();
        let mut columns = indices(table.columns.len()).zip(&table.columns);
        let (column, _) = columns.find(|(_, column)| &column.name == name).ok_or_else(missing)?;
        let (measure, values) = sample.measure(group, &groups, fitting, models)?;
        let kinds = fitting.voters().map(|(kind, _)| Some(kind));
        Ok(Importance {
            column,
            name: name.clone(),
            title: about(table, name).unwrap_or_else(|| name.clone()),
            values: std::iter::once(None)
                .chain(kinds)
                .zip(values)
                .map(|(detector, FeatureImportance { mean, std, .. })| ImportanceValue { detector, mean, std })
                .collect(),
            measure,
            n_rows: sample.x.nrows() as u64,
            n_columns: u32::try_from(groups.n_groups()).unwrap_or(u32::MAX),
        })
    }
}

impl Sample {
    /// Half of it attacks, by label or else by verdict, as far as there are as many.
    fn of(table: &Table, scored: &Scored, fitting: &Fitting, models: &Models) -> Result<Self, ErrorReport> {
        let truth = table.truth();
        let truth_of = |row: u32| truth.as_ref().map(|truth| truth[row as usize]);
        let is_positive = |row: u32| match truth_of(row) {
            Some(truth) => truth == Truth::Anomaly,
            None => scored.is_anomaly(row as usize),
        };
        let known = indices(scored.distinct_of.len()).filter(|&row| truth_of(row) != Some(Truth::Unknown));
        let (mut positive, mut negative): (Vec<u32>, Vec<u32>) = known.partition(|&row| is_positive(row));
        let mut rng = ChaCha8Rng::seed_from_u64(fitting.settings.seed);
        positive.shuffle(&mut rng);
        negative.shuffle(&mut rng);
        let n_positive = positive
            .len()
            .min((N_ROWS / 2).max(N_ROWS.saturating_sub(negative.len())));
        let n_negative = negative.len().min(N_ROWS - n_positive.min(N_ROWS));
        let is_labelled = truth.is_some() && n_positive > 0 && n_negative > 0;
        let chosen = positive.iter().take(n_positive).chain(negative.iter().take(n_negative));
        let rows: Vec<usize> = chosen.map(|&row| scored.distinct_of[row as usize] as usize).collect();
        if rows.len() < 2 {
            let message = "There are too few rows to say what matters.".to_owned();
            return Err(ErrorReport::setting(
                message,
                Some("Load a table with at least two rows."),
            ));
        }
        let x = scored.x.select(Axis(0), &rows);
        Ok(Self {
            scores: scores(&x, fitting, models)?,
            x,
            is_attack: is_labelled.then(|| (0..rows.len()).map(|at| at < n_positive).collect()),
        })
    }

    fn measure(
        &self,
        group: usize,
        groups: &Groups,
        fitting: &Fitting,
        models: &Models,
    ) -> Result<(ImportanceMeasure, Vec<FeatureImportance>), ErrorReport> {
        let yardstick = self
            .is_attack
            .as_deref()
            .map_or(Yardstick::OwnRanking, Yardstick::RocAuc);
        let judges = self.scores.iter().map(|scores| Judge::new(yardstick, scores));
        let judges: Vec<Judge<'_>> = judges.collect::<Result<_, _>>().map_err(failed::<String>)?;
        let params = ImportanceParams {
            n_repeats: N_REPEATS,
            seed: fitting.settings.seed,
        };
        let mut shuffle = Shuffle::new(self.x.view(), groups, &params);
        let mut drops = vec![Vec::with_capacity(N_REPEATS); judges.len()];
        for repeat in 0..N_REPEATS {
            let shuffled = scores(shuffle.group(group, repeat), fitting, models)?;
            for ((drops, judge), scores) in drops.iter_mut().zip(&judges).zip(shuffled) {
                drops.push(judge.drop(&scores).map_err(failed::<String>)?);
            }
        }
        let measure = match judges.first().map(Judge::measure) {
            Some(Measure::RocAuc | Measure::AveragePrecision) => ImportanceMeasure::RocAuc,
            Some(Measure::OwnRanking) | None => ImportanceMeasure::OwnRanking,
        };
        Ok((measure, drops.into_iter().map(FeatureImportance::of).collect()))
    }
}

/// By scorer: the ensemble, then the detectors.
fn scores(x: &Array2<f32>, fitting: &Fitting, models: &Models) -> Result<Vec<Vec<f64>>, ErrorReport> {
    let by_detector = models.scores(x.view())?;
    let ensemble = voted(&by_detector, &fitting.ensemble)?;
    let detectors = by_detector
        .iter()
        .map(|scores| scores.iter().map(|&score| f64::from(score)).collect());
    Ok(std::iter::once(ensemble).chain(detectors).collect())
}
