//! Where things are.

use std::env;
use std::path::PathBuf;

/// The repository's root: of the checkout that cargo runs in, which need not be the one that this program was compiled
/// in when two of them share a target folder.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    xtask.parent().unwrap_or(&xtask).to_path_buf()
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
