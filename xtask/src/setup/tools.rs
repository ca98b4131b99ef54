//! Build tools that cargo installs: Trunk, wasm-bindgen, cargo-deny.

use std::fs;

use anyhow::{Context, Result};

use crate::paths;
use crate::process::{Run, command, say};

const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";

/// Trunk, which builds the site.
pub(crate) fn ensure_trunk() -> Result<()> {
    ensure("trunk", "trunk", TRUNK, "builds the site", &["--locked"])
}

/// wasm-bindgen's command, of the version in the lock file: the command and the library must be of one version.
pub(crate) fn ensure_wasm_bindgen() -> Result<()> {
    let version = locked_version("wasm-bindgen")?;
    // Not `--locked`: its lock file names a release that the registry has withdrawn.
    ensure(
        "wasm-bindgen",
        "wasm-bindgen-cli",
        &version,
        "is the version in Cargo.lock",
        &[],
    )
}

/// cargo-deny, which checks licences and sources of the dependencies.
pub(crate) fn ensure_cargo_deny() -> Result<()> {
    ensure(
        "cargo-deny",
        "cargo-deny",
        CARGO_DENY,
        "checks the dependencies' licences",
        &["--locked"],
    )
}

/// Installs `package` unless its `program` says that it is of that version.
fn ensure(program: &str, package: &str, version: &str, why: &str, options: &[&str]) -> Result<()> {
    if reports_version(program, version) {
        return Ok(());
    }
    say(format!("installing {package} {version}, which {why} (takes minutes)"));
    let mut install = command("cargo", ["install", package, "--version", version, "--force"]);
    install
        .args(options)
        // The folder that cargo would make is removed afterwards; this one lets an interrupted installation go on.
        .env("CARGO_TARGET_DIR", paths::target().join("tools"))
        // Their own profiles optimize across all crates, which takes longer than everything we do with them.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .run()
}

/// Whether `program` can be run and prints exactly `version` as the second word of `--version`.
fn reports_version(program: &str, version: &str) -> bool {
    let output = command(program, ["--version"]).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).split_whitespace().nth(1) == Some(version))
}

/// The version of `package` in the workspace's lock file.
fn locked_version(package: &str) -> Result<String> {
    let path = paths::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    version_in(&lock, package).with_context(|| format!("Cargo.lock names no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.50\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.100\"\n";

    #[test]
    fn finds_the_package_of_exactly_that_name() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").as_deref(), Some("0.2.100"));
        assert_eq!(version_in(LOCK, "wasm"), None);
    }
}
