//! The packets behind flows: the capture is read a second time, and the packets of the chosen flows are kept.
//!
//! Which flow a packet belongs to is not guessed from addresses and times, but found as the first time: flows are numbered in the
//! order of their first packets, a row's `uid` holds that number, and the same file gives the same flows. So fragments, flows that
//! reuse the ports of earlier ones, and tunnels come out right.

use std::collections::BTreeSet;

use wiresift_report::packets::Packets;

use crate::capture::{CaptureOpening, Search};
use crate::findings::no_incident;
use crate::message::{ErrorReport, PacketChoice, PacketExport, TableSlot};
use crate::report::file_stem;
use crate::session::Session;

/// Bytes of packets that are kept: they are in the tab's memory until the file is saved.
const MAX_BYTES: usize = 256 << 20;

/// Packets being looked for.
pub struct PacketSearch {
    opening: CaptureOpening,
    n_flows: u64,
    stem: String,
}

impl Session {
    /// Begins to look for the packets of flows in the file of `name` and `size_bytes`, which must be the one that was read.
    ///
    /// # Errors
    /// For a table that is no capture, another file, an incident that there is not, or where there is no flow to look for.
    pub fn search_packets(
        &self,
        slot: TableSlot,
        choice: &PacketChoice,
        (name, size_bytes): (&str, u64),
    ) -> Result<PacketSearch, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let uid = loaded.table().column_index("uid");
        let (Some(_), Some(uid)) = (&loaded.opened.captured, uid) else {
            return Err(ErrorReport::setting(
                "Packets are in captures, and this is a table.".to_owned(),
                Some("Choose another format."),
            ));
        };
        if loaded.table().name != name || loaded.opened.size_bytes != size_bytes {
            return Err(gone());
        }
        let rows = match choice.incident {
            Some(number) => loaded.incident_rows(number).collect(),
            None => self.anomalous_rows(slot, &choice.filter)?,
        };
        let uids = rows
            .iter()
            .map(|&row| loaded.table().cell(row as usize, uid).to_string());
        let mut wanted = BTreeSet::<u64>::new();
        wanted.extend(uids.filter_map(|uid| uid.strip_prefix('C')?.parse::<u64>().ok()));
        if wanted.is_empty() {
            return Err(choice.incident.map_or_else(none, no_incident));
        }
        let part = choice
            .incident
            .map_or_else(|| "anomalies".to_owned(), |number| format!("incident-{number}"));
        Ok(PacketSearch {
            n_flows: wanted.len() as u64,
            opening: CaptureOpening::searching(Search {
                wanted,
                found: Packets::new(MAX_BYTES),
            }),
            stem: format!("{}-{part}", file_stem(name)),
        })
    }
}

impl PacketSearch {
    /// Takes the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.opening.push(bytes);
    }

    /// Whether the rest of the file cannot be read, as it could not the first time.
    pub fn is_done(&self) -> bool {
        self.opening.is_broken()
    }

    /// Takes the end of the file.
    ///
    /// # Errors
    /// Where not one packet was found, so that the file cannot be the one that was read.
    pub fn finish(self) -> Result<PacketExport, ErrorReport> {
        let file = self.opening.found().map(|search| search.found.finish());
        let file = file.filter(|file| file.n_packets + file.n_left_out > 0);
        let file = file.ok_or_else(gone)?;
        Ok(PacketExport {
            file_name: format!("{}.{}", self.stem, file.extension),
            bytes: file.bytes,
            n_packets: file.n_packets,
            n_flows: self.n_flows,
            n_left_out: file.n_left_out,
        })
    }
}

fn none() -> ErrorReport {
    let hint = Some("Find anomalies first, or choose another filter.");
    ErrorReport::setting("No flow is chosen, so there are no packets to save.".to_owned(), hint)
}

/// What to say where the capture is not at hand.
pub fn gone() -> ErrorReport {
    let hint = "Packets are not kept with a case: open the capture itself again, then save its packets.";
    ErrorReport::environment("The capture's file is no longer at hand.".to_owned(), hint)
}
