//! Hand-made packets, and what becomes of them.

mod build;
mod conn_log;
mod direction;
mod ends;
mod live;
mod numbers;
mod states;
