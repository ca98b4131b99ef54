//! Names that are a protocol, alone in a filter: `tcp`, `dns`.

use wiresift_capture::Protocol as IpProtocol;
use wiresift_flow::hint::Service;

use super::alias::{PROTOCOL, SERVICE};
use super::{Fields, Source};

/// A protocol or application, where a row has one.
pub(crate) struct Protocol<'a> {
    /// The columns that name protocols and applications.
    pub(crate) sources: Vec<Source<'a>>,
    /// What it is called there, in lower case.
    pub(crate) names: Vec<String>,
}

impl Fields<'_> {
    /// Known ones, and whatever the table's columns of protocols and applications name.
    pub(super) fn protocol(&self, name: &str) -> Option<Protocol<'_>> {
        let columns = [PROTOCOL, SERVICE].into_iter().filter_map(|names| self.find(names));
        let columns: Vec<usize> = columns.collect();
        let sources: Vec<Source<'_>> = columns.iter().filter_map(|&column| self.source(column)).collect();
        let name = name.to_ascii_lowercase();
        let number = number(&name);
        let is_name = |known: &String| known.eq_ignore_ascii_case(&name);
        let is_here = |source: &Source<'_>| match source {
            Source::Names(category, _) => category.names.iter().any(is_name),
            _ => false,
        };
        if columns.is_empty() || !(is_known(&name) || sources.iter().any(is_here)) {
            return None;
        }
        let other = match name.as_str() {
            // Zeek says ssl, Suricata and Wireshark say tls.
            "tls" => Some("ssl".to_owned()),
            "ssl" => Some("tls".to_owned()),
            _ => number.map(|number| number.to_string()),
        };
        let names = other.into_iter().chain([name]).collect();
        Some(Protocol { sources, names })
    }

    /// The protocols and applications that the table's columns name.
    pub(crate) fn protocols(&self) -> impl Iterator<Item = &str> {
        let columns = [PROTOCOL, SERVICE].into_iter().filter_map(|names| self.find(names));
        let sources = columns.filter_map(|column| self.source(column));
        let names = sources.filter_map(|source| match source {
            Source::Names(category, _) => Some(category.names.iter().map(String::as_str)),
            _ => None,
        });
        names.flatten()
    }
}

/// Whether it is a protocol or application, whatever the table; in lower case.
pub(super) fn is_known(name: &str) -> bool {
    let is_service = || Service::ALL.iter().any(|service| service.name() == name);
    number(name).is_some() || matches!(name, "arp" | "ssl" | "tls") || is_service()
}

/// The number of a protocol of IP.
pub(crate) fn number(name: &str) -> Option<u8> {
    (0..=u8::MAX).find(|&number| IpProtocol(number).name() == Some(name))
}
