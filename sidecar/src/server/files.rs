//! The built page. Its files are listed once at the start, so that no path of a request ever reaches the disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::{Shared, api};

/// More files than any build has.
const MAX_FILES: usize = 10_000;
/// Deeper than any build.
const MAX_DEPTH: usize = 8;

/// The files of the page, by path from its root, `/` first.
#[derive(Debug, Default)]
pub(crate) struct Files {
    on_disk: HashMap<String, PathBuf>,
}

impl Files {
    /// Lists a folder. Links that lead out of it are left out.
    ///
    /// # Errors
    /// Where it cannot be read or holds no page.
    pub(crate) fn of_folder(folder: &Path) -> Result<Self> {
        let root = folder
            .canonicalize()
            .with_context(|| format!("cannot read {}", folder.display()))?;
        let mut files = Self::default();
        files.list(&root, &root, 0)?;
        let has_page = files.on_disk.contains_key("/index.html");
        ensure!(
            has_page,
            "{} holds no index.html: build the page first",
            folder.display()
        );
        Ok(files)
    }

    fn list(&mut self, root: &Path, folder: &Path, depth: usize) -> Result<()> {
        ensure!(depth <= MAX_DEPTH, "{} has folders too deep", root.display());
        for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let Some(real) = path.canonicalize().ok().filter(|real| real.starts_with(root)) else {
                continue;
            };
            if real.is_dir() {
                self.list(root, &real, depth + 1)?;
            } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                ensure!(self.on_disk.len() < MAX_FILES, "{} has too many files", root.display());
                self.on_disk.insert(format!("/{}", name.replace('\\', "/")), real);
            }
        }
        Ok(())
    }

    /// Whether there is a page at all.
    pub(crate) fn has_page(&self) -> bool {
        self.on_disk.contains_key("/index.html") || embedded("index.html").is_some()
    }

    async fn read(&self, path: &str) -> Option<Vec<u8>> {
        match self.on_disk.get(path).cloned() {
            Some(file) => tokio::task::spawn_blocking(move || std::fs::read(file).ok())
                .await
                .ok()?,
            None if self.on_disk.is_empty() => embedded(path.trim_start_matches('/')),
            None => None,
        }
    }
}

#[cfg(feature = "embedded-page")]
fn embedded(path: &str) -> Option<Vec<u8>> {
    use rust_embed::RustEmbed;

    #[derive(RustEmbed)]
    #[folder = "../dist/"]
    struct Dist;

    Dist::get(path).map(|file| file.data.into_owned())
}

#[cfg(not(feature = "embedded-page"))]
fn embedded(_: &str) -> Option<Vec<u8>> {
    None
}

/// Answers with a file.
pub(super) async fn file(State(server): Shared, method: Method, uri: Uri) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return api::failure(StatusCode::METHOD_NOT_ALLOWED, "files are only read");
    }
    let path = match uri.path() {
        "/" => "/index.html",
        path => path,
    };
    match server.files.read(path).await {
        Some(bytes) => ([(header::CONTENT_TYPE, content_type(path))], bytes).into_response(),
        None => api::failure(StatusCode::NOT_FOUND, "there is no such file"),
    }
}

fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or_default();
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "csv" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
