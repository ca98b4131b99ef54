//! The site's sizes against their budget.

use std::path::Path;

use anyhow::{Context, Result};

use crate::paths;
use crate::process::{Run, command, print};

/// A part of the site that is downloaded together.
struct Part {
    name: &'static str,
    files: &'static [&'static str],
    /// What it may weigh after brotli, in bytes.
    budget_bytes: u64,
}

const PARTS: [Part; 3] = [
    Part {
        name: "page",
        files: &["index.html", "boot.js", "wiresift.js", "wiresift_bg.wasm", "echarts.js"],
        budget_bytes: 600_000,
    },
    Part {
        name: "engine worker",
        files: &["wiresift-worker-engine.js", "wiresift-worker-engine_bg.wasm"],
        budget_bytes: 1_000_000,
    },
    Part {
        name: "neural worker",
        files: &["wiresift-worker-neural.js", "wiresift-worker-neural_bg.wasm"],
        budget_bytes: 3_000_000,
    },
];

/// Prints the size of each part, raw and compressed, and whether it keeps to its budget.
///
/// With `is_fast` a quicker level of brotli is used, as the modules of such a build are not those that are published.
pub(crate) fn report(is_fast: bool) -> Result<()> {
    let quality = if is_fast { "5" } else { "11" };
    for part in &PARTS {
        let (raw, compressed) = measure(&paths::dist(), part.files, quality)?;
        print(line(part, raw, compressed))?;
    }
    if is_fast {
        print("(a --fast build: not optimized, brotli at level 5; `cargo xtask build` shows the sizes that count)")?;
    }
    Ok(())
}

/// Raw and compressed bytes of `files` in `dir`, each file compressed by itself as a server does.
fn measure(dir: &Path, files: &[&str], quality: &str) -> Result<(u64, u64)> {
    let script = paths::root().join("xtask/web/sizes.mjs");
    let mut node = command("node", [&script.to_string_lossy(), quality]);
    let output = node.args(files.iter().map(|file| dir.join(file))).read()?;
    let mut numbers = output.split_whitespace().map(str::parse::<u64>);
    let mut next = || {
        numbers
            .next()
            .context("sizes.mjs printed too few numbers")?
            .context("not a number")
    };
    Ok((next()?, next()?))
}

fn line(part: &Part, raw: u64, compressed: u64) -> String {
    let verdict = if compressed <= part.budget_bytes { "OK" } else { "OVER" };
    let [raw, compressed, budget] = [raw, compressed, part.budget_bytes].map(|bytes| bytes.div_ceil(1000));
    format!(
        "{:<14} {raw:>6} KB, {compressed:>5} KB brotli of {budget:>5} KB: {verdict}",
        part.name
    )
}

#[cfg(test)]
mod tests {
    use super::{PARTS, line, measure};
    use std::fs;

    #[test]
    fn says_when_a_part_is_over_its_budget() {
        assert!(line(&PARTS[0], 2_000_000, 600_000).ends_with("OK"));
        assert!(line(&PARTS[0], 2_000_000, 600_001).ends_with("OVER"));
    }

    #[test]
    fn measures_each_file() {
        let dir = std::env::temp_dir().join(format!("wiresift-sizes-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("a"), vec![b'a'; 1000]).unwrap();
        fs::write(dir.join("b"), vec![b'b'; 500]).unwrap();
        let (raw, compressed) = measure(&dir, &["a", "b"], "11").unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(raw, 1500);
        assert!(compressed > 0 && compressed < 100, "{compressed}");
    }
}
