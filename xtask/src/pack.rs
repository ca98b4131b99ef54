//! Makes the built site one that is published: every file of a version lies in a folder of that version, and a service worker
//! knows all of them by their hashes.
//!
//! # Design
//! Hosts and browsers keep files for minutes or days, each for its own time. Were names the same in every version, a page of one
//! version could meet a module of another. In a folder of their own they cannot: a file is of the page's version, or not there.
//! The folder's name is the hash of all that is in it, so that the same site has the same name wherever it is built.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::process::say;

/// What has to lie beside the page, because people, browsers or other files ask for it by a name that must not change.
const AT_ROOT: [&str; 9] = [
    "index.html",
    "guide.html",
    "methods.html",
    "limits.html",
    "manifest.webmanifest",
    "icon.svg",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
];

/// The worker's script; it comes last, because it names all others.
const WORKER: &str = "service-worker.js";

/// How the names of versions' folders begin.
const FOLDER: &str = "assets-";

/// Packs the site in `dist`, with the worker of `template`. Returns its version.
///
/// # Errors
/// When a file cannot be read, moved or written.
pub(crate) fn run(dist: &Path, template: &str) -> Result<String> {
    let names = file_names(dist)?;
    let version = version(dist, &names)?;
    let folder = dist.join(format!("{FOLDER}{version}"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let moved: Vec<&String> = names.iter().filter(|name| !is_at_root(name)).collect();
    for name in &moved {
        let (from, to) = (dist.join(name), folder.join(name));
        fs::rename(&from, &to).with_context(|| format!("cannot move {}", from.display()))?;
    }
    for name in names.iter().filter(|name| is_page(name)) {
        let page = dist.join(name);
        fs::write(&page, rewritten(&fs::read_to_string(&page)?, &moved, &version))?;
    }
    let paths = names.iter().map(|name| path_of(name, &version));
    fs::write(dist.join(WORKER), worker(dist, template, paths, &version)?)?;
    say(format!("packed as version {version}"));
    Ok(version)
}

/// Zips the packed site in `dist` into `archive`.
///
/// # Errors
/// When a file cannot be read or the archive cannot be written.
pub(crate) fn zip(dist: &Path, archive: &Path) -> Result<()> {
    let file = File::create(archive).with_context(|| format!("cannot write {}", archive.display()))?;
    let mut zip = zip::ZipWriter::new(file);
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for path in all_paths(dist)? {
        zip.start_file(format!("wiresift/{path}"), options)?;
        std::io::copy(&mut File::open(dist.join(&path))?, &mut zip)?;
    }
    zip.finish()?;
    say(format!("zipped into {}", archive.display()));
    Ok(())
}

/// The files at the root of `dist`, in order; the worker is made anew.
fn file_names(dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && name != WORKER {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Every file of the packed site, relative to `dist`, in order.
fn all_paths(dist: &Path) -> Result<Vec<String>> {
    let mut paths = file_names(dist)?;
    paths.push(WORKER.to_owned());
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let folder = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inside = file_names(&entry.path())?;
            paths.extend(inside.into_iter().map(|name| format!("{folder}/{name}")));
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_at_root(name: &str) -> bool {
    AT_ROOT.contains(&name)
}

fn is_page(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "html")
}

fn path_of(name: &str, version: &str) -> String {
    if is_at_root(name) {
        name.to_owned()
    } else {
        format!("{FOLDER}{version}/{name}")
    }
}

/// The hash of all names and contents, as 12 hexadecimal digits.
fn version(dist: &Path, names: &[String]) -> Result<String> {
    let mut all = Sha256::new();
    for name in names {
        all.update(name.as_bytes());
        all.update([0]);
        all.update(Sha256::digest(read(&dist.join(name))?));
    }
    let mut first = [0; 8];
    first.copy_from_slice(&all.finalize()[..8]);
    Ok(format!("{:012x}", u64::from_be_bytes(first) >> 16))
}

/// A page that asks for files that moved where they are, and that knows its version.
fn rewritten(page: &str, moved: &[&String], version: &str) -> String {
    let folder = format!("{FOLDER}{version}/");
    let about = format!("<html lang=\"en\" data-version=\"{version}\" data-assets=\"{folder}\">");
    let page = page.replacen("<html lang=\"en\">", &about, 1);
    moved.iter().fold(page, |page, name| {
        page.replace(&format!("\"./{name}\""), &format!("\"./{folder}{name}\""))
    })
}

/// The worker's script, with the version and every file's integrity; the page itself first.
fn worker(dist: &Path, template: &str, paths: impl Iterator<Item = String>, version: &str) -> Result<String> {
    let mut files = BTreeMap::new();
    for path in paths {
        let hash = STANDARD.encode(Sha256::digest(read(&dist.join(&path))?));
        files.insert(path, format!("sha256-{hash}"));
    }
    let mut list: Vec<_> = files.into_iter().collect();
    list.sort_by_key(|(path, _)| path != "index.html");
    let list = serde_json::to_string(&list)?;
    Ok(template.replace("@VERSION@", version).replace("\"@FILES@\"", &list))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const TEMPLATE: &str = "const VERSION = \"@VERSION@\"; const FILES = \"@FILES@\";";

    /// A site of a page, a script and a module in a folder of this test.
    fn site(test: &str, module: &str) -> PathBuf {
        let dist = std::env::temp_dir().join(format!("wiresift-pack-{test}-{}", std::process::id()));
        drop(fs::remove_dir_all(&dist));
        fs::create_dir_all(&dist).unwrap();
        let page = "<html lang=\"en\"><script src=\"./boot.js\"></script><a href=\"./guide.html\">";
        fs::write(dist.join("index.html"), page).unwrap();
        fs::write(dist.join("boot.js"), "import './a_bg.wasm'").unwrap();
        fs::write(dist.join("a_bg.wasm"), module).unwrap();
        dist
    }

    #[test]
    fn files_move_into_their_versions_folder_and_the_page_follows() {
        let dist = site("moves", "one");
        let version = run(&dist, TEMPLATE).unwrap();
        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        assert!(page.contains(&format!("src=\"./assets-{version}/boot.js\"")), "{page}");
        assert!(page.contains("href=\"./guide.html\""), "{page}");
        assert!(page.contains(&format!("data-version=\"{version}\"")), "{page}");
        assert!(dist.join(format!("assets-{version}/a_bg.wasm")).is_file());
        assert!(!dist.join("a_bg.wasm").exists());
        fs::remove_dir_all(dist).unwrap();
    }

    #[test]
    fn the_worker_names_every_file_with_its_hash() {
        let dist = site("names", "one");
        let version = run(&dist, TEMPLATE).unwrap();
        let worker = fs::read_to_string(dist.join(WORKER)).unwrap();
        // The hash of `one` as `openssl dgst -sha256 -binary | base64` prints it.
        let module =
            format!("[\"assets-{version}/a_bg.wasm\",\"sha256-dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0=\"]");
        assert!(worker.contains(&format!("VERSION = \"{version}\"")), "{worker}");
        assert!(worker.contains("FILES = [[\"index.html\","), "{worker}");
        assert!(worker.contains(&module), "{worker}");
        fs::remove_dir_all(dist).unwrap();
    }

    #[test]
    fn a_version_is_that_of_its_files() {
        let [one, same, other] = [("one", "x"), ("same", "x"), ("other", "y")].map(|(test, module)| {
            let dist = site(test, module);
            let version = run(&dist, TEMPLATE).unwrap();
            fs::remove_dir_all(dist).unwrap();
            version
        });
        assert_eq!(one, same);
        assert_ne!(one, other);
    }

    #[test]
    fn a_zip_holds_the_whole_site() {
        let dist = site("zip", "one");
        let version = run(&dist, TEMPLATE).unwrap();
        let archive = dist.with_extension("zip");
        zip(&dist, &archive).unwrap();
        let packed = zip::ZipArchive::new(File::open(&archive).unwrap()).unwrap();
        let mut names: Vec<_> = packed.file_names().map(|name| name.unwrap().into_owned()).collect();
        names.sort();
        let expected = [
            format!("wiresift/assets-{version}/a_bg.wasm"),
            format!("wiresift/assets-{version}/boot.js"),
            "wiresift/index.html".to_owned(),
            "wiresift/service-worker.js".to_owned(),
        ];
        assert_eq!(names, expected);
        fs::remove_file(archive).unwrap();
        fs::remove_dir_all(dist).unwrap();
    }
}
