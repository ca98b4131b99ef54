//! `POST /api/analyze`: a table or a capture as the body, answered like `wiresift analyze --json`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use serde::Deserialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use wiresift_engine::analysis::Analysis;
use wiresift_engine::message::{TableSlot, TrainingSettings};
use wiresift_engine::{Opening, Session};
use wiresift_gate::answer;
use wiresift_table::ReadOptions;

use super::failure::Failure;
use super::routes::Shared;
use crate::run::{execute_while, n_workers};
use crate::training::{Detector, Rows, Training, detectors};

/// Pieces of the body that wait to be read.
const QUEUE: usize = 8;
/// An upload that says nothing for so long is given up.
const MAX_SILENCE: Duration = Duration::from_secs(30);
/// How much larger than the upload a compressed file may become.
const MAX_GROWTH: u64 = 8;
/// Values of an uploaded table.
const MAX_CELLS: usize = 100_000_000;

/// How to analyze: as on the command line.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Options {
    /// The file's name, which is only shown.
    name: String,
    contamination: f64,
    train_on: Rows,
    seed: u64,
    #[serde(deserialize_with = "detectors")]
    detectors: Vec<Detector>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "upload".to_owned(),
            contamination: TrainingSettings::default().contamination,
            train_on: Rows::All,
            seed: 0,
            detectors: Vec::new(),
        }
    }
}

/// Whether anybody still waits for the answer; nobody does once this is dropped.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

pub(super) async fn analyze(
    State(server): Shared,
    options: Result<Query<Options>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let Query(options) = options.map_err(|rejection| Failure::request(rejection.body_text()))?;
    let max_bytes = server.max_upload_bytes;
    if announced(&headers).is_some_and(|n_bytes| n_bytes > max_bytes) {
        return Err(Failure::too_long(max_bytes));
    }
    let Ok(permit) = Arc::clone(&server.analyses).try_acquire_owned() else {
        return Err(Failure::busy("other files are being analyzed: try again later"));
    };
    let wanted = Wanted(Arc::new(AtomicBool::new(true)));
    let is_wanted = Arc::clone(&wanted.0);
    let (sender, receiver) = channel(QUEUE);
    let limits = ReadOptions {
        max_inflated_bytes: max_bytes.saturating_mul(MAX_GROWTH),
        max_cells: MAX_CELLS,
        ..ReadOptions::default()
    };
    let work = tokio::task::spawn_blocking(move || {
        // Kept until the work ends, whether or not somebody waits for it.
        let _permit = permit;
        work(&options, limits, receiver, &is_wanted)
    });
    feed(body, sender, max_bytes).await?;
    match work.await {
        Ok(result) => Ok(answer(StatusCode::OK, &result?)),
        Err(_) => Err(Failure::internal("the analysis failed: please report it with the file")),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Hands the body on, piece by piece. What the reader no longer wants is taken all the same, so that the client gets to
/// read the answer.
async fn feed(mut body: Body, sender: Sender<Bytes>, max_bytes: u64) -> Result<(), Failure> {
    let mut n_bytes = 0_u64;
    loop {
        let Ok(frame) = timeout(MAX_SILENCE, body.frame()).await else {
            return Err(Failure::new(
                StatusCode::REQUEST_TIMEOUT,
                "limit",
                "the upload stands still",
            ));
        };
        let Some(frame) = frame else { return Ok(()) };
        let frame = frame.map_err(|error| Failure::request(error.to_string()))?;
        let Ok(bytes) = frame.into_data() else { continue };
        n_bytes = n_bytes.saturating_add(bytes.len() as u64);
        if n_bytes > max_bytes {
            return Err(Failure::too_long(max_bytes));
        }
        // The reader may have ended with what is wrong.
        drop(sender.send(bytes).await);
    }
}

/// Reads, fits, scores.
fn work(
    options: &Options,
    limits: ReadOptions,
    mut pieces: Receiver<Bytes>,
    is_wanted: &AtomicBool,
) -> Result<Analysis, Failure> {
    let is_wanted = || is_wanted.load(Ordering::Relaxed);
    let mut opening = Opening::new(&options.name, 0).with_limits(limits);
    while let Some(piece) = pieces.blocking_recv() {
        opening.push(&piece)?;
        if opening.is_done() {
            break;
        }
    }
    if !is_wanted() {
        return Err(Failure::request("the upload was broken off"));
    }
    let mut session = Session::default();
    session.insert(TableSlot::Training, opening.finish()?);
    let training = Training {
        contamination: options.contamination,
        train_on: options.train_on,
        seed: options.seed,
        detectors: options.detectors.clone(),
    };
    let mut run = session.train(&training.settings(), n_workers)?;
    execute_while(&mut run, &|_| {}, &is_wanted)?;
    let summaries = session.conclude(run)?;
    let summary = summaries.first().map(|(_, summary)| summary);
    let summary = summary.ok_or_else(|| Failure::internal("the table was not scored"))?;
    Ok(Analysis::new(&session, TableSlot::Training, summary)?)
}
