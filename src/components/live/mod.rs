//! Parts of the live view.

mod alerts;
mod baseline;
mod connect;
mod controls;
mod detail;
mod notify;
mod rates;
mod traffic;

pub use alerts::Alerts;
pub use baseline::Baseline;
pub use connect::{Connect, Said};
pub use controls::Controls;
pub use notify::{Notifier, tell_of_alerts};
pub use traffic::Traffic;
