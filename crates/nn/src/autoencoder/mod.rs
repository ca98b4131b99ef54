//! Training an [`Autoencoder`](wiresift_network::Autoencoder), and scoring many rows with one.

mod fit;
mod score;
mod split;
mod training;

#[cfg(test)]
mod tests;

pub use fit::fit;
pub use score::{feature_errors, score_samples};
