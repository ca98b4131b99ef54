//! What is drawn: engine aggregates and a palette in, ECharts options out. Plain values, tested natively.

mod bars;
mod base;
mod lines;
#[cfg(test)]
mod tests;
mod times;
mod trace;

pub use bars::{bin_labels, distribution, scores, severities, votes};
pub use lines::{feedback, loss, reliability, roc};
pub use times::{timeline, timeline_label, traffic};
pub use trace::trace;
