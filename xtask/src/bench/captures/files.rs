//! The captures that are read.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bench::folder;
use crate::process::{Run, command};

const FILE_HEADER_BYTES: usize = 24;
const RECORD_HEADER_BYTES: usize = 16;

/// Captures of different sizes.
pub(super) struct Files {
    /// What is measured.
    pub(super) whole: PathBuf,
    /// Twice as large, with twice the flows.
    pub(super) double: PathBuf,
    /// Twice as large, with the same flows: every packet comes twice.
    pub(super) repeated: PathBuf,
    /// A fifth: Wiregasm keeps the file and every packet in the tab's memory.
    pub(super) fifth: PathBuf,
}

impl Files {
    /// Makes what is not there yet. `n_bytes` is the size of the whole.
    pub(super) fn make(n_bytes: u64) -> Result<Self> {
        let whole = capture(n_bytes)?;
        Ok(Self {
            double: capture(n_bytes.saturating_mul(2))?,
            repeated: make(&format!("capture-{n_bytes}-repeated.pcap"), |path| repeat(&whole, path))?,
            fifth: capture(n_bytes / 5)?,
            whole,
        })
    }
}

fn capture(n_bytes: u64) -> Result<PathBuf> {
    let xtask = env::current_exe().context("cannot find this program")?;
    make(&format!("capture-{n_bytes}.pcap"), |path| {
        let size = n_bytes.to_string();
        command(&xtask.to_string_lossy(), ["capture", "--bytes", &size, "--output"])
            .arg(path)
            .run()
    })
}

/// The file called `name`, which `write` makes unless it is there.
fn make(name: &str, write: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let path = folder()?.join(name);
    if !path.exists() {
        // Renamed when complete, so that an interrupted run leaves nothing that looks whole.
        let partial = path.with_extension("partial");
        write(&partial).with_context(|| format!("cannot make {}", path.display()))?;
        fs::rename(&partial, &path)?;
    }
    Ok(path)
}

fn repeat(from: &Path, to: &Path) -> Result<()> {
    let mut from = BufReader::with_capacity(1 << 20, File::open(from)?);
    let mut to = BufWriter::with_capacity(1 << 20, File::create(to)?);
    repeat_packets(&mut from, &mut to)?;
    Ok(to.flush()?)
}

/// Writes every record of a pcap in little-endian order twice.
pub(super) fn repeat_packets(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut header = [0; FILE_HEADER_BYTES];
    from.read_exact(&mut header)?;
    to.write_all(&header)?;
    let mut record = vec![0; RECORD_HEADER_BYTES];
    loop {
        record.resize(RECORD_HEADER_BYTES, 0);
        match from.read_exact(&mut record) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            result => result?,
        }
        let captured_len = u32::from_le_bytes([record[8], record[9], record[10], record[11]]);
        from.take(captured_len.into()).read_to_end(&mut record)?;
        to.write_all(&record)?;
        to.write_all(&record)?;
    }
}
