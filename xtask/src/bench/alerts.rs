//! How soon an attack on a network is an alert on the page: two namespaces joined by a veth pair, ordinary traffic between
//! them, and in one of them the release sidecar with the built page in Chromium (`benches/alerts.mjs`).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::with_browser;
use crate::process::{Run, command, say};
use crate::{build, paths, setup};

/// Documentation addresses (RFC 5737): what is watched, and the rest of the network.
const SERVER: &str = "192.0.2.1";
const CLIENTS: std::ops::RangeInclusive<u8> = 10..=15;
const ATTACKERS: std::ops::RangeInclusive<u8> = 101..=120;

/// Attacks this machine's own namespaces, and prints how soon each was an alert. Where that cannot be, says why and does nothing.
pub(super) fn run(site: Option<&Path>, sidecar: Option<&Path>) -> Result<()> {
    let Some(network) = Network::new()? else { return Ok(()) };
    let sidecar = match sidecar {
        Some(sidecar) => sidecar.to_owned(),
        None => built_sidecar()?,
    };
    let site = match site {
        Some(site) => site.to_owned(),
        None => built_site()?,
    };
    let mut node = command("ip", ["netns", "exec", &network.here, "node", "benches/alerts.mjs"]);
    node.arg(site).arg(sidecar).args(["veth-here", &network.there]);
    with_browser(&mut node)?.run()
}

fn built_sidecar() -> Result<PathBuf> {
    command("cargo", ["build", "--release", "--package", "wiresift-sidecar"])
        .args(setup::libpcap::features())
        .run()?;
    Ok(paths::target().join("release/wiresift-sidecar"))
}

fn built_site() -> Result<PathBuf> {
    build::run(build::Args {
        fast: false,
        dist: false,
        pack: build::PackArgs::default(),
    })?;
    Ok(paths::dist())
}

/// Two namespaces joined by a veth pair, `veth-here` and `veth-there`; removed with the value.
struct Network {
    here: String,
    there: String,
}

impl Network {
    /// `None` where this machine does not let it.
    fn new() -> Result<Option<Self>> {
        let id = std::process::id();
        let network = Self {
            here: format!("wiresift-bench-{id}-here"),
            there: format!("wiresift-bench-{id}-there"),
        };
        if let Some(why) = network.missing() {
            say(format!("SKIPPED: alerts: {why}"));
            return Ok(None);
        }
        network.set_up().context("the namespaces cannot be joined")?;
        Ok(Some(network))
    }

    /// What it takes and is not there; makes the namespaces.
    fn missing(&self) -> Option<&'static str> {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        if !is_root(&status) {
            return Some("this is not root of a Linux machine");
        }
        setup::libpcap::ensure();
        if setup::libpcap::features().is_empty() {
            return Some("there is no libpcap");
        }
        if !command("nmap", ["--version"]).succeeds() {
            return Some("there is no nmap (apt-get install nmap)");
        }
        for namespace in [&self.here, &self.there] {
            if !command("ip", ["netns", "add", namespace]).succeeds() {
                return Some("namespaces are not allowed here");
            }
        }
        None
    }

    fn set_up(&self) -> Result<()> {
        let (here, there) = (self.here.as_str(), self.there.as_str());
        let ip = |arguments: &[&str]| command("ip", []).args(arguments).run();
        ip(&[
            "-n",
            here,
            "link",
            "add",
            "veth-here",
            "type",
            "veth",
            "peer",
            "name",
            "veth-there",
            "netns",
            there,
        ])?;
        // The page and the sidecar meet on loopback.
        ip(&["-n", here, "link", "set", "lo", "up"])?;
        ip(&["-n", here, "addr", "add", &format!("{SERVER}/24"), "dev", "veth-here"])?;
        ip(&["-n", here, "link", "set", "veth-here", "up"])?;
        for host in CLIENTS.chain(ATTACKERS) {
            let address = format!("192.0.2.{host}/24");
            ip(&["-n", there, "addr", "add", &address, "dev", "veth-there"])?;
        }
        ip(&["-n", there, "link", "set", "veth-there", "up"])
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for namespace in [&self.here, &self.there] {
            // It is not there where it was not allowed.
            command("ip", ["netns", "del", namespace]).succeeds();
        }
    }
}

/// Whether a process of this `status`, as Linux prints it, is root.
fn is_root(status: &str) -> bool {
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}

#[cfg(test)]
mod tests {
    use super::is_root;

    #[test]
    fn root_is_told_by_its_effective_id() {
        assert!(is_root("Name:\tbash\nUid:\t0\t0\t0\t0\n"));
        assert!(!is_root("Uid:\t0\t1000\t0\t0\n") && !is_root(""));
    }
}
