//! libpcap, which the sidecar captures with, and tcpreplay for its tests. Both may be missing: then that is skipped, with a word.

use std::path::Path;

use super::wasm::debian;
use crate::process::say;

/// Where the header of libpcap lies.
const HEADERS: [&str; 3] = [
    "/usr/include/pcap/pcap.h",
    "/usr/local/include/pcap/pcap.h",
    "/opt/homebrew/opt/libpcap/include/pcap/pcap.h",
];

/// Tries to install what is missing.
pub(crate) fn ensure() {
    if let Err(error) = debian::install_packages(&["libpcap-dev", "tcpreplay"]) {
        say(format!(
            "SKIPPED: capture from interfaces is tested only as far as it can be: {error:#}"
        ));
    }
}

/// The arguments by which cargo builds the sidecar with libpcap; none where it is missing.
pub(crate) fn features() -> &'static [&'static str] {
    if HEADERS.iter().any(|header| Path::new(header).is_file()) {
        return &["--features", "wiresift-sidecar/libpcap"];
    }
    say("SKIPPED: no libpcap here, so the sidecar is built without capture from interfaces");
    &[]
}
