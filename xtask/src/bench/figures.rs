//! What the benches print.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::Result;
use serde_json::{Map, Value};

use crate::process::{Run, print, say};

/// The numbers of every bench, by its name and where it ran.
#[derive(Default)]
pub(super) struct Figures(BTreeMap<(String, String), Map<String, Value>>);

impl Figures {
    /// Runs `command`, prints the JSON lines among its output and keeps their figures.
    pub(super) fn take(&mut self, command: &mut Command) -> Result<()> {
        say(format!("$ {}", command.shown()));
        for line in command.read()?.lines() {
            if let Ok(Value::Object(figure)) = serde_json::from_str(line) {
                print(line)?;
                self.add(figure);
            }
        }
        Ok(())
    }

    /// Prints and keeps a figure that was computed here.
    pub(super) fn print(&mut self, figure: Value) -> Result<()> {
        print(figure.to_string())?;
        if let Value::Object(figure) = figure {
            self.add(figure);
        }
        Ok(())
    }

    /// Keeps a figure; where none is named it is native.
    pub(super) fn add(&mut self, figure: Map<String, Value>) {
        let text = |key| figure.get(key).and_then(Value::as_str);
        if let Some(bench) = text("bench") {
            let place = text("where").unwrap_or("native");
            let key = (bench.to_owned(), place.to_owned());
            self.0.insert(key, figure);
        }
    }

    /// The number called `name` of `bench` at `place`.
    pub(super) fn number(&self, bench: &str, place: &str, name: &str) -> Option<f64> {
        let figure = self.0.get(&(bench.to_owned(), place.to_owned()))?;
        figure.get(name).and_then(Value::as_f64)
    }

    /// Seconds of `bench` at `place`.
    pub(super) fn seconds(&self, bench: &str, place: &str) -> Option<f64> {
        self.number(bench, place, "seconds")
    }
}
