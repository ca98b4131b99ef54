//! Builds the static site: Trunk compiles the page and the workers, then come the chart script, `wasm-opt` and a look at
//! the sizes, and the site is packed (see `pack`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{Run, command, say};
use crate::setup;
use crate::sizes;
use crate::{docs, pack, paths};

/// What the WebAssembly of the page and the workers may use, named one by one: with `--all-features` wasm-opt writes
/// encodings that browsers do not read yet.
const WASM_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-multivalue",
];

#[derive(clap::Args, Clone, Copy)]
pub(crate) struct Args {
    /// For tests: no wasm-opt, so larger and a little slower to run. One profile serves both: burn is compiled once.
    #[arg(long)]
    pub(crate) fast: bool,
    /// For publishing: wasm-opt on the neural worker as well, which takes minutes.
    #[arg(long, conflicts_with = "fast")]
    pub(crate) dist: bool,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
}

#[derive(clap::Args, Clone, Copy, Default)]
pub(crate) struct PackArgs {
    /// Also the whole site as one zip, to be unpacked behind any web server.
    #[arg(long)]
    pub(crate) zip: bool,
}

/// What `cargo xtask build` does.
pub(crate) fn run(args: Args) -> Result<()> {
    let toolchain = setup::for_build()?;
    trunk(toolchain)?;
    bundle_styles()?;
    bundle_echarts()?;
    if !args.fast {
        optimize(args)?;
    }
    sizes::report(args.fast)?;
    pack(args.pack)
}

/// Puts the site in `dist/` into the form that is published, the documents with it.
pub(crate) fn pack(args: PackArgs) -> Result<()> {
    docs::run(&paths::root().join("docs"), &paths::dist())?;
    let template = paths::root().join("www/service-worker.js");
    let template = fs::read_to_string(&template).with_context(|| format!("cannot read {}", template.display()))?;
    let version = pack::run(&paths::dist(), &template)?;
    if args.zip {
        pack::zip(&paths::dist(), &paths::target().join(format!("wiresift-{version}.zip")))?;
    }
    Ok(())
}

/// Runs Trunk, which leaves the site in `dist/`.
fn trunk(toolchain: setup::wasm::WasmToolchain) -> Result<()> {
    let mut trunk = command("trunk", ["build", "--release"]);
    // Trunk takes the usual `NO_COLOR=1` for a malformed option.
    toolchain.apply(&mut trunk).env_remove("NO_COLOR").run()
}

/// Bundles the part of ECharts that the page uses into one script that defines the global `echarts`.
fn bundle_echarts() -> Result<()> {
    say("bundling ECharts");
    bundle(&[
        "www/echarts.entry.mjs",
        "--outfile=dist/echarts.js",
        "--format=iife",
        "--global-name=echarts",
    ])
}

/// Makes one file of the page's styles and one of the documents': a first visit waits for each.
fn bundle_styles() -> Result<()> {
    bundle(&["www/styles/page.css", "www/styles/document.css", "--outdir=dist"])
}

fn bundle(what: &[&str]) -> Result<()> {
    command("node_modules/.bin/esbuild", [])
        .args(what)
        .args([
            "--bundle",
            "--minify",
            "--target=es2022",
            "--legal-comments=linked",
            "--log-level=warning",
        ])
        .run()
}

/// Makes the modules and their scripts smaller.
fn optimize(args: Args) -> Result<()> {
    for script in ["wiresift.js", "wiresift-worker-engine.js", "wiresift-worker-neural.js"] {
        minify(script)?;
    }
    wasm_opt("wiresift_bg.wasm", "-Oz")?;
    wasm_opt("wiresift-worker-engine_bg.wasm", "-O3")?;
    if args.dist {
        wasm_opt("wiresift-worker-neural_bg.wasm", "-Oz")?;
    }
    Ok(())
}

/// Minifies one script of the site, in place.
fn minify(name: &str) -> Result<()> {
    let script = paths::dist().join(name);
    let script = script.to_string_lossy();
    let mut esbuild = command("node_modules/.bin/esbuild", [&script, "--minify", "--target=es2022"]);
    esbuild
        .args(["--allow-overwrite", "--log-level=warning"])
        .arg(format!("--outfile={script}"))
        .run()
}

/// Runs wasm-opt on one module of the site, in place.
fn wasm_opt(name: &str, level: &str) -> Result<()> {
    let module = paths::dist().join(name);
    let optimized = module.with_extension("opt.wasm");
    let module_path = module.to_string_lossy();
    let optimized_path = optimized.to_string_lossy();
    command(
        "node_modules/.bin/wasm-opt",
        [level, &module_path, "-o", &optimized_path],
    )
    .args(WASM_FEATURES)
    .run()?;
    replace(&optimized, &module)
}

fn replace(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("cannot replace {}", to.display()))
}
