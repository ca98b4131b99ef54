//! A training table becomes a lesson, and a lesson the session's classifier.

use web_time::Instant;
use wiresift_classify::{About, FitError, TrainingOptions, TrainingSet};

use super::classifier::Classifier;
use crate::errors::sentence;
use crate::feedback::now;
use crate::message::{ClassifierSettings, ErrorReport, TableSlot};
use crate::run::{Plan, Run};
use crate::schedule::{Schedule, Sizes};
use crate::session::Session;
use crate::work::{Lesson, Matrices};

/// Cells of the matrix that is learnt from: beyond 96 MB a tab has no room for its copies.
const MAX_CELLS: usize = 24 << 20;
/// Different rows that at least two classes must have.
const MIN_ROWS: usize = 5;
/// Below so many different rows a class's figures say little.
const FEW_ROWS: usize = 20;

impl Session {
    /// Plans the training of a classifier on the training table.
    ///
    /// # Errors
    /// Without a table, with settings out of range, or where its labels teach nothing.
    pub fn teach(&self, settings: &ClassifierSettings) -> Result<Run, ErrorReport> {
        let started = Instant::now();
        settings.check()?;
        let loaded = self.loaded(TableSlot::Training)?;
        let options = TrainingOptions {
            validation_share: settings.validation_share,
            test_share: settings.test_share,
            seed: settings.seed,
            ..TrainingOptions::default()
        };
        let mut set = TrainingSet::prepare(loaded.table(), None, &options).map_err(refused)?;
        let n_distinct = set.x.nrows();
        set.thin(MAX_CELLS / set.x.ncols().max(1), settings.seed);
        let mut notes = notes(&set)?;
        if set.x.nrows() < n_distinct {
            let n_kept = set.x.nrows();
            notes.push(format!(
                "It learns from {n_kept} of {n_distinct} different rows: more do not fit into a tab."
            ));
        }
        let about = About {
            name: "Trained here".to_owned(),
            data: loaded.table().name.clone(),
            date: date(now()),
            seed: settings.seed,
            ..About::default()
        };
        let training = std::mem::take(&mut set.x);
        let sizes = Sizes {
            n_training_rows: set.split.training.len() as u64,
            n_training_distinct: 0,
            n_test_distinct: None,
            n_features: training.ncols() as u64,
            n_workers: 1,
        };
        let lesson = Lesson {
            settings: settings.clone(),
            set,
            about,
        };
        Ok(Run {
            schedule: Schedule::learn(lesson, sizes),
            matrices: Matrices {
                training,
                training_rows: Vec::new(),
                test: None,
            },
            n_workers: 1,
            started,
            seconds_encode: started.elapsed().as_secs_f64(),
            notes: Vec::new(),
            plan: Plan::Teach {
                table: loaded.number,
                notes,
            },
        })
    }

    /// Keeps what a run of [`Session::teach`] came to.
    pub(crate) fn take_classifier(
        &mut self,
        schedule: Schedule,
        table: u64,
        mut notes: Vec<String>,
    ) -> Result<(), ErrorReport> {
        if self.loaded(TableSlot::Training)?.number != table {
            return Err(ErrorReport::setting(
                "The table was replaced while the classifier learnt from it.".to_owned(),
                Some("Train again."),
            ));
        }
        let learnt = schedule.into_learnt();
        let learnt = learnt.ok_or_else(|| ErrorReport::bug("A classifier was not trained.".to_owned()))?;
        let files = learnt.models.iter().map(|model| model.to_vec()).collect();
        let classifier = Classifier::new(files, learnt.best as usize, std::mem::take(&mut notes));
        let classifier =
            classifier.map_err(|error| ErrorReport::bug(format!("A trained model cannot be read: {error}.")))?;
        self.classifier = Some(classifier);
        Ok(())
    }
}

/// What to know of a lesson before it is learnt from.
fn notes(set: &TrainingSet) -> Result<Vec<String>, ErrorReport> {
    let counts = set.counts();
    let named = |(class, n): (&wiresift_classify::Class, &usize)| format!("{} {n}", class.name);
    if counts.iter().filter(|&&n| n >= MIN_ROWS).count() < 2 {
        let found: Vec<String> = set.classes.iter().zip(&counts).map(named).collect();
        let message = format!("There are too few different rows to learn from ({}).", found.join(", "));
        let hint = format!("At least two kinds of rows need {MIN_ROWS} different ones each.");
        return Err(ErrorReport::setting(message, Some(&hint)));
    }
    let mut notes: Vec<String> = set.encoder.warnings().iter().map(ToString::to_string).collect();
    for (class, &n) in set.classes.iter().zip(&counts) {
        if n < FEW_ROWS {
            let rows = if n == 1 { "row" } else { "rows" };
            notes.push(format!(
                "{}: only {n} different {rows} to learn from. Expect mistakes, and do not trust its figures.",
                class.name
            ));
        }
    }
    if set.split.held_out.is_empty() {
        notes.push("No rows are left to validate by: it may be too sure of itself.".to_owned());
    }
    Ok(notes)
}

/// Why a table teaches nothing, and what to do.
pub(super) fn refused(error: FitError) -> ErrorReport {
    let message = sentence(&error.to_string());
    match error {
        FitError::Labels { .. } => ErrorReport::setting(
            message,
            Some("Choose on the Data page which column is the label, and which of its values are normal."),
        ),
        FitError::Encode(error) => error.into(),
        _ => ErrorReport::setting(message, None),
    }
}

/// The day of a time in seconds since the Unix epoch, in UTC, as in `2026-11-21`.
fn date(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    let day = (seconds / 86_400.0).floor() as i64;
    // Eras of 400 years that begin in March, so that the day that leaps is the last: Hinnant, "chrono-compatible low-level
    // date algorithms".
    let shifted = day.saturating_add(719_468);
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era.saturating_mul(400) + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_by_hand() {
        let day = |days: i32| date(f64::from(days) * 86_400.0 + 3_600.0);
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(59), "1970-03-01");
        // 2000 leaps, by the rule of 400 years.
        assert_eq!(
            (day(11_016), day(11_017)),
            ("2000-02-29".to_owned(), "2000-03-01".to_owned())
        );
        assert_eq!(day(20_778), "2026-11-21");
    }
}
