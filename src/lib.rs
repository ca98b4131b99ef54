//! The page: Leptos components and charts over the engine's messages. There is no analysis in here, and no data beyond what is on
//! screen: the engine runs in a web worker, and [`client`] is the page's side of it.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its props")]
#![expect(
    unreachable_pub,
    reason = "Leptos' component macro makes items public in private modules"
)]

pub mod actions;
pub mod analyst;
mod app;
pub mod browser;
pub mod case;
pub mod charts;
pub mod client;
pub mod components;
pub mod format;
pub mod live;
pub mod offline;
pub mod pages;
pub mod privacy;
pub mod queue;
pub mod state;
pub mod theme;

pub use app::App;
