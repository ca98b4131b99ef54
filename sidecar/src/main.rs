//! `wiresift-sidecar`: live capture for the page.
//!
//! The order at the start is what keeps it safe: open the device, bind the socket, give up rights, and only then start
//! threads, read packets and answer requests.

mod arguments;
mod control;
mod hub;
mod rights;
mod server;
mod source;
mod usage;

use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use wiresift_gate::{Listener, Names, Token};
use wiresift_wire::StartOptions;

use arguments::Arguments;
use control::Control;
use hub::Hub;
use server::{Files, Server};

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done about a closed standard error.
            drop(writeln!(io::stderr(), "wiresift-sidecar: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let address = arguments.address()?;
    let control = Control::new(Arc::new(Hub::new(arguments.keep_bytes())), arguments.defaults()?)?;
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: is another sidecar running? --port chooses another port")
    })?;
    let tls = match (&arguments.certificate, &arguments.key) {
        (Some(certificate), Some(key)) => Some(wiresift_gate::tls(certificate, key)?),
        _ => None,
    };
    rights::drop_rights(&arguments.keep())?;

    let files = match arguments.page() {
        Some(folder) => Files::of_folder(&folder)?,
        None => Files::default(),
    };
    let port = listener.local_addr()?.port();
    let token = Token::random()?;
    let (names, base) = match &arguments.host {
        Some(host) => (
            Names::public(host, port, &arguments.allow_origin),
            format!("https://{host}:{port}"),
        ),
        None => (
            Names::loopback(port, &arguments.allow_origin),
            format!("http://{address_ip}:{port}", address_ip = address.ip()),
        ),
    };
    announce(&base, &token, files.has_page())?;
    let server = Arc::new(Server::new(control, names, token, files));
    if arguments.begins(&server.control.defaults) {
        server
            .control
            .start(&StartOptions::default())
            .map_err(|failure| anyhow::anyhow!(failure.message))?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(serve(server, listener, tls))
}

/// Prints the address. The fragment behind `#` never leaves the browser.
fn announce(base: &str, token: &Token, has_page: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{base}/#token={}", token.reveal())?;
    if !has_page {
        // A word for a person only: the address is all that programs read.
        let hint = "no page is built in: name its folder with --page, or paste the address into the live view";
        drop(writeln!(io::stderr(), "wiresift-sidecar: {hint}"));
    }
    Ok(out.flush()?)
}

async fn serve(server: Arc<Server>, tcp: TcpListener, tls: Option<tokio_rustls::TlsAcceptor>) -> Result<()> {
    tcp.set_nonblocking(true)?;
    let tcp = tokio::net::TcpListener::from_std(tcp)?;
    let router = server::router(&server);
    tokio::select! {
        () = wiresift_gate::serve(Listener { tcp, tls }, router) => Ok(()),
        () = report(&server) => Ok(()),
        result = tokio::signal::ctrl_c() => {
            let ending = Arc::clone(&server);
            // What was captured goes out before the process ends.
            let _stopped = tokio::task::spawn_blocking(move || ending.control.stop()).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(result?)
        }
    }
}

/// Tells every page the state, each second.
async fn report(server: &Server) {
    let mut meter = usage::Meter::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        server.control.hub.set_usage(meter.read());
        server.control.hub.tell_status();
    }
}
