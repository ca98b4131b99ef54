//! Hand-made frames, one way to build each header.

mod any;
mod build;
mod headers;
mod links;
mod tunnels;
