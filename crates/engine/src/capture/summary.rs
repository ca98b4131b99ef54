//! A capture in numbers, and in words what was not used of it.

use wiresift_capture::{CaptureReport, Reason, Timestamp, UndecodedCount};
use wiresift_flow::FlowReport;

use super::Flows;
use crate::errors::sentence;
use crate::message::{CaptureSummary, ErrorReport, SkippedPackets};

/// Lines of each list of the summary.
const N_NAMED: usize = 10;

/// Everything that is counted of a capture.
pub(super) fn summary(report: &CaptureReport, table: &FlowReport, flows: &Flows) -> CaptureSummary {
    let seconds = |time: Timestamp| time.nanos() as f64 / 1e9;
    let mut link_types: Vec<_> = report.link_types.iter().collect();
    wiresift_order::sort_by_key(&mut link_types, |count| std::cmp::Reverse(count.n_packets));
    CaptureSummary {
        format: format(report),
        n_packets: report.n_packets,
        n_bytes: report.original_bytes,
        captured_bytes: report.captured_bytes,
        n_flows: table.n_flows,
        n_flows_not_kept: flows.columns.n_left_out(),
        n_evicted: table.n_evicted,
        first: report.first.map(seconds),
        last: report.last.map(seconds),
        link_types: link_types
            .into_iter()
            .map(|count| (count.link_type.to_string(), count.n_packets))
            .collect(),
        protocols: flows.protocols.top(N_NAMED),
        services: flows.services.top(N_NAMED),
        talkers: flows.talkers.top(N_NAMED),
        n_addresses: flows.talkers.n_addresses(),
        addresses_capped: flows.talkers.is_capped(),
        skipped: skipped(report, table),
    }
}

fn format(report: &CaptureReport) -> String {
    let format = report.format.map_or("capture", wiresift_capture::Format::name);
    if report.is_gzip {
        format!("{format}, gzip")
    } else {
        format.to_owned()
    }
}

/// Packets that joined no flow and records that were no packets, most first.
fn skipped(report: &CaptureReport, table: &FlowReport) -> Vec<SkippedPackets> {
    let mut n_arp_flows = table.n_arp_packets;
    let undecoded = report.undecoded.iter().map(|count| {
        // ARP is no IP, but makes flows of its own.
        let n_used = match count.reason {
            Reason::Arp => n_arp_flows.min(count.n_packets),
            _ => 0,
        };
        n_arp_flows -= n_used;
        SkippedPackets {
            reason: reason(count),
            n_packets: count.n_packets - n_used,
        }
    });
    let records = report.skipped.iter().map(|count| SkippedPackets {
        reason: format!("Record: {}", count.reason),
        n_packets: count.n_records,
    });
    let mut skipped: Vec<_> = undecoded.chain(records).filter(|skip| skip.n_packets > 0).collect();
    wiresift_order::sort_by_key(&mut skipped, |skip| std::cmp::Reverse(skip.n_packets));
    skipped
}

fn reason(count: &UndecodedCount) -> String {
    format!("{}: {}", count.layer, count.reason)
}

/// What the analyst should know before trusting the numbers.
pub(super) fn warnings(report: &CaptureReport, table: &FlowReport, flows: &Flows) -> Vec<String> {
    let mut warnings = cuts(report);
    if table.n_evicted > 0 {
        warnings.push(format!(
            "{} flows were ended early, because too many were open at once.",
            table.n_evicted
        ));
    }
    if flows.talkers.is_capped() {
        warnings.push("There are more addresses than are counted: the smallest ones were forgotten.".to_owned());
    }
    if table.n_stray_fragments > 0 {
        warnings.push(format!(
            "{} IP fragments came without their first part: they make flows without ports.",
            table.n_stray_fragments
        ));
    }
    warnings.extend(report.issues.iter().map(|count| {
        let noun = if count.n_packets == 1 {
            "packet was"
        } else {
            "packets were"
        };
        format!("{} {noun} read in part ({}).", count.n_packets, reason(count))
    }));
    warnings.extend(flows.extras.warnings());
    warnings
}

/// Where the file ends or breaks before it should.
fn cuts(report: &CaptureReport) -> Vec<String> {
    let n_packets = report.n_packets;
    let mut warnings = Vec::new();
    if let Some(error) = &report.error {
        warnings.push(format!(
            "{} What comes before was read: {n_packets} packets.",
            sentence(&error.to_string())
        ));
    }
    if report.is_gzip_cut {
        warnings.push(format!(
            "The compressed data ends too early, after {} bytes: {n_packets} packets were read.",
            report.n_file_bytes
        ));
    }
    if report.cut_tail_bytes > 0 {
        warnings.push(format!(
            "The file ends within a record that begins at byte {}, after packet {n_packets}; its last {} bytes were not used.",
            report.n_bytes.saturating_sub(report.cut_tail_bytes),
            report.cut_tail_bytes
        ));
    }
    if report.has_bytes_after_gzip {
        warnings.push("Bytes that follow the compressed data were not used.".to_owned());
    }
    warnings
}

/// Why there is nothing to show.
pub(super) fn without_flows(report: &CaptureReport, table: &FlowReport) -> ErrorReport {
    if let (0, Some(error)) = (report.n_packets, &report.error) {
        return error.clone().into();
    }
    let what = match report.n_packets {
        0 => "The capture holds no packets".to_owned(),
        1 => "The capture holds one packet, without IP or ARP".to_owned(),
        n => format!("The capture holds {n} packets, none of them IP or ARP"),
    };
    let reasons: Vec<String> = skipped(report, table)
        .iter()
        .map(|skip| format!("{} ({})", skip.reason, skip.n_packets))
        .collect();
    let message = if reasons.is_empty() {
        format!("{what}.")
    } else {
        format!("{what}. {}.", reasons.join("; "))
    };
    ErrorReport::file(message, "Choose a capture with IPv4, IPv6 or ARP traffic.")
}
