//! What a model said of the rows of a table.

use wiresift_classify::{AttackModel, Class, Risk, Verdict};

use crate::message::{FamilyCount, FamilySummary, RiskLevel, RowFamily};

/// The verdicts of a model on a table. Equal rows share one.
pub(crate) struct Families {
    classes: Vec<Class>,
    verdicts: Vec<Short>,
    /// For every row of the table its place among the verdicts.
    distinct_of: Vec<u32>,
    about: FamilySummary,
}

/// What is kept of a verdict.
#[derive(Clone, Copy)]
struct Short {
    class: u32,
    confidence: f32,
    risk: RiskLevel,
}

impl Families {
    pub(crate) fn new(
        model: &AttackModel,
        verdicts: &[Verdict],
        distinct_of: Vec<u32>,
        is_hint: bool,
        seconds: f64,
    ) -> Self {
        let short = |verdict: &Verdict| Short {
            class: verdict.class,
            confidence: verdict.confidence,
            risk: verdict.risk.into(),
        };
        Self {
            classes: model.classes().to_vec(),
            verdicts: verdicts.iter().map(short).collect(),
            distinct_of,
            about: FamilySummary {
                model: model.about.name.clone(),
                trained_on: model.about.data.clone(),
                date: model.about.date.clone(),
                is_hint,
                families: Vec::new(),
                risks: [0; 4],
                seconds,
            },
        }
    }

    fn of(&self, row: usize) -> Option<Short> {
        self.verdicts.get(*self.distinct_of.get(row)? as usize).copied()
    }

    /// What is said of a row.
    pub(crate) fn row(&self, row: usize) -> Option<RowFamily> {
        let Short {
            class,
            confidence,
            risk,
        } = self.of(row)?;
        let class = self.classes.get(class as usize)?;
        Some(RowFamily {
            name: class.name.clone(),
            is_attack: !class.is_normal(),
            confidence: f64::from(confidence),
            risk,
        })
    }

    /// The families' names, in the order of [`Families::class`].
    pub(crate) fn names(&self) -> Vec<&str> {
        self.classes.iter().map(|class| class.name.as_str()).collect()
    }

    /// The place of a row's family among the names.
    pub(crate) fn class(&self, row: usize) -> Option<usize> {
        self.of(row).map(|short| short.class as usize)
    }

    /// How sure a row's family is; NaN without one.
    pub(crate) fn confidence(&self, row: usize) -> f64 {
        self.of(row).map_or(f64::NAN, |short| f64::from(short.confidence))
    }

    /// A row's risk, from 0 for low.
    pub(crate) fn risk(&self, row: usize) -> Option<usize> {
        self.of(row).map(|short| short.risk as usize)
    }

    /// Rows are ordered by risk; then attacks come before the rest, and the surest first.
    pub(crate) fn suspicion(&self, row: usize) -> Option<f64> {
        let short = self.of(row)?;
        let is_attack = !self.classes.get(short.class as usize)?.is_normal();
        // Of normal rows the least sure is the most suspect.
        let sure = if is_attack {
            2.0 + f64::from(short.confidence)
        } else {
            1.0 - f64::from(short.confidence)
        };
        Some(f64::from(short.risk as u8) * 4.0 + sure)
    }

    pub(crate) fn summary(
        &self,
        rows: impl Iterator<Item = usize>,
        is_anomaly: impl Fn(usize) -> bool,
    ) -> FamilySummary {
        let count = |class: &Class| FamilyCount {
            name: class.name.clone(),
            is_attack: !class.is_normal(),
            n_rows: 0,
            n_anomalies: 0,
        };
        let mut summary = FamilySummary {
            families: self.classes.iter().map(count).collect(),
            ..self.about.clone()
        };
        for row in rows {
            let Some(short) = self.of(row) else { continue };
            if let Some(family) = summary.families.get_mut(short.class as usize) {
                family.n_rows += 1;
                family.n_anomalies += u64::from(is_anomaly(row));
            }
            summary.risks[short.risk as usize] += 1;
        }
        summary
    }
}

impl From<Risk> for RiskLevel {
    fn from(risk: Risk) -> Self {
        match risk {
            Risk::Low => Self::Low,
            Risk::Medium => Self::Medium,
            Risk::High => Self::High,
            Risk::Critical => Self::Critical,
        }
    }
}
