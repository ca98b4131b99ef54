//! What a finished run leaves in the session: thresholds, votes, ranks, a version.

use std::rc::Rc;

use crate::feedback::{Flagged, Marks};
use crate::fitting::{Fitting, Scored};
use crate::message::{ErrorReport, Filter, Seconds, Summary, TableSlot};
use crate::run::{Plan, Run, Training};
use crate::schedule::DetectorOutput;
use crate::session::{Session, no_result, no_table};
use crate::work::Matrices;

impl Session {
    /// Takes a finished run back. The test table's result comes before the training table's.
    ///
    /// # Errors
    /// When a threshold cannot be set, or the tables that the run was planned for are gone.
    pub fn conclude(&mut self, run: Run) -> Result<Vec<(TableSlot, Summary)>, ErrorReport> {
        let Run {
            schedule,
            plan,
            started,
            seconds_encode,
            notes,
            matrices,
            ..
        } = run;
        let (fit, score) = schedule.seconds();
        let seconds = || Seconds {
            read: 0.0,
            encode: seconds_encode,
            fit,
            score,
            total: started.elapsed().as_secs_f64(),
        };
        match plan {
            Plan::Teach { table, notes } => {
                self.take_classifier(schedule, table, notes)?;
                Ok(Vec::new())
            }
            Plan::Train(training) => {
                let slots: &[_] = match (&self.test, &training.test_distinct_of) {
                    (Some(_), Some(_)) => &[TableSlot::Test, TableSlot::Training],
                    _ => &[TableSlot::Training],
                };
                let trained = self.conclude_training(*training, schedule.into_outputs(), matrices, notes)?;
                let summaries = self.summaries(slots, seconds())?;
                self.keep_versions(Some(trained), summaries.last().map(|(_, summary)| summary));
                Ok(summaries)
            }
            Plan::ScoreTest { distinct_of } => {
                self.conclude_test(schedule.into_outputs(), matrices, distinct_of)?;
                let summaries = self.summaries(&[TableSlot::Test], seconds())?;
                self.keep_versions(None, None);
                Ok(summaries)
            }
            Plan::ScoreVersion { id, slot, distinct_of } => {
                self.keep_version((id, slot), schedule.into_outputs(), distinct_of, seconds())?;
                self.keep_versions(None, None);
                Ok(Vec::new())
            }
        }
    }

    /// What was learnt, and from which marks.
    fn conclude_training(
        &mut self,
        training: Training,
        outputs: Vec<DetectorOutput>,
        matrices: Matrices,
        notes: Vec<String>,
    ) -> Result<(Rc<Fitting>, Marks), ErrorReport> {
        let Training {
            settings,
            encoder,
            distinct_of,
            test_distinct_of,
        } = training;
        let fitting = Fitting::new(settings, encoder, &outputs, &matrices.training_rows, notes)?;
        let seconds: Vec<f64> = outputs.iter().map(|output| output.seconds_score).collect();
        let scored =
            |x, scores, distinct_of| Scored::new(&fitting, x, Rc::new(scores), seconds.clone(), Rc::new(distinct_of));
        let (scores, test_scores): (Vec<_>, Vec<_>) = outputs
            .into_iter()
            .map(|output| (output.training_scores, output.test_scores))
            .unzip();
        let test_scores: Option<Vec<_>> = test_scores.into_iter().collect();
        if let (Some(test), Some(x), Some(scores), Some(distinct_of)) =
            (&mut self.test, matrices.test, test_scores, test_distinct_of)
        {
            test.set_scored(Some(scored(x, scores, distinct_of)?));
        }
        let loaded = self.training.as_mut().ok_or_else(no_table)?;
        let before = loaded.scored().map(Flagged::of);
        let marks = if fitting.settings.learn_from_marks {
            loaded.heard.marks().clone()
        } else {
            Marks::new()
        };
        loaded.set_scored(Some(scored(matrices.training, scores, distinct_of)?));
        let fitting = Rc::new(fitting);
        self.fitting = Some(fitting.clone());
        self.on_fitted(!marks.is_empty(), before.as_ref())?;
        Ok((fitting, marks))
    }

    fn conclude_test(
        &mut self,
        outputs: Vec<DetectorOutput>,
        matrices: Matrices,
        distinct_of: Vec<u32>,
    ) -> Result<(), ErrorReport> {
        let fitting = self.fitting.clone().ok_or_else(no_result)?;
        let x = matrices.test.ok_or_else(no_table)?;
        let seconds = outputs.iter().map(|output| output.seconds_score).collect();
        let scores = outputs.into_iter().filter_map(|output| output.test_scores).collect();
        let scored = Scored::new(&fitting, x, Rc::new(scores), seconds, Rc::new(distinct_of))?;
        self.test.as_mut().ok_or_else(no_table)?.set_scored(Some(scored));
        Ok(())
    }

    /// Notes for each result where its time went, reading its table included, and sums it up.
    fn summaries(&mut self, slots: &[TableSlot], seconds: Seconds) -> Result<Vec<(TableSlot, Summary)>, ErrorReport> {
        let mut summaries = Vec::new();
        for &slot in slots {
            let loaded = self.loaded_mut(slot)?;
            loaded.set_seconds(seconds.after_reading(loaded.opened.seconds_read));
            summaries.push((slot, self.summary(slot, &Filter::default())?));
        }
        Ok(summaries)
    }
}
