//! The fallback: Debian's `rustc-web`, with the target's standard library built from `rust-web-src`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::TARGET;
use crate::paths;
use crate::process::{Run, command, say};

/// The name under which rustup knows the toolchain.
pub(super) const NAME: &str = "debian";

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];
const LINKER: &str = "wasm-ld-22";
const LLD: &str = "/usr/lib/llvm-22/bin/lld";
const RUSTLIB: &str = "/usr/lib/rustlib";

/// Installs the packages, builds the standard library, puts it where rustc looks and links the toolchain.
///
/// # Errors
/// When a package is missing, the build fails, or `/usr/lib/rustlib` cannot be written (it takes root).
pub(super) fn install() -> Result<()> {
    install_packages(&PACKAGES)?;
    let built = build_std().context("building the standard library failed")?;
    copy_rlibs(&built)?;
    link_rust_lld()?;
    command("rustup", ["toolchain", "link", NAME, "/usr"]).run()?;
    remove_stale()
}

/// Installs those of `packages` that are not installed.
///
/// # Errors
/// When `apt-get` is missing or fails.
pub(crate) fn install_packages(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !command("dpkg", ["-s", package]).succeeds())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(format!("installing Debian's {}", missing.join(", ")));
    let context = "installing Debian packages takes root and a Debian-like system";
    command("apt-get", ["update", "-qq"]).run().context(context)?;
    let mut install = command("apt-get", ["install", "-y", "-qq", "--no-install-recommends"]);
    install
        .args(missing)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
        .context(context)
}

/// Builds `std` for the target with a crate of no code. Returns the folder with the `.rlib` files.
fn build_std() -> Result<PathBuf> {
    let version = command("/usr/bin/rustc", ["--version"]).read()?;
    let version = version.split_whitespace().nth(1).unwrap_or_default();
    let dir = paths::target().join("wasm-std").join(version);
    fs::create_dir_all(dir.join("src"))?;
    fs::write(dir.join("src/lib.rs"), "")?;
    // A workspace of its own, as the folder usually lies inside this one.
    let manifest = "[package]\nname = \"wasm-std\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(dir.join("Cargo.toml"), manifest)?;
    command(
        "/usr/bin/cargo",
        [
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort,test",
        ],
    )
    .current_dir(&dir)
    .env("CARGO_TARGET_DIR", dir.join("target"))
    .env("RUSTC_BOOTSTRAP", "1")
    .env("RUSTC", "/usr/bin/rustc")
    // Without bitcode, link-time optimization of what is built later fails.
    .env("RUSTFLAGS", "-Cembed-bitcode=yes")
    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER)
    .run()?;
    Ok(dir.join("target").join(TARGET).join("release/deps"))
}

/// Copies the built libraries to where Debian's rustc looks for the target's.
fn copy_rlibs(from: &Path) -> Result<()> {
    let to = Path::new(RUSTLIB).join(TARGET).join("lib");
    if to.exists() {
        // rustc refuses to choose between two builds of one library.
        fs::remove_dir_all(&to).with_context(|| format!("cannot empty {}", to.display()))?;
    }
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    let mut n_copied = 0_usize;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| is_library(&path)) {
            fs::copy(&path, to.join(name)).with_context(|| format!("cannot write to {}", to.display()))?;
            n_copied += 1;
        }
    }
    ensure!(n_copied > 0, "no libraries in {}", from.display());
    say(format!("copied {n_copied} libraries to {}", to.display()));
    Ok(())
}

/// Whether this is a part of the standard library, and not the crate that was built to get it.
fn is_library(path: &Path) -> bool {
    let is_own = path
        .file_stem()
        .is_some_and(|stem| stem.to_string_lossy().starts_with("libwasm_std-"));
    path.extension().is_some_and(|extension| extension == "rlib") && !is_own
}

/// Gives Debian's rustc the linker under the name by which it calls it for wasm.
fn link_rust_lld() -> Result<()> {
    let bin = Path::new(RUSTLIB).join("x86_64-unknown-linux-gnu/bin");
    fs::create_dir_all(&bin)?;
    let link = bin.join("rust-lld");
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link)?;
    }
    symlink(LLD, &link).with_context(|| format!("cannot link {}", link.display()))
}

/// Removes what was built against an earlier standard library: cargo does not notice the change, rustc fails on it.
fn remove_stale() -> Result<()> {
    let stale = paths::target().join(TARGET);
    if stale.exists() {
        say(format!(
            "removing {}, built against another standard library",
            stale.display()
        ));
        fs::remove_dir_all(stale)?;
    }
    Ok(())
}
