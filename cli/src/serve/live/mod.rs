//! What a sidecar captures, analyzed as in the page: a thread holds the connection ([`link`]), another one the analysis
//! ([`analyst`]), and requests read what that one published last or ask it.

mod address;
mod analyst;
mod link;
mod settings;
mod view;

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use axum::http::StatusCode;
use serde::Serialize;
use tokio::sync::oneshot;
use tokio::time::timeout;
use wiresift_engine::live::Live;
use wiresift_engine::message::{BaselineGoal, LiveSettings};
use wiresift_wire::{FlowRow, Notice};

pub(super) use address::SidecarAddress;
pub(super) use settings::live_settings;
pub(super) use view::{AlertRow, Learning, Snapshot};

use super::failure::Failure;
use super::outlet::Outlets;
use analyst::Analyst;

/// Messages between link and analysis. A batch is at most a MiB; what the analysis does not keep up with waits in the
/// sidecar, which counts what it drops.
const QUEUE: usize = 32;
/// Questions that wait.
const MAX_ASKED: usize = 32;
/// How long an answer may take: the analysis looks for questions many times a second.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// What comes from the sidecar.
#[derive(Debug)]
pub(super) enum Incoming {
    Batch(Vec<u8>),
    Notice(Box<Notice>),
    Link(LinkState),
}

/// The connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct LinkState {
    /// "connecting", "on", "waiting", "refused".
    pub(super) state: &'static str,
    /// What happened, where it is not on.
    pub(super) message: Option<String>,
}

/// What only the analysis can do.
pub(super) enum Ask {
    Collect(Option<BaselineGoal>, Reply<()>),
    Learn(Reply<()>),
    Flows(Reply<Vec<FlowRow>>),
}

type Reply<T> = oneshot::Sender<Result<T, Failure>>;

/// A live source.
pub(super) struct Source {
    asks: SyncSender<Ask>,
    latest: Arc<Mutex<Arc<Snapshot>>>,
}

impl Source {
    /// Connects, and stays connected until the process ends.
    pub(super) fn start(
        address: SidecarAddress,
        settings: LiveSettings,
        outlets: Arc<Outlets>,
    ) -> anyhow::Result<Self> {
        // Told here, not by a thread that nobody reads.
        settings
            .check()
            .map_err(|report| anyhow::anyhow!("{}", report.message))?;
        let (incoming, messages) = sync_channel(QUEUE);
        let (asks, asked) = sync_channel(MAX_ASKED);
        let latest: Arc<Mutex<Arc<Snapshot>>> = Arc::default();
        let shared = Arc::clone(&latest);
        thread::Builder::new()
            .name("sidecar".to_owned())
            .spawn(move || link::run(&address, &incoming))?;
        thread::Builder::new().name("analyst".to_owned()).spawn(move || {
            // Made here: it stays on its thread.
            if let Ok(live) = Live::new(settings) {
                Analyst::new(live, messages, asked, shared, outlets).run();
            }
        })?;
        Ok(Self { asks, latest })
    }

    /// What was published last.
    pub(super) fn latest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.latest.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the analysis.
    pub(super) async fn ask<T>(&self, ask: impl FnOnce(Reply<T>) -> Ask) -> Result<T, Failure> {
        let (reply, answer) = oneshot::channel();
        match self.asks.try_send(ask(reply)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(Failure::busy("the analysis has many questions to answer")),
            Err(TrySendError::Disconnected(_)) => return Err(gone()),
        }
        match timeout(MAX_WAIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(gone()),
            Err(_) => Err(Failure::busy("the analysis is busy")),
        }
    }
}

fn gone() -> Failure {
    let message = "the live analysis has ended: restart `wiresift serve`";
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "live", message)
}
