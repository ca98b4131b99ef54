//! What was trained: a list, and two of it side by side.

mod actions;
mod compare;
mod contrast;
mod table;

pub use compare::CompareVersions;
pub use table::VersionTable;
