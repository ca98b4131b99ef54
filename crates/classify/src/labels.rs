//! From labels to classes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wiresift_table::{Family, Table};

use crate::FitError;

/// Most classes. More labels than that name something else than kinds of attack.
const MAX_CLASSES: usize = 32;

/// What a model tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// The family's name, or the label where no family is known.
    pub name: String,
    /// The family of attacks, where known. [`Family::Normal`] for normal traffic.
    pub family: Option<Family>,
}

impl Class {
    /// Whether this is normal traffic.
    pub fn is_normal(&self) -> bool {
        self.family == Some(Family::Normal)
    }
}

/// The classes of a table, and every row's. Normal traffic is class 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// What there is: normal, then the families in their order, then other labels by name.
    pub classes: Vec<Class>,
    /// For every row its class; `None` where nobody knows.
    pub of_row: Vec<Option<u32>>,
}

impl Classes {
    /// The classes of a labelled table: the families of its labels, where its schema knows them, else the labels.
    ///
    /// # Errors
    /// [`FitError::Labels`] without labels, without normal rows, without attacks, or with more than 32 kinds.
    pub fn of(table: &Table) -> Result<Self, FitError> {
        let bad = |reason: &str| FitError::Labels {
            reason: reason.to_owned(),
        };
        let labels = table.labels().ok_or_else(|| bad("it has no labels"))?;
        let meanings: Vec<Option<Class>> = labels.names.iter().map(|label| meaning(table, label)).collect();
        // Ordered by family first: normal, then the families, then what has none.
        let mut found = BTreeMap::new();
        for (class, count) in meanings.iter().zip(labels.counts()) {
            if let Some(class) = class
                && count > 0
            {
                found.insert(
                    (class.family.is_none(), class.family, class.name.clone()),
                    class.clone(),
                );
            }
        }
        let classes: Vec<Class> = found.into_values().collect();
        if !classes.first().is_some_and(Class::is_normal) {
            return Err(bad("no row is labelled as normal traffic"));
        }
        if classes.len() < 2 {
            return Err(bad("no row is labelled as an attack"));
        }
        if classes.len() > MAX_CLASSES {
            return Err(bad("it has more than 32 kinds of labels"));
        }
        let at = |class: &Class| classes.iter().position(|known| known == class);
        let places: Vec<Option<usize>> = meanings.iter().map(|class| class.as_ref().and_then(at)).collect();
        let class_of = |&code: &u32| {
            let place = places.get(code as usize).copied().flatten()?;
            u32::try_from(place).ok()
        };
        let of_row = labels.codes.iter().map(class_of).collect();
        Ok(Self { classes, of_row })
    }

    /// The rows of another table in these classes; `None` for rows whose label is none of them.
    pub fn rows_of(classes: &[Class], table: &Table) -> Option<Vec<Option<u32>>> {
        let labels = table.labels()?;
        let place = |label: &String| {
            let class = meaning(table, label)?;
            let at = classes.iter().position(|known| *known == class)?;
            u32::try_from(at).ok()
        };
        let places: Vec<Option<u32>> = labels.names.iter().map(place).collect();
        Some(
            labels
                .codes
                .iter()
                .map(|&code| places.get(code as usize).copied().flatten())
                .collect(),
        )
    }
}

/// What a label means; `None` where it says that nobody knows.
fn meaning(table: &Table, label: &str) -> Option<Class> {
    let family = if table.label_is_normal(label) {
        Some(Family::Normal)
    } else {
        table.schema.family(label)
    };
    if let Some(family) = family {
        let name = family.name().to_owned();
        return Some(Class {
            name,
            family: Some(family),
        });
    }
    let name = label.trim();
    (!name.eq_ignore_ascii_case("unknown")).then(|| Class {
        name: name.to_owned(),
        family: None,
    })
}
