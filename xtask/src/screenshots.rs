//! Pictures of the site for a person to look at.

use anyhow::Result;

use crate::process::command;
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
    test::end_to_end(&mut command("npm", ["run", "--silent", "screenshots"]))
}
