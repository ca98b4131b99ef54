use ndarray::{Array2, ArrayView2};
use proptest::prelude::*;

use super::*;
use crate::input::Matrix;

/// Clustered rows as network tables have them: two one-hot groups, two numbers, one of them with a heavy tail.
fn rows(draws: &[(u8, u8, u16)]) -> Array2<f32> {
    Array2::from_shape_fn((draws.len(), 14), |(i, j)| {
        let (a, b, number) = draws[i];
        match j {
            0..5 => f32::from(u8::from(usize::from(a % 5) == j)) * 3.0,
            5..12 => f32::from(u8::from(usize::from(b % 7) == j - 5)) * 9.0,
            12 => f32::from(number % 97) / 10.0,
            _ => (f32::from(number) / 5000.0).exp(),
        }
    })
}

fn draws(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(u8, u8, u16)>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u16>()), n)
}

fn tree_of(x: ArrayView2<'_, f32>) -> (BoxTree, Vec<u32>) {
    let rows: Vec<u32> = (0_u32..).take(x.nrows()).collect();
    BoxTree::build(&Matrix::new(x).unwrap(), &rows)
}

fn plain_distance(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum()
}

/// Positions within a squared radius.
struct Ball {
    radius: f32,
    found: Vec<usize>,
}

impl Visitor for Ball {
    fn limit(&self) -> f32 {
        self.radius
    }

    fn rows(&mut self, start: usize, squared: &[f32]) {
        self.found.extend(
            (start..)
                .zip(squared)
                .filter(|(_, d)| **d <= self.radius)
                .map(|(i, _)| i),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn distances_agree_with_plain_ones(draws in draws(1..400)) {
        let x = rows(&draws);
        let (tree, order) = tree_of(x.view());
        prop_assert_eq!(tree.n_rows(), x.nrows());
        let query = x.row(0);
        let query = query.as_slice().unwrap();
        let mut seen = 0;
        tree.for_each_leaf(query, |start, squared| {
            for (position, distance) in (start..).zip(squared) {
                let plain = plain_distance(query, x.row(order[position] as usize).as_slice().unwrap());
                assert!((f64::from(*distance) - plain).abs() <= 1e-5 * plain);
                seen += 1;
            }
        });
        prop_assert_eq!(seen, x.nrows());
    }

    #[test]
    fn rows_come_back_as_they_were(draws in draws(1..400)) {
        let x = rows(&draws);
        let (tree, order) = tree_of(x.view());
        let mut position = 0;
        tree.for_each_row(|row| {
            assert_eq!(row, x.row(order[position] as usize).as_slice().unwrap());
            assert_eq!(row, tree.row(position));
            position += 1;
        });
        prop_assert_eq!(position, x.nrows());
    }

    #[test]
    fn no_row_within_the_limit_is_left_out(draws in draws(2..400), query in any::<(u8, u8, u16)>()) {
        let x = rows(&draws);
        let (tree, order) = tree_of(x.view());
        let query = rows(&[query]);
        let query = query.as_slice().unwrap();
        let mut distances: Vec<f32> = Vec::new();
        tree.for_each_leaf(query, |_, squared| distances.extend_from_slice(squared));
        distances.sort_unstable_by(f32::total_cmp);
        let radius = distances[distances.len() / 2];
        let mut ball = Ball { radius, found: Vec::new() };
        tree.visit(query, &mut Scratch::default(), &mut ball);
        let mut found: Vec<u32> = ball.found.iter().map(|&position| order[position]).collect();
        found.sort_unstable();
        found.dedup();
        let n_within = distances.iter().filter(|&&distance| distance <= radius).count();
        prop_assert_eq!((found.len(), ball.found.len()), (n_within, n_within));
    }

    #[test]
    fn stored_trees_come_back_whole(draws in draws(1..200)) {
        let (tree, _) = tree_of(rows(&draws).view());
        let bytes = postcard::to_stdvec(&tree).unwrap();
        prop_assert_eq!(postcard::from_bytes::<BoxTree>(&bytes).unwrap(), tree);
    }
}

#[test]
fn equal_rows_are_cut_into_leaves() {
    let x = Array2::<f32>::ones((1000, 2));
    let (tree, order) = tree_of(x.view());
    assert_eq!((tree.n_rows(), order.len()), (1000, 1000));
    assert!(tree.leaves.iter().all(|leaf| (1..=LEAF_ROWS).contains(&leaf.len())));
}

#[test]
fn trees_that_lead_nowhere_are_refused() {
    let x = Array2::from_shape_fn((300, 2), |(i, j)| ((i * 37 + j * 11) % 101) as f32);
    let (tree, _) = tree_of(x.view());
    let check = |damage: &dyn Fn(&mut BoxTree)| {
        let mut damaged = tree.clone();
        damage(&mut damaged);
        let bytes = postcard::to_stdvec(&damaged).unwrap();
        assert!(postcard::from_bytes::<BoxTree>(&bytes).is_err());
    };
    check(&|tree| tree.nodes[0] = Node::Inner { right: 0 });
    check(&|tree| tree.nodes[0] = Node::Leaf { leaf: 0 });
    check(&|tree| *tree.nodes.last_mut().unwrap() = Node::Leaf { leaf: 99 });
    check(&|tree| tree.n_features = 3);
    check(&|tree| tree.leaves.clear());
    check(&|tree| drop(tree.leaves.pop()));
}
