//! Going through the marks of a drawing with arrow keys: a drawing is one stop of the Tab key, however many marks it has.

/// Where somebody is in a graph: at a node, or on one of its edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The node.
    pub node: usize,
    /// The place among the node's edges.
    pub edge: Option<usize>,
}

impl Place {
    /// The place after a key; `n_edges` says how many edges a node has. `None` for a key that means nothing here.
    ///
    /// Left and right go around the nodes, down and up through the edges of one.
    pub fn moved(self, key: &str, n_nodes: usize, n_edges: impl Fn(usize) -> usize) -> Option<Self> {
        let last = n_nodes.checked_sub(1)?;
        let node = |node| Some(Self { node, edge: None });
        match key {
            "ArrowRight" => node(if self.node >= last { 0 } else { self.node + 1 }),
            "ArrowLeft" => node(self.node.checked_sub(1).unwrap_or(last)),
            "Home" => node(0),
            "End" => node(last),
            "Escape" if self.edge.is_some() => node(self.node),
            "ArrowDown" => {
                let next = self.edge.map_or(0, |edge| edge + 1);
                let edge = Some(next).filter(|&next| next < n_edges(self.node)).or(self.edge);
                Some(Self { edge, ..self })
            }
            "ArrowUp" => {
                let edge = self.edge.and_then(|edge| edge.checked_sub(1));
                Some(Self { edge, ..self })
            }
            _ => None,
        }
    }
}

/// The nearest of some points in the direction of an arrow key; `at` itself where there is none, `None` for another key.
///
/// What lies askew counts as twice as far.
pub fn nearest(points: &[(f64, f64)], at: usize, key: &str) -> Option<usize> {
    let (right, down) = match key {
        "ArrowRight" => (1.0, 0.0),
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowDown" => (0.0, 1.0),
        "ArrowUp" => (0.0, -1.0),
        _ => return None,
    };
    let &(x, y) = points.get(at)?;
    let distance = |&(other_x, other_y): &(f64, f64)| {
        let (dx, dy) = (other_x - x, other_y - y);
        let (along, askew) = (dx * right + dy * down, dx * down + dy * right);
        (along > 0.0).then_some(along + 2.0 * askew.abs())
    };
    let found = points
        .iter()
        .enumerate()
        .filter_map(|(at, point)| Some((at, distance(point)?)));
    Some(found.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(at, |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_the_nodes_and_through_their_edges() {
        let n_edges = |node: usize| [2, 0, 1][node];
        let go = |keys: &[&str]| {
            keys.iter()
                .fold(Place::default(), |place, key| place.moved(key, 3, n_edges).unwrap())
        };
        let at = |node, edge| Place { node, edge };
        assert_eq!(go(&["ArrowLeft"]), at(2, None));
        assert_eq!(go(&["ArrowLeft", "ArrowRight"]), at(0, None));
        assert_eq!(
            go(&["ArrowDown", "ArrowDown", "ArrowDown"]),
            at(0, Some(1)),
            "the last edge is the end"
        );
        assert_eq!(go(&["ArrowDown", "ArrowUp", "ArrowUp"]), at(0, None));
        assert_eq!(go(&["ArrowRight", "ArrowDown"]), at(1, None), "a node without edges");
        assert_eq!(go(&["ArrowDown", "ArrowRight"]), at(1, None));
        assert_eq!(go(&["ArrowDown", "Escape"]), at(0, None));
        assert_eq!(Place::default().moved("x", 3, n_edges), None);
        assert_eq!(Place::default().moved("ArrowRight", 0, n_edges), None);
    }

    #[test]
    fn an_arrow_goes_to_the_nearest_point_that_way() {
        let points = [(0.0, 0.0), (10.0, 0.0), (4.0, 9.0), (-3.0, 1.0)];
        assert_eq!(nearest(&points, 0, "ArrowRight"), Some(1));
        assert_eq!(
            nearest(&points, 0, "ArrowDown"),
            Some(3),
            "askew counts twice: 1 + 6 against 9 + 8"
        );
        assert_eq!(nearest(&points, 0, "ArrowUp"), Some(0));
        assert_eq!(nearest(&points, 1, "ArrowLeft"), Some(0));
        assert_eq!(nearest(&points, 0, "Enter"), None);
        assert_eq!(nearest(&[], 0, "ArrowUp"), None);
    }
}
