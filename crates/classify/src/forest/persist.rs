//! The forest as tensors of a model file: the nodes of all trees one after the other.

use serde::{Deserialize, Serialize};
use wiresift_network::ModelError;
use wiresift_network::container::{Opened, Tensor, Values};

use super::tree::{NO_CHILD, Node, Tree};
use super::{ForestParams, RandomForest};

/// What is said of a forest beside its nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForestDescription {
    params: ForestParams,
    n_features: usize,
    /// Nodes of every tree of every class.
    n_nodes: Vec<Vec<usize>>,
    n_rows: usize,
}

impl RandomForest {
    /// The description and the tensors, named after `prefix`: to be part of a larger file.
    pub fn to_parts(&self, prefix: &str) -> (ForestDescription, Vec<(String, Tensor)>) {
        let n_nodes = |trees: &Vec<Tree>| trees.iter().map(|tree| tree.nodes.len()).collect();
        let description = ForestDescription {
            params: self.params.clone(),
            n_features: self.n_features,
            n_nodes: self.trees.iter().map(n_nodes).collect(),
            n_rows: self.n_rows,
        };
        let nodes: Vec<&Node> = self.trees.iter().flatten().flat_map(|tree| &tree.nodes).collect();
        let words = |value: fn(&Node) -> u32| Values::U32(nodes.iter().map(|node| value(node)).collect());
        let floats = |value: fn(&Node) -> f32| Values::F32(nodes.iter().map(|node| value(node)).collect());
        let columns = [
            ("feature", words(|node| node.feature)),
            ("threshold", floats(|node| node.threshold)),
            ("left", words(|node| node.left)),
            ("right", words(|node| node.right)),
            ("share", floats(|node| node.share)),
        ];
        let tensors = columns.map(|(name, values)| (format!("{prefix}.{name}"), Tensor::new(&[nodes.len()], &values)));
        (description, tensors.into())
    }

    /// Reads what [`to_parts`](Self::to_parts) gave.
    ///
    /// # Errors
    /// [`ModelError`]: settings out of range, or nodes that make no trees.
    pub fn from_parts<D>(
        description: ForestDescription,
        file: &Opened<'_, D>,
        prefix: &str,
    ) -> Result<Self, ModelError> {
        description.params.validate()?;
        let nodes = read_nodes(file, prefix)?;
        let mut rest = nodes.as_slice();
        let mut trees = Vec::new();
        for n_nodes in &description.n_nodes {
            let read = |&n_nodes: &usize| read_tree(&mut rest, n_nodes, description.n_features);
            trees.push(n_nodes.iter().map(read).collect::<Result<Vec<_>, _>>()?);
        }
        if !rest.is_empty() || trees.len() < 2 || description.n_features == 0 {
            return Err(ModelError::description(
                "the numbers of trees, nodes and columns do not fit",
            ));
        }
        Ok(Self {
            params: description.params,
            n_features: description.n_features,
            trees,
            n_rows: description.n_rows,
        })
    }
}

fn read_nodes<D>(file: &Opened<'_, D>, prefix: &str) -> Result<Vec<Node>, ModelError> {
    let words = |name: &str| file.words(&format!("{prefix}.{name}"));
    let (features, lefts, rights) = (words("feature")?, words("left")?, words("right")?);
    let n = features.len();
    if lefts.len() != n || rights.len() != n {
        return Err(ModelError::description("the numbers of nodes differ"));
    }
    let thresholds = file.floats(&format!("{prefix}.threshold"), &[n])?;
    let shares = file.floats(&format!("{prefix}.share"), &[n])?;
    let node = |at: usize| Node {
        feature: features[at],
        threshold: thresholds[at],
        left: lefts[at],
        right: rights[at],
        share: shares[at],
    };
    Ok((0..n).map(node).collect())
}

/// Takes the next tree. Children lie behind their parents, so that no walk goes in a circle.
fn read_tree(rest: &mut &[Node], n_nodes: usize, n_features: usize) -> Result<Tree, ModelError> {
    let bad = || ModelError::description("a tree of the forest is damaged");
    let (nodes, behind) = rest.split_at_checked(n_nodes).ok_or_else(bad)?;
    *rest = behind;
    let is_child = |at: usize, child: u32| at < child as usize && (child as usize) < n_nodes;
    let is_sound = |(at, node): (usize, &Node)| {
        let is_leaf = node.left == NO_CHILD && node.right == NO_CHILD;
        let is_split = is_child(at, node.left) && is_child(at, node.right) && (node.feature as usize) < n_features;
        (is_leaf || is_split) && (0.0..=1.0).contains(&node.share)
    };
    if nodes.is_empty() || !nodes.iter().enumerate().all(is_sound) {
        return Err(bad());
    }
    Ok(Tree { nodes: nodes.to_vec() })
}
