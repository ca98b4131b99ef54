//! A look at what a factor is made of, for what explains it.

use ndarray::{ArrayView1, Axis};

use super::LocalOutlierFactor;
use super::score::{Neighbors, density};
use crate::box_tree::Scratch;
use crate::detector::Detector;
use crate::error::ScoreError;
use crate::input::Matrix;

/// The neighbours of a row, and how thin it is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighborhood {
    /// Local reachability density of the row itself.
    pub density: f32,
    /// Its neighbours, nearest first.
    pub neighbors: Vec<Neighbor>,
}

/// A reference row near another row.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbor {
    /// Its values. `[n_features]`
    pub values: Vec<f32>,
    /// How far the row is from it, in scaled units.
    pub distance: f32,
    /// Distance to its own k-th neighbour: the row counts as at least that far away.
    pub k_distance: f32,
    /// Its local reachability density.
    pub density: f32,
}

impl LocalOutlierFactor {
    /// The neighbours from which a row's score comes, the row taken as a new one.
    ///
    /// # Shapes
    /// `row`: `[n_features]`. Gives [`Self::n_neighbors`] neighbours.
    ///
    /// # Errors
    /// As [`Detector::score_samples`].
    pub fn neighborhood(&self, row: ArrayView1<'_, f32>) -> Result<Neighborhood, ScoreError> {
        let matrix = Matrix::for_model(row.insert_axis(Axis(0)), self.n_features())?;
        let nearest = Neighbors::find(
            &self.tree,
            matrix.row(0),
            self.n_neighbors(),
            None,
            &mut Scratch::default(),
        );
        let neighbor = |&(distance, position): &(f32, u32)| {
            let at = position as usize;
            Neighbor {
                values: self.tree.row(at),
                distance,
                k_distance: self.k_distances[at],
                density: self.densities[at],
            }
        };
        Ok(Neighborhood {
            density: density(&self.k_distances, &nearest),
            neighbors: nearest.iter().map(neighbor).collect(),
        })
    }
}
