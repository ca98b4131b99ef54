//! What is drawn: engine aggregates and a palette in, ECharts options out. Plain values, tested natively.

mod bars;
mod base;
mod lines;
#[cfg(test)]
mod tests;

pub use bars::{bin_labels, distribution, scores, severities, timeline, timeline_label, votes};
pub use lines::{loss, roc};
