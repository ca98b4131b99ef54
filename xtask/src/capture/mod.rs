//! `cargo xtask capture`: a capture as large as is asked for, made of small ones.
//!
//! All Ethernet captures of a folder play at once, each squeezed into four minutes, then again five minutes later with
//! other addresses, until the file is large enough. Times rise through the file. Checksums are not mended, and addresses
//! inside tunnels stay: what is measured looks at neither.

mod address;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;
use wiresift_capture::{CaptureOptions, CaptureReader, LinkType};

use crate::{paths, process};

/// Nanoseconds in which one round plays.
const ROUND_NANOS: i64 = 240_000_000_000;
/// Nanoseconds from the start of a round to that of the next.
const ROUND_EVERY_NANOS: i64 = 300_000_000_000;
/// Nanoseconds from the start of one capture to that of the next, within a round.
const STAGGER_NANOS: i64 = 200_000_000;
/// 2026-01-01, so that the dates look like dates.
const FIRST_SECOND: i64 = 1_767_225_600;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The size to reach.
    #[arg(long)]
    bytes: u64,
    /// Where to write.
    #[arg(long)]
    output: PathBuf,
    /// The folder of captures; the evaluation data's by default.
    #[arg(long)]
    from: Option<PathBuf>,
}

/// A frame and when it plays in its round.
struct Frame {
    nanos: i64,
    original_len: u32,
    bytes: Vec<u8>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = match &args.from {
        Some(folder) => folder.clone(),
        None => paths::data()
            .context("no evaluation data: name a folder with --from")?
            .join("captures"),
    };
    let round = round(&folder)?;
    if round.is_empty() {
        bail!("{} holds no Ethernet capture", folder.display());
    }
    write(&round, args)
}

/// The frames of one round, in time order.
fn round(folder: &Path) -> Result<Vec<Frame>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut all = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let mut frames = frames(&std::fs::read(file)?);
        let times = || frames.iter().map(|frame| frame.nanos);
        let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
        let squeeze = last.saturating_sub(first).max(ROUND_NANOS);
        let start = i64::try_from(place)? * STAGGER_NANOS;
        for frame in &mut frames {
            let since = i128::from(frame.nanos.saturating_sub(first));
            frame.nanos = start + i64::try_from(since * i128::from(ROUND_NANOS) / i128::from(squeeze))?;
        }
        all.append(&mut frames);
    }
    all.sort_by_key(|frame| frame.nanos);
    Ok(all)
}

/// The Ethernet frames of a capture, as far as it can be read.
fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut keep = |packet: wiresift_capture::Packet<'_>| {
        if packet.link_type == LinkType::ETHERNET {
            frames.push(Frame {
                nanos: packet.timestamp.0,
                original_len: packet.original_len,
                bytes: packet.frame.to_vec(),
            });
        }
    };
    // What comes before a broken place is as good as any.
    drop(reader.push(bytes, &mut keep));
    reader.finish(&mut keep);
    frames
}

fn write(round: &[Frame], args: &Args) -> Result<()> {
    let file = File::create(&args.output).with_context(|| format!("cannot write {}", args.output.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    out.write_all(&header())?;
    let (mut n_bytes, mut n_packets) = (header().len() as u64, 0_u64);
    let mut frame = Vec::new();
    'rounds: for number in 0.. {
        for packet in round {
            if n_bytes >= args.bytes {
                break 'rounds;
            }
            frame.clear();
            frame.extend_from_slice(&packet.bytes);
            address::change(&mut frame, number);
            let nanos = packet.nanos + i64::from(number) * ROUND_EVERY_NANOS;
            out.write_all(&record(nanos, packet.original_len, frame.len())?)?;
            out.write_all(&frame)?;
            n_bytes += 16 + frame.len() as u64;
            n_packets += 1;
        }
    }
    out.flush()?;
    process::say(format!(
        "{}: {n_packets} packets, {n_bytes} bytes",
        args.output.display()
    ));
    Ok(())
}

/// Classic pcap with nanoseconds, Ethernet.
fn header() -> [u8; 24] {
    let mut header = [0; 24];
    header[..4].copy_from_slice(&0xa1b2_3c4d_u32.to_le_bytes());
    header[4..6].copy_from_slice(&2_u16.to_le_bytes());
    header[6..8].copy_from_slice(&4_u16.to_le_bytes());
    header[16..20].copy_from_slice(&0x0004_0000_u32.to_le_bytes());
    header[20..].copy_from_slice(&1_u32.to_le_bytes());
    header
}

fn record(nanos: i64, original_len: u32, captured_len: usize) -> Result<[u8; 16]> {
    let seconds = u32::try_from(FIRST_SECOND + nanos.div_euclid(1_000_000_000))?;
    let fraction = u32::try_from(nanos.rem_euclid(1_000_000_000))?;
    let mut record = [0; 16];
    for (place, value) in [seconds, fraction, u32::try_from(captured_len)?, original_len]
        .into_iter()
        .enumerate()
    {
        record[4 * place..4 * place + 4].copy_from_slice(&value.to_le_bytes());
    }
    Ok(record)
}
