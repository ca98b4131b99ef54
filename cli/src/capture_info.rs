//! `wiresift capture-info`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use wiresift_capture::{CaptureReport, Format, Reason, Timestamp};
use wiresift_flow::{FlowOptions, FlowReport, FlowTable};

use crate::capture::CaptureFile;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The capture: pcap or pcapng, plain or gzip; `-` reads standard input.
    capture: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What is printed. `decoded` and all of `skipped` make `packets`.
#[derive(Debug, Serialize)]
struct Info {
    format: Option<&'static str>,
    gzip: bool,
    /// Of the file as it is.
    file_bytes: u64,
    packets: u64,
    /// Of the frames on the wire: what capinfos calls the data size.
    bytes: u64,
    /// Of the frames as far as they are in the file.
    captured_bytes: u64,
    /// Packets of which not every byte was captured.
    cut_packets: u64,
    first: Option<String>,
    last: Option<String>,
    /// Seconds from the first to the last packet.
    duration: Option<f64>,
    link_types: Vec<String>,
    /// Packets that joined a flow: IP and ARP.
    decoded: u64,
    /// Packets that did not, and records that gave no packet, by reason.
    skipped: BTreeMap<String, u64>,
    /// Packets that joined a flow though a part of them could not be read, by reason.
    issues: BTreeMap<String, u64>,
    flows: u64,
    /// Blocks of a pcapng that are neither sections, interfaces nor packets.
    blocks: BTreeMap<String, u64>,
    /// Packets with a comment.
    comments: u64,
    /// Bytes of a record that the end of the file cut off.
    cut_tail_bytes: u64,
    gzip_cut: bool,
    /// What stopped the reading before the end.
    error: Option<String>,
}

/// Reads and prints.
pub(crate) fn capture_info(arguments: &Arguments) -> anyhow::Result<()> {
    let mut table = FlowTable::new(FlowOptions {
        inspect_payload: false,
        max_traced: 0,
        ..FlowOptions::default()
    });
    let mut n_unread_arp = 0;
    let mut sink = |packet: wiresift_capture::Packet<'_>| {
        let is_arp = packet
            .ip
            .as_ref()
            .is_err_and(|undecoded| undecoded.reason == Reason::Arp);
        n_unread_arp += u64::from(is_arp && packet.arp().is_none());
        table.push(&packet, &mut drop);
    };
    let mut file = CaptureFile::open(&arguments.capture)?;
    while file.advance(&mut sink)? {}
    let report = file.finish(&mut sink)?;
    let info = Info::new(&report, &table.report(), n_unread_arp);
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer(&mut out, &info).context("cannot write to standard output")?;
        writeln!(out)?;
    } else {
        info.print(&mut out)?;
    }
    Ok(())
}

impl Info {
    fn new(report: &CaptureReport, flows: &FlowReport, n_unread_arp: u64) -> Self {
        let decimals = match report.format {
            Some(Format::Pcap | Format::PcapModified) => 6,
            _ => 9,
        };
        let time = |time: Timestamp| rfc3339(time, decimals);
        let duration = report.first.zip(report.last).map(|(first, last)| last.since(first));
        let n_records: u64 = report.skipped.iter().map(|count| count.n_records).sum();
        let issues = report.issues.iter();
        Self {
            format: report.format.map(Format::name),
            gzip: report.is_gzip,
            file_bytes: report.n_file_bytes,
            packets: report.n_packets + n_records,
            bytes: report.original_bytes,
            captured_bytes: report.captured_bytes,
            cut_packets: report.n_cut_packets,
            first: report.first.map(time),
            last: report.last.map(time),
            duration: duration.map(|nanos| nanos as f64 / 1e9),
            link_types: report
                .link_types
                .iter()
                .map(|count| count.link_type.to_string())
                .collect(),
            decoded: flows.n_packets,
            skipped: skipped(report, n_unread_arp),
            issues: issues
                .map(|count| (format!("{}: {}", count.layer, count.reason), count.n_packets))
                .collect(),
            flows: flows.n_flows,
            blocks: report
                .blocks
                .iter()
                .map(|count| (count.kind.to_string(), count.n_blocks))
                .collect(),
            comments: report.n_comments,
            cut_tail_bytes: report.cut_tail_bytes,
            gzip_cut: report.is_gzip_cut,
            error: report.error.as_ref().map(ToString::to_string),
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let gzip = if self.gzip { ", gzip" } else { "" };
        writeln!(out, "format      {}{gzip}", self.format.unwrap_or("unknown"))?;
        writeln!(out, "packets     {}, of which {} cut", self.packets, self.cut_packets)?;
        writeln!(
            out,
            "bytes       {} on the wire, {} captured",
            self.bytes, self.captured_bytes
        )?;
        if let (Some(first), Some(last), Some(duration)) = (&self.first, &self.last, self.duration) {
            writeln!(
                out,
                "first       {first}\nlast        {last}\nduration    {duration:.6} s"
            )?;
        }
        writeln!(out, "link types  {}", self.link_types.join(", "))?;
        writeln!(out, "flows       {} of {} packets", self.flows, self.decoded)?;
        for (title, counts) in [
            ("skipped", &self.skipped),
            ("issues", &self.issues),
            ("blocks", &self.blocks),
        ] {
            for (place, (name, n)) in counts.iter().enumerate() {
                let title = if place == 0 { title } else { "" };
                writeln!(out, "{title:<11} {n} {name}")?;
            }
        }
        if self.comments > 0 {
            writeln!(out, "comments    {}", self.comments)?;
        }
        if self.cut_tail_bytes > 0 {
            writeln!(out, "cut tail    {} bytes", self.cut_tail_bytes)?;
        }
        self.error
            .iter()
            .try_for_each(|error| writeln!(out, "error       {error}"))
    }
}

/// ARP is no IP to the capture, but makes flows; what of it does not has no reason of its own there.
fn skipped(report: &CaptureReport, n_unread_arp: u64) -> BTreeMap<String, u64> {
    let no_ip = report.undecoded.iter().filter(|count| count.reason != Reason::Arp);
    let no_ip = no_ip.map(|count| (format!("{}: {}", count.layer, count.reason), count.n_packets));
    let arp = (n_unread_arp > 0).then(|| ("ARP: is cut or not about IPv4".to_owned(), n_unread_arp));
    let records = report.skipped.iter();
    let records = records.map(|count| (format!("record: {}", count.reason), count.n_records));
    no_ip.chain(arp).chain(records).collect()
}

/// In UTC.
fn rfc3339(time: Timestamp, decimals: usize) -> String {
    let nanos = time.nanos();
    match jiff::Timestamp::from_nanosecond(nanos.into()) {
        Ok(time) => format!("{time:.decimals$}"),
        Err(_) => nanos.to_string(),
    }
}
