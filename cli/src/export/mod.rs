//! Tables as files: any [`wiresift_table::Table`], every column of it.

mod parquet;
mod text;

pub(crate) use parquet::parquet;
pub(crate) use text::{csv, json};

#[cfg(test)]
mod tests;
