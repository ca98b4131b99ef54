//! How long `/predict` of `wiresift serve` takes for one record, with eight clients on loopback at once.
//!
//! A client keeps its connection and asks again as soon as it is answered, which is the most that eight can ask; the time is
//! from the first byte sent to the last one read. The clients share the machine's cores with the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::figures::Figures;
use crate::models::built;

const N_CLIENTS: usize = 8;
/// Requests of each client, after those that only warm up.
const N_REQUESTS: usize = 5_000;
const N_WARM_UP: usize = 200;
/// Limits in milliseconds.
const MEDIAN_LIMIT: f64 = 2.0;
const P99_LIMIT: f64 = 5.0;

/// A record of KDD'99 with all of its fields.
const RECORD: &str = r#"{"duration":0,"protocol_type":"tcp","service":"private","flag":"S0","src_bytes":0,"dst_bytes":0,"land":0,"wrong_fragment":0,"urgent":0,"hot":0,"num_failed_logins":0,"logged_in":0,"num_compromised":0,"root_shell":0,"su_attempted":0,"num_root":0,"num_file_creations":0,"num_shells":0,"num_access_files":0,"num_outbound_cmds":0,"is_host_login":0,"is_guest_login":0,"count":200,"srv_count":5,"serror_rate":1,"srv_serror_rate":1,"rerror_rate":0,"srv_rerror_rate":0,"same_srv_rate":0.03,"diff_srv_rate":0.06,"srv_diff_host_rate":0,"dst_host_count":255,"dst_host_srv_count":5,"dst_host_same_srv_rate":0.02,"dst_host_diff_srv_rate":0.06,"dst_host_same_src_port_rate":0,"dst_host_srv_diff_host_rate":0,"dst_host_serror_rate":1,"dst_host_srv_serror_rate":1,"dst_host_rerror_rate":0,"dst_host_srv_rerror_rate":0}"#;

/// Starts the server, asks, prints.
pub(super) fn run(wiresift: Option<&std::path::Path>, figures: &mut Figures) -> Result<()> {
    let server = Server::start(&built(wiresift)?)?;
    let barrier = Barrier::new(N_CLIENTS);
    let began = Instant::now();
    let times: Result<Vec<Vec<Duration>>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..N_CLIENTS)
            .map(|_| scope.spawn(|| client(&server, &barrier)))
            .collect();
        let joined = clients.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .map(|times| times.unwrap_or_else(|_| anyhow::bail!("a client failed")))
            .collect()
    });
    let seconds = began.elapsed().as_secs_f64();
    let mut times: Vec<f64> = times?.concat().iter().map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| quantile(&times, share);
    let (median, p99) = (at(0.5), at(0.99));
    figures.print(json!({
        "bench": "serve/predict", "clients": N_CLIENTS, "requests": times.len(),
        "median_ms": median, "p99_ms": p99, "max_ms": at(1.0),
        "requests_per_second": (times.len() + N_CLIENTS * N_WARM_UP) as f64 / seconds,
        "median_limit_ms": MEDIAN_LIMIT, "p99_limit_ms": P99_LIMIT,
        "ok": median < MEDIAN_LIMIT && p99 < P99_LIMIT,
    }))
}

/// The value that a share of the sorted ones does not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let n_below = (share * sorted.len() as f64).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length"
    )]
    let at = (n_below as usize).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// The times of one client's requests.
fn client(server: &Server, barrier: &Barrier) -> Result<Vec<Duration>> {
    let stream = TcpStream::connect(&server.host)?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let request = format!(
        "POST /predict HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{RECORD}",
        server.host,
        server.token,
        RECORD.len()
    );
    barrier.wait();
    let mut times = Vec::with_capacity(N_REQUESTS);
    for number in 0..N_WARM_UP + N_REQUESTS {
        let began = Instant::now();
        stream.write_all(request.as_bytes())?;
        answered(&mut reader)?;
        if number >= N_WARM_UP {
            times.push(began.elapsed());
        }
    }
    Ok(times)
}

/// Reads an answer to its end.
fn answered(reader: &mut BufReader<TcpStream>) -> Result<()> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    ensure!(line.starts_with("HTTP/1.1 200"), "the server answers {}", line.trim());
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    Ok(reader.read_exact(&mut body)?)
}

/// The server; ended with the value.
struct Server {
    child: Child,
    host: String,
    token: String,
}

impl Server {
    fn start(wiresift: &str) -> Result<Self> {
        let mut child = Command::new(wiresift)
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {wiresift}"))?;
        let mut line = String::new();
        let out = child.stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line
            .trim()
            .strip_prefix("http://")
            .context("the server printed no address")?;
        let (host, token) = address.split_once("/#token=").context("the server printed no token")?;
        Ok(Self {
            child,
            host: host.to_owned(),
            token: token.to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        let found = [0.0, 0.25, 0.5, 0.99, 1.0].map(|share| quantile(&sorted, share));
        assert!(
            found
                .iter()
                .zip([1.0, 1.0, 2.0, 4.0, 4.0])
                .all(|(a, b)| (a - b).abs() < 1e-12),
            "{found:?}"
        );
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn the_record_is_json() {
        let record: serde_json::Value = serde_json::from_str(RECORD).unwrap();
        assert_eq!(record.as_object().unwrap().len(), 41);
    }
}
