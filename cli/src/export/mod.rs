//! Tables as files.

mod parquet;
mod text;

pub(crate) use parquet::parquet;
pub(crate) use text::{csv, json};
