//! From one source to many pages, with bounded queues in between.
//!
//! The capture thread numbers packets and packs them into batches ([`intake`]); the pump thread takes the batches, makes
//! flows of them, keeps the last of them, and hands them to each page's queue ([`page`]). The capture thread never
//! waits: where the pump is behind, whole batches are dropped and their packets counted.

mod intake;
mod page;
mod pump;
mod recent;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use wiresift_wire::{Counts, Drops, Notice, Source, Started, Status, Usage};

pub(crate) use page::{Outgoing, Page};
pub(crate) use recent::{Recent, write_pcap};

use crate::source::PacketSource;
use intake::Intake;

/// Batches between capture and pump; each is at most `intake::BATCH_BYTES` long.
const QUEUE_BATCHES: usize = 128;

/// A lock whose holder panicked still guards counts and queues that are whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the threads of one capture share.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) packets: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) flows: AtomicU64,
    pub(crate) open_flows: AtomicU64,
    pub(crate) kernel: AtomicU64,
    pub(crate) interface: AtomicU64,
    pub(crate) queue: AtomicU64,
    pub(crate) is_stopping: AtomicBool,
}

impl Tally {
    pub(crate) fn get(count: &AtomicU64) -> u64 {
        count.load(Ordering::Relaxed)
    }
}

/// A capture, running or the last one.
#[derive(Debug)]
struct LastCapture {
    started: Started,
    tally: Arc<Tally>,
    is_running: bool,
    /// How it ended, where nobody asked.
    reason: Option<String>,
}

/// The pages and the capture.
#[derive(Debug)]
pub(crate) struct Hub {
    pages: Mutex<HashMap<u64, Arc<Page>>>,
    next_page: AtomicU64,
    capture: Mutex<Option<LastCapture>>,
    pub(crate) recent: Mutex<Recent>,
    usage: Mutex<Usage>,
}

impl Hub {
    /// `keep_bytes`: how much of the last packets is kept for saving.
    pub(crate) fn new(keep_bytes: usize) -> Self {
        Self {
            pages: Mutex::default(),
            next_page: AtomicU64::new(0),
            capture: Mutex::default(),
            recent: Mutex::new(Recent::new(keep_bytes)),
            usage: Mutex::default(),
        }
    }

    /// Begins a capture: `source` runs on a thread of its own. One that runs must have been stopped.
    pub(crate) fn begin(
        self: &Arc<Self>,
        source: Box<dyn PacketSource>,
        what: Source,
        filter: String,
        snaplen: u32,
    ) -> u64 {
        let began_nanos = crate::usage::now_nanos();
        // Nanoseconds since 1970 are a number that no other capture has, of any start of the sidecar.
        let capture = u64::try_from(began_nanos).unwrap_or(1).max(1);
        let started = Started {
            capture,
            source: what,
            filter,
            snaplen,
            began_nanos,
            n_taken: 0,
            n_flows: 0,
        };
        let tally = Arc::new(Tally::default());
        *lock(&self.capture) = Some(LastCapture {
            started: started.clone(),
            tally: Arc::clone(&tally),
            is_running: true,
            reason: None,
        });
        lock(&self.recent).clear();
        self.tell_all(&Notice::Started(started));
        let (sender, receiver) = mpsc::sync_channel(QUEUE_BATCHES);
        let intake = Intake::new(capture, sender, Arc::clone(&tally));
        std::thread::spawn(move || intake.run(source));
        let hub = Arc::clone(self);
        std::thread::spawn(move || pump::run(&hub, capture, &tally, &receiver));
        capture
    }

    /// Asks the capture that runs to stop; it ends within a tenth of a second.
    pub(crate) fn ask_to_stop(&self) {
        if let Some(running) = &*lock(&self.capture) {
            running.tally.is_stopping.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a capture runs.
    pub(crate) fn is_running(&self) -> bool {
        lock(&self.capture).as_ref().is_some_and(|running| running.is_running)
    }

    /// What runs, or ran last, with its counts by now.
    pub(crate) fn started(&self) -> Option<(Started, bool, Option<String>)> {
        let guard = lock(&self.capture);
        let running = guard.as_ref()?;
        let started = Started {
            n_taken: Tally::get(&running.tally.packets),
            n_flows: Tally::get(&running.tally.flows),
            ..running.started.clone()
        };
        Some((started, running.is_running, running.reason.clone()))
    }

    pub(crate) fn status(&self, page: Option<&Page>) -> Status {
        let pages = u32::try_from(lock(&self.pages).len()).unwrap_or(u32::MAX);
        let usage = *lock(&self.usage);
        let guard = lock(&self.capture);
        let Some(running) = &*guard else {
            return Status {
                usage,
                counts: Counts {
                    pages,
                    ..Counts::default()
                },
                ..Status::default()
            };
        };
        let tally = &running.tally;
        let sent = page.map(Page::sent).unwrap_or_default();
        Status {
            is_running: running.is_running,
            capture: running.started.capture,
            counts: Counts {
                packets: Tally::get(&tally.packets),
                bytes: Tally::get(&tally.bytes),
                flows: Tally::get(&tally.flows),
                open_flows: Tally::get(&tally.open_flows),
                pages,
                sent_packets: sent.packets,
                sent_flows: sent.flows,
            },
            drops: Drops {
                kernel: Tally::get(&tally.kernel),
                interface: Tally::get(&tally.interface),
                queue: Tally::get(&tally.queue),
                slow_reader: sent.dropped_packets,
                slow_reader_flows: sent.dropped_flows,
            },
            usage,
        }
    }

    pub(crate) fn set_usage(&self, usage: Usage) {
        *lock(&self.usage) = usage;
    }

    /// Adds a page; what comes from now on goes into its queue.
    pub(crate) fn join(&self) -> (u64, Arc<Page>) {
        let id = self.next_page.fetch_add(1, Ordering::Relaxed);
        let page = Arc::new(Page::default());
        lock(&self.pages).insert(id, Arc::clone(&page));
        (id, page)
    }

    pub(crate) fn leave(&self, id: u64) {
        lock(&self.pages).remove(&id);
    }

    /// The pages by now; none is held while it is served.
    fn pages(&self) -> Vec<Arc<Page>> {
        let mut pages: Vec<_> = lock(&self.pages)
            .iter()
            .map(|(&id, page)| (id, Arc::clone(page)))
            .collect();
        pages.sort_unstable_by_key(|&(id, _)| id);
        pages.into_iter().map(|(_, page)| page).collect()
    }

    pub(crate) fn tell_all(&self, notice: &Notice) {
        for page in self.pages() {
            page.tell(notice);
        }
    }

    /// Sends every page the state, with its own counts.
    pub(crate) fn tell_status(&self) {
        for page in self.pages() {
            page.tell(&Notice::Status(self.status(Some(&page))));
        }
    }

    fn ended(&self, capture: u64, reason: Option<String>) {
        if let Some(running) = &mut *lock(&self.capture)
            && running.started.capture == capture
        {
            running.is_running = false;
            running.reason = reason;
        }
    }
}
