//! Live analysis and models, as JSON.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wiresift_classify::{About, Evaluation};
use wiresift_engine::message::BaselineGoal;
use wiresift_gate::answer;

use super::failure::Failure;
use super::live::{AlertRow, Ask, Learning, Source};
use super::predict::Loaded;
use super::routes::{Server, Shared};

/// Longest request here, in bytes.
const MAX_BODY_BYTES: usize = 4 << 10;
/// Longest baseline: a week, and as many flows as are kept.
const MAX_SECONDS: f64 = 604_800.0;
const MAX_FLOWS: u64 = 50_000;

fn source(server: &Server) -> Result<&Source, Failure> {
    let none = || {
        let message = "there is no live source: start `wiresift serve` with --sidecar and the address that \
                       wiresift-sidecar printed";
        Failure::new(StatusCode::CONFLICT, "no_live_source", message)
    };
    server.live.as_ref().ok_or_else(none)
}

/// How long to collect; one of both, or neither for what the settings say.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Baseline {
    seconds: Option<f64>,
    flows: Option<u64>,
}

impl Baseline {
    fn goal(&self) -> Result<Option<BaselineGoal>, Failure> {
        match (self.seconds, self.flows) {
            (None, None) => Ok(None),
            (Some(seconds), None) if seconds > 0.0 && seconds <= MAX_SECONDS => {
                Ok(Some(BaselineGoal::Seconds(seconds)))
            }
            (None, Some(flows)) if (1..=MAX_FLOWS).contains(&flows) => Ok(Some(BaselineGoal::Flows(flows))),
            _ => {
                let message = format!("give seconds, above 0 and at most {MAX_SECONDS}, or flows, 1 to {MAX_FLOWS}");
                Err(Failure::content("setting", message))
            }
        }
    }
}

/// `POST /api/ml/baseline/start`.
pub(super) async fn collect(State(server): Shared, body: Body) -> Result<Response, Failure> {
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return Err(Failure::too_long(MAX_BODY_BYTES as u64));
    };
    let baseline = match body.trim_ascii_start() {
        [] => Baseline::default(),
        // Else a list would be taken for the fields in their order.
        [b'{', ..] => serde_json::from_slice(&body).map_err(|error| Failure::request(error.to_string()))?,
        _ => return Err(Failure::request("the baseline must be a JSON object")),
    };
    let (goal, live) = (baseline.goal()?, source(&server)?);
    live.ask(|reply| Ask::Collect(goal, reply)).await?;
    Ok(state(live))
}

/// `POST /api/ml/train`.
pub(super) async fn train(State(server): Shared) -> Result<Response, Failure> {
    let live = source(&server)?;
    live.ask(Ask::Learn).await?;
    Ok(state(live))
}

/// `GET /api/ml/status`.
pub(super) async fn status(State(server): Shared) -> Result<Response, Failure> {
    Ok(state(source(&server)?))
}

fn state(live: &Source) -> Response {
    let latest = live.latest();
    let view = &latest.view;
    let value = json!({
        "link": latest.link,
        "learning": Learning::from(view.phase),
        "counts": view.counts,
        "drift": view.drift,
        "notes": view.notes,
    });
    answer(StatusCode::OK, &value)
}

/// `GET /api/statistics`.
pub(super) async fn statistics(State(server): Shared) -> Result<Response, Failure> {
    let latest = source(&server)?.latest();
    let view = &latest.view;
    let value = json!({
        "counts": view.counts,
        "rates": view.rates,
        "protocols": view.protocols,
        "talkers": view.talkers,
        "sidecar": latest.sidecar,
    });
    Ok(answer(StatusCode::OK, &value))
}

/// `GET /api/alerts`.
pub(super) async fn alerts(State(server): Shared) -> Result<Response, Failure> {
    let latest = source(&server)?.latest();
    let rows: Vec<AlertRow> = latest.view.alerts.iter().flatten().map(AlertRow::of).collect();
    let value = json!({ "raised": latest.view.counts.n_alerts, "alerts": rows, "sent": server.outlets.counts() });
    Ok(answer(StatusCode::OK, &value))
}

/// `GET /api/flows`.
pub(super) async fn flows(State(server): Shared) -> Result<Response, Failure> {
    let live = source(&server)?;
    let ended = live.ask(Ask::Flows).await?;
    let value = json!({ "active": live.latest().view.active, "ended": ended });
    Ok(answer(StatusCode::OK, &value))
}

/// A model of attack families.
#[derive(Serialize)]
struct Model<'a> {
    about: &'a About,
    method: &'static str,
    classes: Vec<&'a str>,
    fields: Vec<&'a str>,
    /// On rows that were held out when it was trained.
    validation: Option<&'a Evaluation>,
    records: u64,
    /// Of one record, on average.
    micros: Option<f64>,
}

impl<'a> Model<'a> {
    fn of(loaded: &'a Loaded) -> Self {
        let model = &loaded.model;
        let (records, busy) = loaded.done();
        let mean = |busy: Duration| busy.as_secs_f64() * 1e6 / records as f64;
        Self {
            about: &model.about,
            method: model.family_model().name(),
            classes: model.classes().iter().map(|class| class.name.as_str()).collect(),
            fields: model.encoder().column_names().collect(),
            validation: model.validation(),
            records,
            micros: (records > 0).then(|| mean(busy)),
        }
    }
}

/// `GET /api/models/performance`.
pub(super) async fn performance(State(server): Shared) -> Response {
    let families: Vec<Model<'_>> = server.models.all.iter().map(Model::of).collect();
    let live = server.live.as_ref().map(Source::latest);
    let detectors = live.as_ref().and_then(|latest| latest.learnt.clone());
    let drift = live.as_ref().and_then(|latest| latest.view.drift);
    answer(
        StatusCode::OK,
        &json!({ "families": families, "detectors": detectors, "drift": drift }),
    )
}
