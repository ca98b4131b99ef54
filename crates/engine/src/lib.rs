//! The analyst's session: commands in, events out, on any platform.
//!
//! A shell (web worker, command line) reads bytes into an [`Opening`], gives the [`Session`] what comes out, and runs the
//! tasks of a [`Run`] wherever it likes. The engine itself starts no thread, opens no file and knows no browser.

pub mod live;
pub mod message;

#[cfg(feature = "neural")]
pub mod neural;
mod opening;
mod run;
pub mod schedule;
mod session;
pub mod work;

pub mod analysis;
mod answer;
mod balance;
mod capture;
pub mod case;
mod conclude;
mod detail;
mod distribution;
mod explanation;
pub mod family;
mod feedback;
mod filter;
mod findings;
mod fitting;
mod flow_detail;
mod importance;
mod incident;
mod loaded;
mod overview;
mod packets;
mod report;
mod rows;
mod situation;
mod summary;
mod timeline;
mod version;

mod bins;
mod errors;
mod ranking;

pub use answer::Answered;
pub use feedback::Questions;
pub use opening::{Opened, Opening};
pub use packets::{PacketSearch, gone as capture_gone};
pub use run::Run;
pub use session::Session;
pub use version::{Goal, Pursuit, VersionFile};
pub use wiresift_report::{defused, grouped};
