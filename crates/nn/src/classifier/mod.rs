//! Training a [`Classifier`](wiresift_network::Classifier), and asking one about many rows.

mod batches;
mod fit;
mod judge;
mod predict;
mod training;

#[cfg(test)]
mod tests;

pub use fit::fit;
pub use predict::predict_proba;
