//! Live traffic: batches from the sidecar's websocket into [`Live`], views and alerts to the page, all in this worker, so that
//! the page's thread has nothing to do but draw.

mod link;
mod run;
mod words;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use wiresift_engine::Opened;
use wiresift_engine::live::Live;
use wiresift_engine::message::{
    Capturing, ErrorReport, Event, LiveCommand, LiveEvent, LiveSettings, RowDetail, Sidecar, SidecarHealth, TableSlot,
};
use wiresift_wire::{Carry, Notice, Request, Source, Started};
use wiresift_worker_shell::scope;

use crate::shell;
use link::Link;
use run::Runner;
pub(crate) use words::{forgotten, nothing};

/// Time between two looks, in ms: flows are scored, and the page is told, so often.
const TICK_MILLIS: i32 = 250;

thread_local! {
    static LIVE: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Everything there is, once live analysis was asked for.
struct Watch {
    live: Live,
    link: Link,
    runner: Runner,
    capturing: Option<Capturing>,
    /// Whether something came since the last view.
    is_fresh: bool,
    _on_tick: Closure<dyn FnMut()>,
}

/// Runs `act` on the live analysis, which begins with the first command.
fn with<T>(act: impl FnOnce(&mut Watch) -> T) -> Option<T> {
    if LIVE.with_borrow(Option::is_none) {
        let watch = Watch::new().map_err(|report| tell(LiveEvent::Failed(report))).ok();
        LIVE.with_borrow_mut(|place| *place = watch);
    }
    LIVE.with_borrow_mut(|place| place.as_mut().map(act))
}

pub(crate) fn handle(command: LiveCommand) {
    let failed = with(|watch| watch.handle(command));
    if let Some(Err(report)) = failed {
        tell(LiveEvent::Failed(report));
    }
}

/// Everything about the flow of an alert.
pub(crate) fn alert(id: u64) -> Option<RowDetail> {
    with(|watch| watch.live.alert_detail(id).cloned()).flatten()
}

/// What was seen, as tables.
pub(crate) fn tables() -> Vec<(TableSlot, Opened)> {
    with(|watch| watch.live.tables()).unwrap_or_default()
}

fn tell(event: LiveEvent) {
    shell::tell(&Event::Live(Box::new(event)));
}

impl Watch {
    fn new() -> Result<Self, ErrorReport> {
        let on_tick = Closure::new(|| {
            with(Watch::tick);
        });
        let callback = on_tick.as_ref().unchecked_ref();
        // Never ended: the analysis lives as long as the worker.
        drop(scope().set_interval_with_callback_and_timeout_and_arguments_0(callback, TICK_MILLIS));
        Ok(Self {
            live: Live::new(LiveSettings::default())?,
            link: Link::default(),
            runner: Runner::default(),
            capturing: None,
            is_fresh: false,
            _on_tick: on_tick,
        })
    }

    fn handle(&mut self, command: LiveCommand) -> Result<(), ErrorReport> {
        match command {
            LiveCommand::Connect { port, token } => {
                self.link.connect(port, token);
                tell(LiveEvent::View(Box::new(self.live.whole_view())));
            }
            LiveCommand::Disconnect => {
                self.link.end();
                self.capture(None);
            }
            LiveCommand::Interfaces => self.link.send(&Request::Interfaces),
            LiveCommand::Start(options) => self.link.send(&Request::Start { options }),
            LiveCommand::Stop => self.link.send(&Request::Stop),
            LiveCommand::Pause(is_paused) => {
                self.link
                    .send(if is_paused { &Request::Pause } else { &Request::Resume });
                let paused = self
                    .capturing
                    .take()
                    .map(|capturing| Capturing { is_paused, ..capturing });
                self.capture(paused);
            }
            LiveCommand::Save(name) => self.link.send(&Request::Save { name }),
            LiveCommand::Settings(settings) => self.live.set_settings(settings)?,
            LiveCommand::Collect => {
                let goal = self.live.settings().baseline;
                self.live.collect(goal);
                self.is_fresh = true;
            }
            LiveCommand::Learn => self.live.learn_now()?,
            LiveCommand::Mute(alert) => {
                self.live.mute(alert);
                self.is_fresh = true;
            }
            // The shell's: it is about the session.
            LiveCommand::Open(_) => {}
        }
        Ok(())
    }

    fn tick(&mut self) {
        if self.link.tick() {
            self.on_lost();
        }
        self.runner.tick(&mut self.live);
        if self.is_fresh || self.capturing.is_some() || self.live.is_busy() {
            self.is_fresh = false;
            tell(LiveEvent::View(Box::new(self.live.view())));
        }
    }

    fn capture(&mut self, capturing: Option<Capturing>) {
        if self.capturing != capturing {
            self.capturing.clone_from(&capturing);
            self.is_fresh = true;
            tell(LiveEvent::Capturing(capturing));
        }
    }

    /// The connection is gone; what runs in the sidecar is not known until it is back.
    fn on_lost(&mut self) {
        self.capture(None);
    }

    fn on_batch(&mut self, message: &[u8]) {
        // It is counted, and said in the view.
        drop(self.live.take_batch(message));
        self.is_fresh = true;
    }

    fn on_notice(&mut self, notice: Notice) {
        match notice {
            Notice::Welcome {
                release,
                can_replay,
                can_capture,
                can_save,
                ..
            } => {
                self.link.on_welcome(Sidecar {
                    release,
                    can_replay,
                    can_capture,
                    can_save,
                });
                self.link.send(&Request::Interfaces);
            }
            Notice::Interfaces { interfaces } => tell(LiveEvent::Interfaces(interfaces)),
            Notice::Started(started) => self.on_started(&started),
            Notice::Stopped(stopped) => {
                self.live.on_stopped(&stopped);
                self.capture(None);
                if let Some(reason) = stopped.reason {
                    let is_fault = stopped.is_fault;
                    tell(LiveEvent::Ended { reason, is_fault });
                }
            }
            Notice::Carrying {
                carry,
                next_packet,
                next_flow,
                ..
            } => {
                self.live.on_carrying(carry, next_packet, next_flow);
                let carrying = self.capturing.take().map(|capturing| Capturing {
                    as_flows: carry == Carry::Flows,
                    ..capturing
                });
                self.capture(carrying);
            }
            Notice::Status(status) => tell(LiveEvent::Health(SidecarHealth {
                n_taken: status.counts.packets,
                drops: status.drops,
                usage: status.usage,
            })),
            Notice::Saved { name, n_packets, .. } => tell(LiveEvent::Saved { name, n_packets }),
            Notice::Failed { kind, message } => {
                let report = words::failure(kind, message);
                if words::is_final(kind) {
                    self.link.refuse(report);
                } else {
                    tell(LiveEvent::Failed(report));
                }
            }
        }
    }

    fn on_started(&mut self, started: &Started) {
        self.live.on_started(started);
        let source = match &started.source {
            Source::Interface { name } => name.clone(),
            Source::Replay { .. } => "replay".to_owned(),
        };
        self.capture(Some(Capturing {
            source,
            filter: started.filter.clone(),
            as_flows: false,
            is_paused: false,
        }));
    }
}
