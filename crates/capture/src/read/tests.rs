//! Files made here, read back in all kinds of pieces.

mod build;
mod files;
mod pieces;
