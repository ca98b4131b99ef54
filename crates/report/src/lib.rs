//! What was found, as files that people and other programs read.
//!
//! In: [`Findings`], a plain value with no tie to the engine. Out: bytes, in one of these [`Format`]s:
//!
//! | format | after |
//! | --- | --- |
//! | HTML | own; one file without script, under a content policy of its own that lets nothing be loaded |
//! | JSON | own: [`Findings`] as they are |
//! | ECS | Elastic Common Schema 9.0, an object a line, event kind `alert` |
//! | OCSF | Open Cybersecurity Schema Framework 1.5.0, Detection Finding (class 2004), an object a line |
//! | STIX | OASIS STIX 2.1 (June 2021), a bundle |
//! | notice | Zeek's `notice.log` as Zeek 7 writes it (`scripts/base/frameworks/notice/main.zeek`), tab-separated |
//! | CSV | RFC 4180; incidents only; what a spreadsheet would run as a formula is defused |
//!
//! [`packets`] collects packets and writes them as pcap, or as pcapng where they are of several kinds of links.
//!
//! All text of [`Findings`] is taken for hostile: every format writes it as text, escaped as that format wants.

mod csv_file;
mod document;
mod ecs;
mod error;
mod format;
mod html;
mod model;
mod notice;
mod ocsf;
pub mod packets;
mod stix;
mod text;
mod time;
mod words;

pub use error::ReportError;
pub use format::Format;
pub use model::{
    Anomaly, Bin, Detector, End, Evidence, Family, Findings, Flow, Host, Incident, Made, Source, Technique, Threat,
    Training, Vote,
};
pub use text::defused;
pub use words::grouped;

impl Findings {
    /// The findings as a file.
    ///
    /// # Errors
    /// When a value cannot be written, which is a fault of ours.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, ReportError> {
        match format {
            Format::Html => html::write(self),
            Format::Json => Ok(serde_json::to_vec(self)?),
            Format::Ecs => ecs::write(self),
            Format::Ocsf => ocsf::write(self),
            Format::Stix => stix::write(self),
            Format::Notice => Ok(notice::write(self)),
            Format::Csv => csv_file::write(self),
        }
    }
}
