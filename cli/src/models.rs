//! Trained models: those that ship with the program, and files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use wiresift_classify::AttackModel;
use wiresift_network::container::MAX_FILE_BYTES;
use wiresift_table::{Schema, Table};

/// All features of KDD'99.
const ALL_FEATURES: &[u8] = include_bytes!("../../models/kdd-family-41.safetensors");
/// Those that packets alone give.
const PACKETS: &[u8] = include_bytes!("../../models/kdd-family-packets.safetensors");

/// Reads a model file.
pub(crate) fn read(path: &Path) -> anyhow::Result<AttackModel> {
    let place = || path.display().to_string();
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(place)?;
    // One byte more than is allowed is enough to be refused.
    file.take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(place)?;
    AttackModel::from_bytes(&bytes).with_context(place)
}

/// The model of a file, or else the shipped one that fits the table.
pub(crate) fn for_table(path: Option<&Path>, table: &Table) -> anyhow::Result<AttackModel> {
    let bytes = match (path, table.schema) {
        (Some(path), _) => return read(path),
        (None, Schema::Kdd99 | Schema::NslKdd) => ALL_FEATURES,
        (None, Schema::Flows | Schema::ZeekConn) => PACKETS,
        (None, schema) => anyhow::bail!(
            "no shipped model knows the columns of a {}; train one on a labelled table (wiresift train) and give it with --model",
            schema.name()
        ),
    };
    AttackModel::from_bytes(bytes).context("a shipped model is damaged")
}

/// The models that ship.
pub(crate) fn shipped() -> impl Iterator<Item = anyhow::Result<AttackModel>> {
    let read = |bytes| AttackModel::from_bytes(bytes).context("a shipped model is damaged");
    [ALL_FEATURES, PACKETS].into_iter().map(read)
}
