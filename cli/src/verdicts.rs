//! Writing what a model says of rows.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use wiresift_classify::{About, AttackModel, Verdict};

/// What a model says of a row, for output.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    row: usize,
    family: &'a str,
    confidence: f32,
    risk: &'static str,
    attack_probability: f32,
    attack_score: f32,
    novelty: Option<f32>,
    by_novelty: bool,
}

/// What is said of the model beside.
#[derive(Serialize)]
pub(crate) struct Judge<'a> {
    about: &'a About,
    method: &'static str,
    classes: Vec<&'a str>,
}

impl<'a> Judge<'a> {
    pub(crate) fn of(model: &'a AttackModel) -> Self {
        Self {
            about: &model.about,
            method: model.family_model().name(),
            classes: model.classes().iter().map(|class| class.name.as_str()).collect(),
        }
    }
}

/// One line a row, rows counted from 0.
pub(crate) fn lines<'a>(model: &'a AttackModel, verdicts: &'a [Verdict]) -> Vec<Line<'a>> {
    let line = |(row, verdict): (usize, &Verdict)| Line {
        row,
        family: name(model, verdict),
        confidence: verdict.confidence,
        risk: verdict.risk.name(),
        attack_probability: verdict.attack_probability,
        attack_score: verdict.attack_score,
        novelty: verdict.novelty,
        by_novelty: verdict.is_by_novelty,
    };
    verdicts.iter().enumerate().map(line).collect()
}

pub(crate) fn name<'a>(model: &'a AttackModel, verdict: &Verdict) -> &'a str {
    let class = model.classes().get(verdict.class as usize);
    class.map_or("unknown", |class| class.name.as_str())
}

/// Writes lines as CSV.
pub(crate) fn csv(path: &Path, lines: &[impl Serialize]) -> anyhow::Result<()> {
    let place = || format!("cannot write {}", path.display());
    let file = File::create(path).with_context(place)?;
    let mut out = csv::Writer::from_writer(BufWriter::new(file));
    for line in lines {
        out.serialize(line).with_context(place)?;
    }
    out.flush().with_context(place)
}

/// Writes a value as JSON to standard output, with a newline.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
