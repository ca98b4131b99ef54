//! The project's captures, where they are: `$WIRESIFT_DATA/captures`, or `../shared/data/captures` beside the workspace.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "helpers of tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]

use std::path::{Path, PathBuf};

use wiresift_capture::{CaptureOptions, CaptureReader, CaptureReport};
use wiresift_flow::{Flow, FlowOptions, FlowReport, FlowTable};

pub(crate) struct Capture {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) link_type: String,
    pub(crate) n_packets: u64,
    pub(crate) n_fragments: u64,
}

/// The captures of the manifest; its first columns have no quotes. None where the folder is not there.
pub(crate) fn captures() -> Vec<Capture> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA")
        .map_or(shared, PathBuf::from)
        .join("captures");
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.csv")) else {
        println!("skipped: no captures at {} (set WIRESIFT_DATA)", folder.display());
        return Vec::new();
    };
    let rows = manifest.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.map(|row| Capture {
        path: folder.join(row[0]),
        name: row[0].to_owned(),
        link_type: row[5].to_owned(),
        n_packets: row[7].parse().unwrap(),
        n_fragments: row[10].parse().unwrap(),
    })
    .collect()
}

/// All flows of a capture, pushed in pieces.
pub(crate) fn read(bytes: &[u8], options: FlowOptions) -> (Vec<Flow>, FlowReport, CaptureReport) {
    let mut flows = Vec::new();
    let mut table = FlowTable::new(options);
    let mut reader = CaptureReader::new(CaptureOptions::default());
    for chunk in bytes.chunks(60_001) {
        if reader
            .push(chunk, &mut |packet| table.push(&packet, &mut |flow| flows.push(flow)))
            .is_err()
        {
            break;
        }
    }
    let report = reader.finish(&mut |packet| table.push(&packet, &mut |flow| flows.push(flow)));
    table.finish(&mut |flow| flows.push(flow));
    (flows, table.report(), report)
}
