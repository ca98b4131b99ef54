//! The site's sizes against their budget.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::paths;
use crate::process::{Run, command, print};

/// A part of the site that is downloaded together.
struct Part {
    name: &'static str,
    /// How the names of its files begin.
    prefix: &'static str,
    /// What it may weigh after brotli, in bytes.
    budget_bytes: u64,
}

/// The most specific prefix first: a file belongs to the first part that it fits.
const PARTS: [Part; 3] = [
    Part {
        name: "engine worker",
        prefix: "wiresift-worker-engine",
        budget_bytes: 1_000_000,
    },
    Part {
        name: "neural worker",
        prefix: "wiresift-worker-neural",
        budget_bytes: 3_000_000,
    },
    Part {
        name: "page",
        prefix: "",
        budget_bytes: 600_000,
    },
];

/// What is not downloaded before the page is usable.
const NOT_COUNTED: [&str; 14] = [
    "guide.html",
    "methods.html",
    "limits.html",
    "document.css",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
    "sample.csv",
    "sample.pcap.gz",
    "sample-labels.csv",
    "echarts.js",
    "echarts.js.LEGAL.txt",
    "kdd-family-41.safetensors",
    "kdd-family-packets.safetensors",
];

/// Prints the size of each part, raw and compressed, and whether it keeps to its budget.
///
/// With `is_fast` a quicker level of brotli is used, as the modules of such a build are not those that are published.
pub(crate) fn report(is_fast: bool) -> Result<()> {
    let quality = if is_fast { "5" } else { "11" };
    let names = file_names(&paths::dist())?;
    for (index, part) in PARTS.iter().enumerate() {
        let files = names.iter().filter(|name| part_of(name) == Some(index));
        let (raw, compressed) = measure(&paths::dist(), files, quality)?;
        print(line(part, raw, compressed))?;
    }
    if is_fast {
        print("(a --fast build: not optimized, brotli at level 5; `cargo xtask build` shows the sizes that count)")?;
    }
    Ok(())
}

/// The index of the part that a file belongs to.
fn part_of(name: &str) -> Option<usize> {
    // Pictures are the guide's, and fetched when they are scrolled to.
    if NOT_COUNTED.contains(&name) || name.starts_with("guide-") {
        return None;
    }
    PARTS.iter().position(|part| name.starts_with(part.prefix))
}

/// The names of the files in `dir`; what lies in folders is fetched on demand and not counted.
fn file_names(dir: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Raw and compressed bytes of `files` in `dir`, each file compressed by itself as a server does.
fn measure<'a>(dir: &Path, files: impl Iterator<Item = &'a String>, quality: &str) -> Result<(u64, u64)> {
    let mut node = command("node", ["xtask/web/sizes.mjs", quality]);
    let output = node.args(files.map(|file| dir.join(file))).read()?;
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
    use super::{PARTS, file_names, line, measure, part_of};
    use std::fs;

    #[test]
    fn says_when_a_part_is_over_its_budget() {
        let page = &PARTS[2];
        assert!(line(page, 2_000_000, 600_000).ends_with("OK"));
        assert!(line(page, 2_000_000, 600_001).ends_with("OVER"));
    }

    #[test]
    fn gives_every_file_to_one_part() {
        let part = |name| part_of(name).map(|index| PARTS[index].name);
        assert_eq!(part("wiresift-worker-engine_bg.wasm"), Some("engine worker"));
        assert_eq!(part("wiresift-worker-neural.js"), Some("neural worker"));
        assert_eq!(part("wiresift_bg.wasm"), Some("page"));
        assert_eq!(part("page.css"), Some("page"));
        assert_eq!(part("sample.csv"), None);
        assert_eq!(part("guide-overview.webp"), None);
    }

    #[test]
    fn measures_each_file() {
        let dir = std::env::temp_dir().join(format!("wiresift-sizes-{}", std::process::id()));
        fs::create_dir_all(dir.join("folder")).unwrap();
        fs::write(dir.join("a"), vec![b'a'; 1000]).unwrap();
        fs::write(dir.join("b"), vec![b'b'; 500]).unwrap();
        let names = file_names(&dir).unwrap();
        let (raw, compressed) = measure(&dir, names.iter(), "11").unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(raw, 1500);
        assert!(compressed > 0 && compressed < 100, "{compressed}");
    }
}
