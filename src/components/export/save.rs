//! Asks the engine for a file and saves it.

use wiresift_engine::message::{Filter, PacketChoice, PacketExport, ReportOptions, ReportScope, TableSlot};

use super::choice::Choice;
use crate::browser;
use crate::client::{Client, RequestError};
use crate::format;

/// What came of it, in a sentence.
pub type Said = Result<String, String>;

/// What shall be saved.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The table.
    pub table: TableSlot,
    /// The incident, where it is about one only.
    pub incident: Option<u32>,
    /// As what.
    pub choice: Choice,
    /// About what.
    pub scope: ReportScope,
    /// What rows must be like.
    pub filter: Filter,
    /// Whether addresses and names are replaced.
    pub pseudonymise: bool,
}

/// Saves it.
///
/// # Errors
/// What went wrong, and what to do.
pub async fn save(client: Client, wish: Wish) -> Said {
    let Wish {
        table,
        incident,
        choice,
        filter,
        ..
    } = wish;
    match choice {
        Choice::Report(format) => {
            let options = ReportOptions {
                format,
                scope: wish.scope,
                incident,
                filter,
                pseudonymise: wish.pseudonymise,
                at: browser::now(),
            };
            let (name, bytes) = client.write_report(table, options).await.map_err(words)?;
            keep(&name, format.mime(), &bytes)
        }
        Choice::Table => {
            let (name, bytes) = client.report(table, filter).await.map_err(words)?;
            keep(&name, "text/csv;charset=utf-8", &bytes)
        }
        Choice::Packets => {
            let export = client.packets(table, PacketChoice { incident, filter }).await;
            let export = export.map_err(words)?;
            keep(&export.file_name, "application/vnd.tcpdump.pcap", &export.bytes)?;
            Ok(counted(&export))
        }
    }
}

fn keep(name: &str, mime: &str, bytes: &[u8]) -> Said {
    let name = format::stamped(name, browser::now());
    browser::save(&name, mime, bytes)?;
    Ok(format!("Saved {name}, {}.", format::bytes(bytes.len() as u64)))
}

/// "Saved 1,204 packets of 33 flows."
fn counted(export: &PacketExport) -> String {
    let packets = format::plural(export.n_packets, "packet", "packets");
    let flows = format::plural(export.n_flows, "flow", "flows");
    if export.n_left_out == 0 {
        return format!("Saved {packets} of {flows}.");
    }
    let more = format::plural(export.n_left_out, "more packet", "more packets");
    format!("Saved {packets} of {flows}. There was no room for {more}: the file would be too large for a tab.")
}

fn words(error: RequestError) -> String {
    match error {
        RequestError::Failed(report) => [Some(report.message), report.hint]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        error => error.message(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_counted_and_so_is_what_is_missing() {
        let mut export = PacketExport {
            file_name: "a.pcap".to_owned(),
            bytes: Vec::new(),
            n_packets: 1_204,
            n_flows: 1,
            n_left_out: 0,
        };
        assert_eq!(counted(&export), "Saved 1,204 packets of 1 flow.");
        export.n_left_out = 2;
        assert!(counted(&export).contains("no room for 2 more packets"));
    }
}
