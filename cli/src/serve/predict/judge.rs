//! Records -> tables -> verdicts.

use std::collections::BTreeMap;
use std::time::Instant;

use wiresift_classify::{AttackModel, ClassifyError, Partial, Verdict, Vote};
use wiresift_explain::indicator::Indicators;
use wiresift_table::records::{Field, RecordTable, is_same_field, knows, schema_of};
use wiresift_table::{Schema, Table};

use super::answer::{Ballot, Hint, Prediction, name, severity};
use super::models::{Loaded, Models};
use crate::serve::failure::Failure;

/// Names in a message.
const MAX_NAMED: usize = 12;

/// What the models say of records, in their order.
pub(super) fn judge(models: &Models, records: &[Vec<Field>]) -> Result<Vec<Prediction>, Failure> {
    let mut predictions: Vec<Option<Prediction>> = records.iter().map(|_| None).collect();
    for group in groups(records) {
        for (at, prediction) in group.places.iter().zip(of_group(models, &group, records)?) {
            if let Some(place) = predictions.get_mut(*at) {
                *place = Some(prediction);
            }
        }
    }
    let predictions: Option<Vec<Prediction>> = predictions.into_iter().collect();
    predictions.ok_or_else(|| Failure::internal("a record was not judged"))
}

/// Records of one kind: of one known schema, or else with the same fields.
struct Group<'r> {
    fields: Vec<&'r str>,
    /// Places in the request.
    places: Vec<usize>,
}

fn groups(records: &[Vec<Field>]) -> Vec<Group<'_>> {
    let mut alike: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        let mut names: Vec<&str> = record.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        alike.entry(names).or_default().push(at);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut of_schema: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (fields, places) in alike {
        let names: Vec<String> = fields.iter().map(|name| (*name).to_owned()).collect();
        let schema = schema_of(&names);
        let known = (schema != Schema::Generic).then(|| schema.name());
        let group = known.and_then(|name| groups.get_mut(*of_schema.get(name)?));
        if let Some(group) = group {
            group.fields.extend(fields);
            group.places.extend(places);
            continue;
        }
        if let Some(name) = known {
            of_schema.insert(name, groups.len());
        }
        groups.push(Group { fields, places });
    }
    // Windows of connections count in the order of the request.
    for group in &mut groups {
        group.places.sort_unstable();
    }
    groups
}

fn of_group(models: &Models, group: &Group<'_>, records: &[Vec<Field>]) -> Result<Vec<Prediction>, Failure> {
    let chosen: Vec<&Vec<Field>> = group.places.iter().filter_map(|&at| records.get(at)).collect();
    let table = table(group, &chosen)?;
    let started = Instant::now();
    let (loaded, partial) = choose(models, &table)?;
    let place = |row: usize| group.places.get(row).copied().unwrap_or(row);
    if let Some((row, field, found)) = &partial.misfit {
        let row = place(*row);
        let message = format!("record {row}, field {field:?}: expected a number, found {found:?}");
        return Err(Failure::content("value", message));
    }
    let model = &loaded.model;
    let broken = |error: ClassifyError| Failure::internal(error.to_string());
    let verdicts = model.verdicts(partial.encoded.x.view()).map_err(broken)?;
    let votes = model.votes(partial.encoded.x.view()).map_err(broken)?;
    let of_schema = Context {
        model,
        schema: table.schema,
        partial: &partial,
        indicators: Indicators::of(&table),
    };
    let mut predictions = Vec::with_capacity(chosen.len());
    for (row, record) in chosen.iter().enumerate() {
        let distinct = partial.encoded.distinct_of.get(row).map_or(0, |&at| at as usize);
        if let (Some(verdict), Some(votes)) = (verdicts.get(distinct), votes.get(distinct)) {
            predictions.push(of_schema.prediction(row, record, verdict, votes));
        }
    }
    loaded.count(predictions.len(), started);
    Ok(predictions)
}

fn table(group: &Group<'_>, records: &[&Vec<Field>]) -> Result<Table, Failure> {
    let unusable = |error: wiresift_table::records::RecordError| Failure::content("value", error.to_string());
    let mut table = RecordTable::new(group.fields.iter().copied()).map_err(unusable)?;
    for record in records {
        table.push(record).map_err(unusable)?;
    }
    Ok(table.finish())
}

/// A model may lack so many of its columns and still be the one that was meant.
const FEW_ABSENT: f64 = 0.1;

type Fit = (bool, bool, usize, f64);

/// How well a model fits: the largest is taken. One that finds nearly all of its columns comes first, of those one that was
/// given, and of those that ship the one that knows most; else the one that lacks the smallest share.
fn fit(loaded: &Loaded, partial: &Partial) -> Fit {
    let n_present = partial.columns.len() - partial.absent.len();
    let present = n_present as f64 / partial.columns.len().max(1) as f64;
    let is_near = 1.0 - present <= FEW_ABSENT;
    (
        is_near,
        is_near && loaded.is_given,
        if is_near { n_present } else { 0 },
        present,
    )
}

/// The model that fits best; it must find at least half of its columns.
fn choose<'m>(models: &'m Models, table: &Table) -> Result<(&'m Loaded, Partial), Failure> {
    let mut best: Option<(Fit, &Loaded, Partial)> = None;
    for loaded in &models.all {
        let partial = loaded.model.encode_partly(table);
        let partial = partial.map_err(|error| Failure::content("value", error.to_string()))?;
        let fit = fit(loaded, &partial);
        // Given ones come first, and those that ship come with the most columns first: no later one fits better.
        if fit.0 {
            return Ok((loaded, partial));
        }
        if best.as_ref().is_none_or(|(most, ..)| fit > *most) {
            best = Some((fit, loaded, partial));
        }
    }
    match best {
        Some(((.., present), loaded, partial)) if present >= 0.5 => Ok((loaded, partial)),
        Some((_, loaded, partial)) => Err(no_model(table, loaded, &partial)),
        None => Err(Failure::internal("no model is loaded")),
    }
}

fn no_model(table: &Table, nearest: &Loaded, partial: &Partial) -> Failure {
    let n_more = partial.absent.len().saturating_sub(MAX_NAMED);
    let mut names: Vec<&str> = partial.absent.iter().take(MAX_NAMED).map(String::as_str).collect();
    let more = format!("{n_more} more");
    if n_more > 0 {
        names.push(&more);
    }
    let message = format!(
        "no model knows these fields ({}). The nearest is {:?}, which lacks {}. Train one on a labelled table of such \
         records (wiresift train) and give it with --model.",
        table.schema.name(),
        nearest.model.about.name,
        names.join(", ")
    );
    Failure::content("model", message)
}

/// What the records of a group share.
struct Context<'a> {
    model: &'a AttackModel,
    schema: Schema,
    partial: &'a Partial,
    indicators: Indicators,
}

impl Context<'_> {
    fn prediction(&self, row: usize, record: &[Field], verdict: &Verdict, votes: &[Vote]) -> Prediction {
        let row_of_table = u32::try_from(row).unwrap_or(u32::MAX);
        let missing = self.partial.missing.get(row).map_or(&[][..], Vec::as_slice);
        let column = |&at: &u32| self.partial.columns.get(at as usize).cloned();
        let is_unknown = |name: &&String| {
            let is_model_s = || self.partial.columns.iter().any(|column| is_same_field(column, name));
            !knows(self.schema, name) && !is_model_s()
        };
        Prediction {
            model: self.model.about.name.clone(),
            schema: self.schema.name(),
            attack_type: name(self.model, verdict.class),
            is_attack: verdict.class != 0,
            confidence: verdict.confidence,
            risk_level: verdict.risk.name(),
            severity: severity(verdict, votes),
            attack_probability: verdict.attack_probability,
            attack_score: verdict.attack_score,
            novelty: verdict.novelty,
            votes: votes.iter().map(|vote| Ballot::of(self.model, vote)).collect(),
            threat_indicators: self.indicators.for_row(row_of_table).map(Hint::of).collect(),
            missing_fields: missing.iter().filter_map(column).collect(),
            unknown_fields: record
                .iter()
                .map(|(name, _)| name)
                .filter(is_unknown)
                .cloned()
                .collect(),
        }
    }
}
