//! `wiresift report`.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::{Args, ValueEnum};
use wiresift_engine::Session;
use wiresift_engine::case::pseudonym::KEY_BYTES;
use wiresift_engine::message::{
    Filter, IncidentAction, PacketChoice, ReportFormat, ReportOptions, ReportScope, TableSlot,
};

use crate::incidents::fit;
use crate::load::{eprint, explained, load};

const SLOT: TableSlot = TableSlot::Training;
/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A capture (pcap, pcapng) or a table of flows, plain or gzip. `-` reads standard input.
    file: PathBuf,
    /// The kind of file to write.
    #[arg(long, value_enum)]
    format: Format,
    /// Where to write it; standard output when absent.
    #[arg(long)]
    output: Option<PathBuf>,
    /// What to write about.
    #[arg(long, value_enum, default_value_t = Scope::All)]
    scope: Scope,
    /// Write about this incident only, by the number that a report gives it.
    #[arg(long, value_name = "N")]
    incident: Option<u32>,
    /// Write only about rows that pass this filter.
    #[arg(long, default_value = "")]
    filter: String,
    /// Hide the rows that pass this filter from the incidents; may be given more than once.
    #[arg(long, value_name = "FILTER")]
    mute: Vec<String>,
    /// Replace addresses and host names, under a key that nobody keeps.
    #[arg(long)]
    pseudonymise: bool,
    /// Replace addresses and host names under the key in this file: 64 hexadecimal digits. The same key gives the same names.
    #[arg(long, value_name = "FILE")]
    pseudonymise_key: Option<PathBuf>,
    /// The same file and seed give the same result.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page to read and to print.
    Html,
    /// Everything, as one object.
    Json,
    /// JSON lines in the names of the Elastic Common Schema.
    Ecs,
    /// JSON lines in the names of OCSF: Detection Findings.
    Ocsf,
    /// A STIX 2.1 bundle.
    Stix,
    /// Zeek's notice.log.
    Notice,
    /// Incidents as a table.
    Csv,
    /// The packets of the anomalies, or of an incident.
    Pcap,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scope {
    /// Incidents and anomalies.
    All,
    /// Incidents.
    Incidents,
    /// Anomalies.
    Anomalies,
}

/// Reads, fits with the default settings, writes what was found.
pub(crate) fn report(arguments: &Arguments) -> anyhow::Result<()> {
    let pseudonymise = arguments.pseudonymise || arguments.pseudonymise_key.is_some();
    let format = arguments.format.of_report();
    if format.is_none() {
        anyhow::ensure!(
            !pseudonymise,
            "packets cannot be pseudonymised: choose another format, or leave that out"
        );
        anyhow::ensure!(
            arguments.file != Path::new("-"),
            "packets are read a second time, which standard input cannot be: name a file"
        );
    }
    let key = key(arguments.pseudonymise_key.as_deref())?;
    let mut session = Session::default();
    load(&mut session, SLOT, &arguments.file, None)?;
    if let Err(error) = fit(&mut session, arguments.seed) {
        eprint(&format!("Without anomalies: {error:#}\n"));
    }
    for filter in &arguments.mute {
        let mute = IncidentAction::Mute {
            name: filter.clone(),
            expression: filter.clone(),
            at: 0.0,
        };
        let muted = session.incidents(SLOT, mute).map_err(explained);
        muted.with_context(|| format!("--mute {filter:?}"))?;
    }
    let filter = Filter {
        time: None,
        expression: arguments.filter.clone(),
    };
    let bytes = match format {
        Some(format) => {
            let options = ReportOptions {
                format,
                scope: arguments.scope.of_report(),
                incident: arguments.incident,
                filter,
                pseudonymise,
                at: now(),
            };
            session.write_report(SLOT, &options, &key).map_err(explained)?.1
        }
        None => packets(&session, arguments, filter)?,
    };
    write(arguments.output.as_deref(), &bytes)
}

impl Format {
    /// `None` for packets.
    fn of_report(self) -> Option<ReportFormat> {
        match self {
            Self::Html => Some(ReportFormat::Html),
            Self::Json => Some(ReportFormat::Json),
            Self::Ecs => Some(ReportFormat::Ecs),
            Self::Ocsf => Some(ReportFormat::Ocsf),
            Self::Stix => Some(ReportFormat::Stix),
            Self::Notice => Some(ReportFormat::Notice),
            Self::Csv => Some(ReportFormat::Csv),
            Self::Pcap => None,
        }
    }
}

impl Scope {
    fn of_report(self) -> ReportScope {
        match self {
            Self::All => ReportScope::All,
            Self::Incidents => ReportScope::Incidents,
            Self::Anomalies => ReportScope::Anomalies,
        }
    }
}

/// The key in a file, or one that is drawn and forgotten.
fn key(path: Option<&Path>) -> anyhow::Result<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    let Some(path) = path else {
        getrandom::fill(&mut key).context("no random key can be had")?;
        return Ok(key);
    };
    let place = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(place)?;
    let digits = text.trim();
    let is_key = digits.len() == KEY_BYTES * 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    anyhow::ensure!(is_key, "{}: a key is {} hexadecimal digits", place(), KEY_BYTES * 2);
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        let pair = digits.get(at..at + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).with_context(place)?;
    }
    Ok(key)
}

/// Reads the capture again for the packets of the chosen flows; how many they are is said on standard error.
fn packets(session: &Session, arguments: &Arguments, filter: Filter) -> anyhow::Result<Vec<u8>> {
    let path = &arguments.file;
    let place = || path.display().to_string();
    let choice = PacketChoice {
        incident: arguments.incident,
        filter,
    };
    let mut file = File::open(path).with_context(place)?;
    let size = file.metadata().with_context(place)?.len();
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut search = session
        .search_packets(SLOT, &choice, (&name, size))
        .map_err(explained)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    while !search.is_done() {
        match file.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error).with_context(place),
            Ok(0) => break,
            Ok(n_bytes) => search.push(chunk.get(..n_bytes).unwrap_or_default()),
        }
    }
    let found = search.finish().map_err(explained)?;
    eprint(&format!("{} packets of {} flows\n", found.n_packets, found.n_flows));
    if found.n_left_out > 0 {
        eprint(&format!("{} packets more had no room\n", found.n_left_out));
    }
    Ok(found.bytes)
}

fn write(output: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    match output {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display())),
        None => io::stdout()
            .lock()
            .write_all(bytes)
            .context("cannot write to standard output"),
    }
}

/// Since the Unix epoch.
fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}
