//! The standard library for `wasm32-unknown-unknown`: by rustup where it can download, else built from Debian's sources.

pub(super) mod debian;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{Run, command, say};

/// The target that everything in the tab is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A Rust toolchain that can build for [`TARGET`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The one that is active anyway.
    Active,
    /// Debian's, linked into rustup under this name.
    Linked(&'static str),
}

impl WasmToolchain {
    /// Makes `command`, cargo or something that runs cargo, use this toolchain.
    pub(crate) fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self {
            Self::Active => command,
            // Beats a `rust-toolchain.toml` as well as what the running cargo passed on.
            Self::Linked(name) => command.env("RUSTUP_TOOLCHAIN", name),
        }
    }
}

/// Finds a toolchain that has the target, or gives it to one.
///
/// # Errors
/// When neither rustup nor Debian's packages can provide it.
pub(crate) fn ensure() -> Result<WasmToolchain> {
    if has_target(&WasmToolchain::Active) {
        return Ok(WasmToolchain::Active);
    }
    let linked = WasmToolchain::Linked(debian::NAME);
    if has_target(&linked) {
        return Ok(linked);
    }
    say(format!(
        "the active Rust has no standard library for {TARGET}: asking rustup for it"
    ));
    if command("rustup", ["target", "add", TARGET]).run().is_ok() && has_target(&WasmToolchain::Active) {
        return Ok(WasmToolchain::Active);
    }
    say("rustup cannot provide it here: building it from the sources that Debian packages");
    debian::install()?;
    Ok(linked)
}

/// Whether `toolchain` exists and its library folder holds the target's standard library.
fn has_target(toolchain: &WasmToolchain) -> bool {
    let mut rustc = command("rustc", ["--print", "target-libdir", "--target", TARGET]);
    rustc.stderr(std::process::Stdio::null());
    toolchain.apply(&mut rustc).output().is_ok_and(|output| {
        output.status.success() && has_std(Path::new(String::from_utf8_lossy(&output.stdout).trim()))
    })
}

/// Whether `libdir` holds a compiled `std`.
fn has_std(libdir: &Path) -> bool {
    fs::read_dir(libdir).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}
