//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// The built site.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` in the repository.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The evaluation data: `WIRESIFT_DATA`, or `data` in a `shared` folder beside the repository; `None` when absent.
pub(crate) fn data() -> Option<PathBuf> {
    let dir = env::var_os("WIRESIFT_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    dir.canonicalize().ok()
}

/// The first of `programs` that the `PATH` has.
pub(crate) fn find_program<'a>(programs: impl IntoIterator<Item = &'a str>) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let dirs: Vec<PathBuf> = env::split_paths(&path).collect();
    programs.into_iter().find_map(|program| {
        dirs.iter()
            .map(|dir| dir.join(program))
            .find(|candidate| candidate.is_file())
    })
}
