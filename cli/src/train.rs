//! `wiresift train`.

mod steps;

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;
use wiresift_classify::{AttackModel, Classes, Evaluation, FeatureSet, Split};
use wiresift_engine::message::ClassWeights;
use wiresift_table::Table;

use crate::verdicts::Judge;
use crate::{evaluate, input, verdicts};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A labelled table (CSV, Zeek, ...), plain or gzip. `-` reads standard input.
    table: PathBuf,
    /// The file to write the model to.
    #[arg(long)]
    model: PathBuf,
    /// The features to learn from.
    #[arg(long, value_enum, default_value_t = Features::All)]
    features: Features,
    /// What judges.
    #[arg(long, value_enum, default_value_t = Kind::Best)]
    model_kind: Kind,
    /// The same table, settings and seed give the same model.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Networks of different seeds, whose probabilities are averaged.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    networks: u32,
    /// How much a row counts for the networks, by its class.
    #[arg(long, value_enum, default_value_t = Weights::Best)]
    class_weights: Weights,
    /// Most passes of a network over the rows. Few keep it from what only holds for attacks that it was shown.
    #[arg(long, default_value_t = 30)]
    epochs: u32,
    /// Autoencoders of normal rows that measure how new a row is; 0 for none.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=20))]
    autoencoders: u32,
    /// Share of normal traffic that may be told as an attack of an unknown kind, because it is as odd. 0 keeps to what
    /// the judge was taught; 0.02 finds more attacks of other kinds.
    #[arg(long, default_value_t = 0.0)]
    unknown_attacks: f64,
    /// Share of the rows of every class that is kept from training, and judged at the end.
    #[arg(long, default_value_t = 0.0)]
    hold_out: f64,
    /// Share of the different rows of every class that is kept from training, and judged at the end. Unlike `--hold-out`, no
    /// copy of a row that was learnt from is judged.
    #[arg(long, default_value_t = 0.0)]
    test_share: f64,
    /// Name of the model; that of the file when absent.
    #[arg(long)]
    name: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Features {
    /// Every feature of the table.
    All,
    /// Of a KDD table, what packets alone give: such a model judges captures.
    Packets,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Networks.
    Network,
    /// A random forest.
    Forest,
    /// The mean of networks and forest.
    Both,
    /// Whichever judges held-out rows best.
    Best,
}

#[derive(Clone, Copy, ValueEnum)]
enum Weights {
    /// Every row the same.
    None,
    /// Inversely to the square root of the class's rows.
    Sqrt,
    /// Inversely to the class's rows.
    Balanced,
    /// Whichever does best on held-out rows.
    Best,
}

impl Weights {
    /// The only ones to use; `None` to try all.
    fn only(self) -> Option<ClassWeights> {
        match self {
            Self::None => Some(ClassWeights::None),
            Self::Sqrt => Some(ClassWeights::Sqrt),
            Self::Balanced => Some(ClassWeights::Balanced),
            Self::Best => None,
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    model: Judge<'a>,
    temperature: f64,
    n_bytes: usize,
    seconds: f64,
    validation: Option<&'a Evaluation>,
    held_out: Option<Evaluation>,
    test: Option<&'a Evaluation>,
    learning_curves: Vec<&'a [wiresift_network::ClassifierEpoch]>,
}

/// Reads, trains, writes the model, prints how good it is.
pub(crate) fn train(arguments: &Arguments) -> anyhow::Result<()> {
    let started = Instant::now();
    anyhow::ensure!((0.0..=0.9).contains(&arguments.hold_out), "--hold-out must be 0 to 0.9");
    let table = input::read(&arguments.table, None)?;
    let split = hold_out(&table, arguments)?;
    let model = steps::train(&table, split.as_ref().map(|split| split.training.as_slice()), arguments)?;
    let bytes = model.to_bytes().context("the model cannot be written")?;
    let place = || format!("cannot write {}", arguments.model.display());
    std::fs::write(&arguments.model, &bytes).with_context(place)?;
    let held_out = match &split {
        Some(split) => model.evaluate(&table, Some(&split.held_out))?,
        None => None,
    };
    if arguments.json {
        let networks = model.family_model().networks();
        return verdicts::json(&Report {
            model: Judge::of(&model),
            temperature: model.temperature(),
            n_bytes: bytes.len(),
            seconds: started.elapsed().as_secs_f64(),
            validation: model.validation(),
            held_out,
            test: model.test(),
            learning_curves: networks.iter().map(wiresift_network::Classifier::history).collect(),
        });
    }
    print(&model, held_out.as_ref(), &mut io::stdout().lock())?;
    Ok(())
}

fn hold_out(table: &Table, arguments: &Arguments) -> anyhow::Result<Option<Split>> {
    if arguments.hold_out <= 0.0 {
        return Ok(None);
    }
    let classes = Classes::of(table).with_context(|| arguments.table.display().to_string())?;
    let split = Split::stratified(
        &classes.of_row,
        classes.classes.len(),
        arguments.hold_out,
        arguments.seed,
    );
    Ok(Some(split))
}

fn print(model: &AttackModel, held_out: Option<&Evaluation>, out: &mut impl io::Write) -> io::Result<()> {
    for choice in &model.about.choices {
        writeln!(out, "{choice}")?;
    }
    writeln!(
        out,
        "judge: {}, temperature {:.3}",
        model.family_model().name(),
        model.temperature()
    )?;
    if let Some(validation) = model.validation() {
        writeln!(out, "\nDifferent rows that it was chosen and calibrated by:")?;
        evaluate::print(validation, out)?;
    }
    if let Some(test) = model.test() {
        writeln!(out, "\nDifferent rows that nothing of it depends on:")?;
        evaluate::print(test, out)?;
    }
    if let Some(held_out) = held_out {
        writeln!(out, "\nRows that were kept from training:")?;
        evaluate::print(held_out, out)?;
    }
    Ok(())
}

impl From<Features> for FeatureSet {
    fn from(features: Features) -> Self {
        match features {
            Features::All => Self::All,
            Features::Packets => Self::Packets,
        }
    }
}
