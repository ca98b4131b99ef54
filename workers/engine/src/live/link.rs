//! The websocket to the sidecar: opened, kept, and opened again when it breaks.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};
use wiresift_engine::message::{ErrorReport, LiveEvent, LiveLink, Sidecar};
use wiresift_wire::{Request, SOCKET_PATH, VERSION, decode_notice, encode_request};
use wiresift_worker_shell::{now, scope};

use super::{tell, with, words};

/// Seconds to wait after the first failure; doubled with each further one.
const FIRST_WAIT: f64 = 0.5;
/// Longest wait in seconds.
const LONGEST_WAIT: f64 = 10.0;
/// A connection that says nothing for so many seconds is dead: the sidecar reports every second.
const MAX_SILENCE: f64 = 15.0;

/// The connection, as it is wanted and as it is.
#[derive(Default)]
pub(super) struct Link {
    wanted: Option<Wanted>,
    socket: Option<Socket>,
    state: LiveLink,
    /// Failures since the last welcome.
    n_failures: u32,
    /// When to try again.
    next_try: f64,
    /// When something came last.
    heard: f64,
    was_on: bool,
    n_sockets: u32,
}

struct Wanted {
    port: u16,
    token: String,
}

/// A socket; dropping it closes it.
struct Socket {
    /// Late words of an earlier socket are recognised by it.
    number: u32,
    inner: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.inner.set_onmessage(None);
        self.inner.set_onopen(None);
        self.inner.set_onclose(None);
        // A socket that is closed already needs no closing.
        drop(self.inner.close());
    }
}

impl Link {
    pub(super) fn connect(&mut self, port: u16, token: String) {
        self.wanted = Some(Wanted { port, token });
        self.socket = None;
        self.n_failures = 0;
        self.was_on = false;
        self.open();
    }

    pub(super) fn end(&mut self) {
        self.wanted = None;
        self.socket = None;
        self.set(LiveLink::Off);
    }

    /// Ends it for a reason that another try would not change.
    pub(super) fn refuse(&mut self, report: ErrorReport) {
        self.wanted = None;
        self.socket = None;
        self.set(LiveLink::Refused(report));
    }

    pub(super) fn send(&self, request: &Request) {
        let Some(socket) = &self.socket else {
            return tell(LiveEvent::Failed(words::not_connected()));
        };
        let sent = encode_request(request).map_err(|error| error.to_string());
        let sent = sent.and_then(|text| socket.inner.send_with_str(&text).map_err(|error| format!("{error:?}")));
        if let Err(reason) = sent {
            tell(LiveEvent::Failed(words::not_sent(&reason)));
        }
    }

    pub(super) fn on_welcome(&mut self, sidecar: Sidecar) {
        self.n_failures = 0;
        self.was_on = true;
        self.set(LiveLink::On(sidecar));
    }

    /// Tries again when it is time, and gives up on a socket that says nothing: a laptop that slept has such ones. True where
    /// the connection was given up.
    pub(super) fn tick(&mut self) -> bool {
        match &self.socket {
            _ if self.wanted.is_none() => {}
            Some(_) if now() - self.heard > MAX_SILENCE => {
                self.lose();
                return true;
            }
            None if now() >= self.next_try => self.open(),
            Some(_) | None => {}
        }
        false
    }

    fn open(&mut self) {
        let Some(Wanted { port, .. }) = &self.wanted else {
            return;
        };
        self.n_sockets += 1;
        let url = format!("ws://127.0.0.1:{port}{SOCKET_PATH}");
        self.heard = now();
        match Socket::open(&url, self.n_sockets) {
            Ok(socket) => {
                self.socket = Some(socket);
                if self.n_failures == 0 {
                    self.set(LiveLink::Connecting);
                }
            }
            Err(error) => self.refuse(words::forbidden(&format!("{error:?}"))),
        }
    }

    fn lose(&mut self) {
        self.socket = None;
        self.n_failures = self.n_failures.saturating_add(1);
        let doublings = i32::try_from(self.n_failures - 1).unwrap_or(i32::MAX).min(8);
        let seconds = (FIRST_WAIT * 2.0_f64.powi(doublings)).min(LONGEST_WAIT);
        self.next_try = now() + seconds;
        let port = self.wanted.as_ref().map_or(0, |wanted| wanted.port);
        let report = if self.was_on {
            words::gone()
        } else {
            words::absent(port, &scope().location().origin())
        };
        self.set(LiveLink::Waiting { report, seconds });
    }

    fn set(&mut self, state: LiveLink) {
        if self.state != state {
            self.state = state.clone();
            tell(LiveEvent::Link(state));
        }
    }

    fn is_current(&self, number: u32) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.number == number)
    }

    fn say_hello(&self) {
        if let Some(Wanted { token, .. }) = &self.wanted {
            self.send(&Request::Hello {
                version: VERSION,
                token: token.clone(),
            });
        }
    }
}

impl Socket {
    fn open(url: &str, number: u32) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on_open = Closure::new(move |_: Event| {
            with(|watch| {
                if watch.link.is_current(number) {
                    watch.link.say_hello();
                }
            });
        });
        let on_message = Closure::new(move |event: MessageEvent| on_message(number, &event.data()));
        let on_close = Closure::new(move |_: CloseEvent| {
            with(|watch| {
                if watch.link.is_current(number) {
                    watch.link.lose();
                    watch.on_lost();
                }
            });
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self {
            number,
            inner: socket,
            _on_message: on_message,
            _on_open: on_open,
            _on_close: on_close,
        })
    }
}

fn on_message(number: u32, data: &JsValue) {
    with(|watch| {
        if !watch.link.is_current(number) {
            return;
        }
        watch.link.heard = now();
        if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            return watch.on_batch(&Uint8Array::new(buffer).to_vec());
        }
        match data.as_string().map(|text| decode_notice(&text)) {
            Some(Ok(notice)) => watch.on_notice(notice),
            Some(Err(error)) => tell(LiveEvent::Failed(words::not_understood(&error.to_string()))),
            None => {}
        }
    });
}
