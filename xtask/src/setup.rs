//! Installs what building and testing need. Each step first looks whether its result is there already, so that a second
//! run costs a second; the ordinary way is tried first, and each step says what it does and why.

pub(crate) mod browser;
pub(crate) mod libpcap;
pub(crate) mod npm;
pub(crate) mod tools;
pub(crate) mod wasm;

use anyhow::Result;

use wasm::WasmToolchain;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Also what the tests need: a Chromium, cargo-deny.
    #[arg(long)]
    tests: bool,
}

/// What `cargo xtask setup` does.
pub(crate) fn run(args: &Args) -> Result<()> {
    for_build()?;
    if args.tests {
        for_tests()?;
    }
    Ok(())
}

/// What a build of the site needs. Returns the toolchain to build it with.
pub(crate) fn for_build() -> Result<WasmToolchain> {
    let toolchain = wasm::ensure()?;
    npm::ensure(&crate::paths::root())?;
    tools::ensure_wasm_bindgen()?;
    tools::ensure_trunk()?;
    Ok(toolchain)
}

/// What the tests need besides.
pub(crate) fn for_tests() -> Result<()> {
    browser::ensure()?;
    libpcap::ensure();
    tools::ensure_cargo_deny()
}
