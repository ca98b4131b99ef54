//! Pictures of the site: the guide's, README's, and some of every page for a person to look at.

use anyhow::Result;

use crate::process::{Run, command};
use crate::{build, paths, test};

/// What `cargo xtask screenshots` does: builds the site unless it is built, drives the sample through it and saves pictures.
pub(crate) fn run() -> Result<()> {
    if !paths::dist().join("index.html").is_file() {
        build::run(build::Args {
            fast: true,
            dist: false,
            pack: build::PackArgs::default(),
        })?;
    }
    // One of the guide's pictures is of live traffic.
    command(
        "cargo",
        ["build", "--quiet", "--profile", "test", "--package", "wiresift-sidecar"],
    )
    .run()?;
    test::end_to_end(&mut command("npm", ["run", "--silent", "screenshots"]))
}
