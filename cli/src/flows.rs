//! `wiresift flows`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use wiresift_capture::{Packet, Timestamp};
use wiresift_flow::conn_log::{write_flow, write_footer, write_header};
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_table::Table;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions, TruthRules};

use crate::capture::{CaptureFile, warn};
use crate::export;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The captures, in the order of time; `-` reads standard input. A flow may begin in one and end in the next.
    #[arg(required = true)]
    captures: Vec<PathBuf>,
    /// The form to write.
    #[arg(long, value_enum, default_value_t = Form::ConnLog)]
    format: Form,
    /// The file to write; standard output when absent.
    #[arg(long)]
    output: Option<PathBuf>,
    /// A CSV file that says which flows are attacks, for a column `label`. Not with conn-log, which has none.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Most flows of a table; those that end later are left out and counted. conn-log has no limit.
    #[arg(long, default_value_t = FlowColumnsOptions::default().max_rows)]
    max_flows: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Zeek's conn.log, written as flows end.
    ConnLog,
    /// A line a flow, every feature a column.
    Csv,
    /// A JSON object a line, every feature a member.
    Json,
    /// A row a flow, every feature a column.
    Parquet,
}

/// Reads captures, writes flows.
pub(crate) fn flows(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.format == Form::ConnLog {
        anyhow::ensure!(arguments.labels.is_none(), "--labels: conn-log has no column for them");
        let mut out = output(arguments)?;
        conn_log(&arguments.captures, &mut out)?;
        return out.flush().context("cannot write the flows");
    }
    let rules = arguments.labels.as_deref().map(rules).transpose()?;
    let table = table(&arguments.captures, rules, arguments.max_flows)?;
    let mut out = output(arguments)?;
    match arguments.format {
        Form::Csv => export::csv(&table, &mut out).context("cannot write the flows")?,
        Form::Json => export::json(&table, &mut out).context("cannot write the flows")?,
        Form::Parquet | Form::ConnLog => export::parquet(&table, &mut out).context("cannot write the flows")?,
    }
    out.flush().context("cannot write the flows")
}

fn output(arguments: &Arguments) -> anyhow::Result<BufWriter<Box<dyn Write + Send>>> {
    let out: Box<dyn Write + Send> = match &arguments.output {
        Some(path) => {
            let is_read = arguments.captures.iter().any(|capture| is_same_file(capture, path));
            anyhow::ensure!(!is_read, "--output: {} is one of the captures", path.display());
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            Box::new(file)
        }
        None => Box::new(io::stdout()),
    };
    Ok(BufWriter::with_capacity(1 << 16, out))
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    let known = |path: &Path| path.canonicalize().ok();
    known(a).is_some_and(|a| known(b) == Some(a))
}

/// Writes while reading: what is held are the flows that are open. The times of the log are those of the capture, so
/// that the same capture gives the same log.
fn conn_log(captures: &[PathBuf], out: &mut impl Write) -> anyhow::Result<()> {
    let (mut n_arp, mut has_header) = (0_u64, false);
    let times = each_flow(captures, |flow, first| {
        if !has_header {
            write_header(out, &log_time(first))?;
            has_header = true;
        }
        n_arp += u64::from(!write_flow(out, &flow)?);
        Ok(())
    })?;
    if !has_header {
        write_header(out, &log_time(times.first))?;
    }
    if n_arp > 0 {
        warn(&format!("{n_arp} flows of ARP are no connections and were left out"));
    }
    write_footer(out, &log_time(times.last)).context("cannot write the flows")
}

/// The flows of captures as a table.
pub(crate) fn table(captures: &[PathBuf], rules: Option<TruthRules>, max_rows: usize) -> anyhow::Result<Table> {
    let mut columns = FlowColumns::new(FlowColumnsOptions { max_rows });
    let times = each_flow(captures, |flow, _| {
        columns.push(&flow);
        Ok(())
    })?;
    if let Some(rules) = rules {
        columns.set_truth(rules, times.first);
    }
    let (table, _) = columns.finish(String::new());
    for warning in &table.report.warnings {
        warn(&warning.to_string());
    }
    Ok(table)
}

pub(crate) fn rules(path: &Path) -> anyhow::Result<TruthRules> {
    let place = || path.display().to_string();
    TruthRules::parse(&std::fs::read(path).with_context(place)?).with_context(place)
}

/// First and last time of the captures.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    first: Timestamp,
    last: Timestamp,
}

/// Hands every flow to `sink`, with the time of the first packet read, until that fails.
fn each_flow(captures: &[PathBuf], sink: impl FnMut(Flow, Timestamp) -> io::Result<()>) -> anyhow::Result<Times> {
    let mut reading = Reading {
        table: FlowTable::new(FlowOptions::default()),
        times: None,
        sink,
        written: Ok(()),
    };
    for path in captures {
        let mut file = CaptureFile::open(path)?;
        while reading.written.is_ok() && file.advance(&mut |packet| reading.take(&packet))? {}
        if reading.written.is_err() {
            break;
        }
        file.finish(&mut |packet| reading.take(&packet))?;
    }
    reading.finish()
}

struct Reading<S> {
    table: FlowTable,
    times: Option<Times>,
    sink: S,
    written: io::Result<()>,
}

impl<S: FnMut(Flow, Timestamp) -> io::Result<()>> Reading<S> {
    fn take(&mut self, packet: &Packet<'_>) {
        let time = packet.timestamp;
        let times = self.times.get_or_insert(Times {
            first: time,
            last: time,
        });
        times.last = times.last.max(time);
        let first = times.first;
        self.table.push(packet, &mut |flow| {
            if self.written.is_ok() {
                self.written = (self.sink)(flow, first);
            }
        });
    }

    fn finish(mut self) -> anyhow::Result<Times> {
        let times = self.times.unwrap_or_default();
        self.table.finish(&mut |flow| {
            if self.written.is_ok() {
                self.written = (self.sink)(flow, times.first);
            }
        });
        self.written.context("cannot write the flows")?;
        let n_evicted = self.table.report().n_evicted;
        if n_evicted > 0 {
            warn(&format!("{n_evicted} flows ended early because too many were open"));
        }
        Ok(times)
    }
}

/// As Zeek writes when a log was opened.
fn log_time(time: Timestamp) -> String {
    let known = jiff::Timestamp::from_nanosecond(time.nanos().into());
    known.unwrap_or_default().strftime("%Y-%m-%d-%H-%M-%S").to_string()
}
