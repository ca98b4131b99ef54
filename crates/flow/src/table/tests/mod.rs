//! Hand-made packets, and what becomes of them.

mod build;
mod direction;
mod ends;
mod numbers;
mod states;
