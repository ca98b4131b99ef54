//! A model card (Mitchell and others, 2019, "Model cards for model reporting"), from the report of training.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Shipped;

/// The card of a model, from what `wiresift train --json` printed.
pub(super) fn of(model: &Shipped, report: &Value) -> Result<String> {
    let about = &report["model"]["about"];
    let number = |value: &Value| value.as_u64().context("the report lacks a number");
    let text = |value: &Value| value.as_str().map(str::to_owned).context("the report lacks a word");
    let mut card = format!("# {}\n\n{}\n\n", model.title, model.about);
    writeln!(card, "Made by `cargo xtask models`; do not edit.\n")?;
    writeln!(card, "| | |\n| --- | --- |")?;
    writeln!(
        card,
        "| file | `{}.safetensors`, {} bytes |",
        model.name,
        number(&report["n_bytes"])?
    )?;
    writeln!(
        card,
        "| trained on | 80 % of `{}` (KDD Cup 1999, 10 %), stratified |",
        text(&about["data"])?
    )?;
    writeln!(
        card,
        "| rows | {}, of which {} differ; each is learnt from once |",
        number(&about["n_rows"])?,
        number(&about["n_distinct"])?
    )?;
    writeln!(
        card,
        "| date, seed | {}, {} |",
        text(&about["date"])?,
        number(&about["seed"])?
    )?;
    let judge = text(&report["model"]["method"])?;
    let temperature = report["temperature"].as_f64().unwrap_or(1.0);
    writeln!(
        card,
        "| judge | {judge}: dense, hidden layers 64-48-32-16; probabilities at temperature {temperature:.3} |\n"
    )?;
    writeln!(card, "## On the 20 % that were held out\n")?;
    figures(&mut card, &report["held_out"])?;
    writeln!(
        card,
        "\nBut a random fifth of this table repeats rows of the other four: 71 % of its rows are copies."
    )?;
    writeln!(
        card,
        "Of the different rows only (10 % of those it was trained with, held out to choose by):\n"
    )?;
    figures(&mut card, &report["validation"])?;
    writeln!(card, "\n## What was chosen on held-out rows\n")?;
    for choice in about["choices"].as_array().into_iter().flatten() {
        writeln!(card, "- {}", text(choice)?)?;
    }
    card.push_str(LIMITS);
    Ok(card)
}

fn figures(card: &mut String, evaluation: &Value) -> Result<()> {
    let share = |name: &str| {
        evaluation[name]
            .as_f64()
            .map_or("-".to_owned(), |value| format!("{value:.4}"))
    };
    writeln!(
        card,
        "Accuracy {}, macro-F1 {}; attack or normal: ROC-AUC {}, average precision {}; expected calibration error {}.\n",
        share("accuracy"),
        share("macro_f1"),
        share("roc_auc"),
        share("average_precision"),
        share("calibration_error"),
    )?;
    writeln!(
        card,
        "| family | rows | precision | recall | F1 |\n| --- | --- | --- | --- | --- |"
    )?;
    for class in evaluation["classes"].as_array().into_iter().flatten() {
        let share = |name: &str| class[name].as_f64().unwrap_or(0.0);
        let (name, n_rows) = (
            class["name"].as_str().unwrap_or("?"),
            class["n_rows"].as_u64().unwrap_or(0),
        );
        let (precision, recall, f1) = (share("precision"), share("recall"), share("f1"));
        writeln!(card, "| {name} | {n_rows} | {precision:.4} | {recall:.4} | {f1:.4} |")?;
    }
    Ok(())
}

const LIMITS: &str = "
## Limits

- **The data is from 1998**: simulated traffic of an air force base, made at MIT Lincoln Laboratory for DARPA. Today's networks, services
  and attacks look different; encrypted traffic hardly existed. A verdict is a hint, and its confidence holds for traffic like that.
- It tells the families of its 22 kinds of attack. Of other kinds it finds those that look alike, or are unlike all normal traffic: the attack
  score has that in it (an autoencoder of normal rows), the family has not.
- U2R has 52 rows in the whole table; its figures scatter.
- Windows are the last 2 seconds and the last 100 connections. The table's own windows hold up to 255 connections.
- Of a capture, a flow of UDP or ICMP is one row where the table has a row for each datagram.
- Known flaws of the table: McHugh (2000), \"Testing intrusion detection systems\"; Tavallaee and others (2009), \"A detailed analysis of the KDD CUP 99
  data set\".
";
