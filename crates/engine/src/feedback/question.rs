//! A simulated analyst, to measure what feedback is worth.

use wiresift_detect::{feedback, ignore_progress};
use wiresift_table::Truth;

use super::learn;
use crate::fitting::Scored;
use crate::message::{ErrorReport, TableSlot};
use crate::ranking::descending;
use crate::session::Session;
use crate::work::TaskError;

/// What an analyst who knows the labels finds, asked for the row that ranks first again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions {
    /// Rows that differ; equal rows are asked for once.
    pub n_rows: usize,
    /// Of them, those labelled as attacks.
    pub n_anomalies: usize,
    /// Anomalies found after each question, while the ranking stays.
    pub without: Vec<u32>,
    /// The same, while the ranking follows each answer.
    pub with: Vec<u32>,
}

impl Session {
    /// Asks a simulated analyst `budget` questions about a table with labels and a result.
    ///
    /// # Errors
    /// Without a result, or without labels.
    pub fn question(&self, slot: TableSlot, budget: usize) -> Result<Questions, ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        let truth = loaded.table().truth().ok_or_else(|| {
            let hint = "Choose a table with labels.";
            ErrorReport::setting("The table has no label column.".to_owned(), Some(hint))
        })?;
        let is_anomaly = by_distinct(scored, &truth);
        let places = learn::places(scored);
        let forest = learn::forest(fitting, scored)?;
        let x = scored.x.view();
        let with = feedback::simulate(&forest, x, &places, &is_anomaly, budget, &mut ignore_progress);
        Ok(Questions {
            n_rows: is_anomaly.len(),
            n_anomalies: is_anomaly.iter().filter(|is_anomaly| **is_anomaly).count(),
            without: in_order(&places, &is_anomaly, budget),
            with: with.map_err(|error| ErrorReport::from(TaskError::from(error)))?,
        })
    }
}

/// Whether any of the rows that are equal is an attack.
fn by_distinct(scored: &Scored, truth: &[Truth]) -> Vec<bool> {
    let mut is_anomaly = vec![false; scored.x.nrows()];
    for (&at, truth) in scored.distinct_of.iter().zip(truth) {
        if *truth == Truth::Anomaly {
            is_anomaly[at as usize] = true;
        }
    }
    is_anomaly
}

fn in_order(places: &[f64], is_anomaly: &[bool], budget: usize) -> Vec<u32> {
    let found = descending(places).into_iter().take(budget).scan(0, |n_found, at| {
        *n_found += u32::from(is_anomaly[at as usize]);
        Some(*n_found)
    });
    found.collect()
}
