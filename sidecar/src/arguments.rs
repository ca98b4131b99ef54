//! The command line.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use wiresift_gate::{Origin, is_loopback};
use wiresift_settings::Settings;
use wiresift_wire::DEFAULT_PORT;

use crate::control::Defaults;
use crate::rights::Keep;
use crate::source::Pace;

/// Streams live traffic, or a replayed capture, into Wiresift's page. Prints one address: open it.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(version, about)]
pub(crate) struct Arguments {
    /// Capture from this interface.
    #[arg(short, long, conflicts_with = "replay")]
    interface: Option<String>,
    /// Replay this capture file instead; needs no rights.
    #[arg(short, long)]
    replay: Option<PathBuf>,
    /// Replay so many times as fast as recorded.
    #[arg(long, default_value_t = 1.0, requires = "replay")]
    speed: f64,
    /// Replay so many packets a second.
    #[arg(long, requires = "replay", conflicts_with = "speed")]
    rate: Option<f64>,
    /// Replay as fast as the file is read; what is too much is dropped and counted.
    #[arg(long, requires = "replay", conflicts_with_all = ["speed", "rate"])]
    full_speed: bool,
    /// Do not start by itself: wait until a page asks.
    #[arg(long)]
    wait: bool,
    /// Settings, TOML; what is given here goes before.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Filter, in libpcap's language.
    #[arg(short, long)]
    filter: Option<String>,
    /// Bytes kept of each packet [default: 512].
    #[arg(long)]
    snaplen: Option<u32>,
    /// Take only what is for this machine.
    #[arg(long)]
    no_promiscuous: bool,
    /// Size of the kernel's ring buffer, in MiB [default: 64].
    #[arg(long)]
    buffer_mib: Option<u32>,
    /// Packets that are kept to be saved, in MiB.
    #[arg(long, default_value_t = 64)]
    keep_mib: usize,
    /// Folder that pages may save packets to.
    #[arg(long)]
    save_folder: Option<PathBuf>,
    /// Folder of the built page.
    #[arg(long)]
    page: Option<PathBuf>,
    /// Port on loopback; 0 for any.
    #[arg(short, long, default_value_t = DEFAULT_PORT)]
    port: u16,
    /// Listen on this address, beyond loopback; needs --certificate, --key and --host.
    #[arg(long, requires_all = ["certificate", "key", "host"])]
    listen: Option<SocketAddr>,
    /// Certificate chain, PEM.
    #[arg(long, requires = "key")]
    pub(crate) certificate: Option<PathBuf>,
    /// Its key, PEM.
    #[arg(long, requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
    /// Name under which browsers reach --listen.
    #[arg(long, requires = "listen")]
    pub(crate) host: Option<String>,
    /// Let the page of this origin connect as well, such as `https://example.org`. May be given several times.
    #[arg(long)]
    pub(crate) allow_origin: Vec<Origin>,
    /// When started as root, become this user once the interface is open; without, who called sudo.
    #[arg(long)]
    user: Option<String>,
    /// Keep the right to capture, so that a page may choose another interface.
    #[arg(long)]
    any_interface: bool,
    /// Stay root. Do not.
    #[arg(long)]
    stay_root: bool,
}

impl Arguments {
    /// Where to listen.
    ///
    /// # Errors
    /// Where that is beyond loopback without TLS.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        let address = self
            .listen
            .unwrap_or(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.port));
        let is_safe = is_loopback(address.ip()) || (self.certificate.is_some() && self.host.is_some());
        ensure!(
            is_safe,
            "beyond loopback only with TLS: give --certificate, --key and --host"
        );
        Ok(address)
    }

    /// How to capture.
    ///
    /// # Errors
    /// Where a pace is no pace, or the settings cannot be read.
    pub(crate) fn defaults(&self) -> Result<Defaults> {
        let pace = match (self.full_speed, self.rate) {
            (true, _) => Pace::Unbounded,
            (false, Some(rate)) => Pace::PacketsPerSecond(rate),
            (false, None) => Pace::Recorded(self.speed),
        };
        if let Pace::PacketsPerSecond(pace) | Pace::Recorded(pace) = pace {
            ensure!(
                pace.is_finite() && pace > 0.0,
                "a pace must be a positive number, not {pace}"
            );
        }
        let settings = self.settings()?.capture;
        let named = (self.replay.is_none() && !settings.interface.is_empty()).then_some(settings.interface);
        Ok(Defaults {
            interface: self.interface.clone().or(named),
            replay: self.replay.clone().map(|path| (path, pace)),
            snaplen: self.snaplen.unwrap_or(settings.snaplen),
            promiscuous: settings.promiscuous && !self.no_promiscuous,
            buffer_mib: self.buffer_mib.unwrap_or(settings.buffer_mib),
            filter: self.filter.clone().unwrap_or(settings.filter),
            save_folder: self.save_folder.clone(),
        })
    }

    fn settings(&self) -> Result<Settings> {
        let Some(path) = &self.settings else {
            return Ok(Settings::default());
        };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        wiresift_settings::parse(&text).with_context(|| path.display().to_string())
    }

    /// Bytes of packets that are kept.
    pub(crate) fn keep_bytes(&self) -> usize {
        self.keep_mib.min(4_096) << 20
    }

    /// Folder of the page: the one given, or `page` beside the program.
    pub(crate) fn page(&self) -> Option<PathBuf> {
        let beside = || {
            let folder = std::env::current_exe().ok()?.parent()?.join("page");
            folder.join("index.html").is_file().then_some(folder)
        };
        self.page.clone().or_else(beside)
    }

    /// Whether the capture begins at once.
    pub(crate) fn begins(&self, defaults: &Defaults) -> bool {
        !self.wait && (defaults.interface.is_some() || defaults.replay.is_some())
    }

    /// Which rights to keep.
    pub(crate) fn keep(&self) -> Keep {
        Keep {
            user: self.user.clone(),
            can_open: self.any_interface,
            is_root_wanted: self.stay_root,
        }
    }
}
