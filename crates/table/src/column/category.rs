//! Columns of few distinct strings: a code a row and a name a code.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Serialize};

/// The code of a missing value.
pub const MISSING: u32 = u32::MAX;

/// A column of strings that repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// For each row an index into `names`, or [`MISSING`].
    pub codes: Vec<u32>,
    /// The distinct values, in the order in which they first occur.
    pub names: Vec<String>,
}

impl Category {
    /// The value at `row`, `None` when it is missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.names.get(code as usize).map(String::as_str)
    }

    /// How many rows hold each of `names`.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.names.len()];
        for &code in &self.codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// Whether every code is that of a name, or [`MISSING`].
    pub(super) fn is_sound(&self) -> bool {
        let mut codes = self.codes.iter();
        codes.all(|&code| code == MISSING || (code as usize) < self.names.len())
    }

    /// Every value replaced; values that become equal become one.
    pub(super) fn mapped(&self, mut map: impl FnMut(&str) -> String) -> Self {
        let names = self.names.iter().map(|name| map(name)).collect();
        let codes = self.codes.clone();
        Self { codes, names }.in_order_of_appearance()
    }

    /// Without the names that no row has; the others keep their order of appearance.
    pub(crate) fn without_unused(self) -> Self {
        if self.counts().iter().all(|&count| count > 0) {
            return self;
        }
        self.in_order_of_appearance()
    }

    /// Without the names that no row has, and the others in the order in which they first occur.
    pub(crate) fn in_order_of_appearance(self) -> Self {
        let mut interner = Interner::default();
        let recode = |&code: &u32| match self.names.get(code as usize) {
            Some(name) => interner.code_of(name),
            None => MISSING,
        };
        let codes = self.codes.iter().map(recode).collect();
        Self {
            codes,
            names: interner.into_names(),
        }
    }
}

/// Gives every distinct string a code.
///
/// Codes follow the order of appearance, so the hasher's seed changes nothing that is seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    names: Vec<String>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    last: usize,
}

impl Interner {
    pub(crate) fn code_of(&mut self, name: &str) -> u32 {
        // Neighbouring rows of a flow table mostly hold the same protocol, service and label.
        if self.names.get(self.last).is_some_and(|last| last == name) {
            return code(self.last);
        }
        let hash = self.hasher.hash_one(name);
        let names = &self.names;
        let is_same = |&at: &u32| names.get(at as usize).is_some_and(|known| known == name);
        let found = self.index.find(hash, is_same).copied();
        let found = found.unwrap_or_else(|| self.insert(hash, name));
        self.last = found as usize;
        found
    }

    fn insert(&mut self, hash: u64, name: &str) -> u32 {
        let new = code(self.names.len());
        self.names.push(name.to_owned());
        let (names, hasher) = (&self.names, &self.hasher);
        let rehash = |&at: &u32| hasher.hash_one(names.get(at as usize).map_or("", String::as_str));
        self.index.insert_unique(hash, new, rehash);
        new
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// Row and name counts are capped far below `u32::MAX` while reading.
pub(crate) fn code(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(MISSING)
}
