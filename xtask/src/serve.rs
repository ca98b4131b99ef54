//! Builds the site and serves it on loopback.

use anyhow::Result;

use crate::build;
use crate::process::{Run, command};

// Its name as a group would be that of the build's.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    build: build::Args,
}

/// What `cargo xtask serve` does; it returns only when the server ends.
pub(crate) fn run(args: &Args) -> Result<()> {
    build::run(args.build)?;
    command("node", ["xtask/web/server.mjs", "dist", &args.port.to_string()]).run()
}
