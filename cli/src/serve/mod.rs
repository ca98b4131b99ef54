//! `wiresift serve`: what programs can ask over HTTP, on this machine alone.
//!
//! It holds models and parses what it is given, so it has no rights of its own: it captures nothing, writes nothing, and
//! what comes live comes from a sidecar, to which it is a client like a page. The gate is the sidecar's.

mod analyze;
mod api;
mod failure;
mod live;
mod outlet;
mod predict;
mod routes;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use wiresift_gate::{Gate, Listener, Names, Origin, Rate, Rates, Token};
use wiresift_settings::Settings;

use live::{SidecarAddress, Source, live_settings};
use outlet::Outlets;
use predict::Models;
use routes::Server;

/// Beside the sidecar's.
const DEFAULT_PORT: u16 = wiresift_wire::DEFAULT_PORT + 1;

/// Requests of programs: more than one machine answers, so that only a program that runs wild is told.
const RATES: Rates = Rates {
    requests: Rate {
        per_second: 50_000.0,
        burst: 50_000.0,
    },
    refusals: Rate {
        per_second: 20.0,
        burst: 60.0,
    },
};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Port on loopback; 0 for any.
    #[arg(short, long, default_value_t = DEFAULT_PORT)]
    port: u16,
    /// A model of `wiresift train`, beside those that ship. May be given several times.
    #[arg(long)]
    model: Vec<PathBuf>,
    /// Watch what this sidecar captures: the address that wiresift-sidecar printed, or `ws://127.0.0.1:PORT#TOKEN`. Better given as
    /// the environment variable `WIRESIFT_SIDECAR`, which other users of the machine cannot read.
    #[arg(long)]
    sidecar: Option<SidecarAddress>,
    /// Settings of detection and of where alerts are sent, TOML.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Largest file that may be uploaded, in MiB.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    max_upload_mib: u64,
    /// Let the page of this origin ask as well, such as `https://example.org`. May be given several times.
    #[arg(long)]
    allow_origin: Vec<Origin>,
}

impl Arguments {
    fn settings(&self) -> anyhow::Result<Settings> {
        let Some(path) = &self.settings else {
            return Ok(Settings::default());
        };
        let place = || path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(place)?;
        wiresift_settings::parse(&text).with_context(place)
    }

    fn sidecar(&self) -> anyhow::Result<Option<SidecarAddress>> {
        if self.sidecar.is_some() {
            return Ok(self.sidecar.clone());
        }
        let given = std::env::var("WIRESIFT_SIDECAR").ok();
        let address = given.map(|text| text.parse().context("WIRESIFT_SIDECAR"));
        address.transpose()
    }
}

/// Serves until it is interrupted.
pub(crate) fn serve(arguments: &Arguments) -> anyhow::Result<()> {
    let models = Models::load(&arguments.model)?;
    let settings = arguments.settings()?;
    let sidecar = arguments.sidecar()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address}: --port chooses another port"))?;
    let port = listener.local_addr()?.port();
    let token = Token::random()?;
    let names = Names::loopback(port, &arguments.allow_origin);
    announce(port, &token)?;
    let gate = Arc::new(Gate::new(names, token, RATES));
    let outlets = Arc::new(Outlets::start(&settings.alerts)?);
    let live = sidecar.map(|address| Source::start(address, live_settings(&settings), Arc::clone(&outlets)));
    let server = Arc::new(Server::new(
        models,
        live.transpose()?,
        outlets,
        arguments.max_upload_mib << 20,
    ));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(listener, &gate, server))
}

/// Prints the address. Programs send the token in a header; what is behind `#` would not leave a browser either.
fn announce(port: u16, token: &Token) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "http://127.0.0.1:{port}/#token={}", token.reveal())?;
    Ok(out.flush()?)
}

async fn run(tcp: TcpListener, gate: &Arc<Gate>, server: Arc<Server>) -> anyhow::Result<()> {
    tcp.set_nonblocking(true)?;
    let tcp = tokio::net::TcpListener::from_std(tcp)?;
    let router = routes::router(gate, server);
    tokio::select! {
        () = wiresift_gate::serve(Listener { tcp, tls: None }, router) => Ok(()),
        result = tokio::signal::ctrl_c() => Ok(result?),
    }
}
