//! The websocket of a page.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::time::timeout;
use wiresift_gate::{Bucket, Rate};
use wiresift_wire::{FailureKind, MAX_CONTROL_BYTES, Notice, Request, VERSION, decode_request, encode_notice};

use super::{MAX_PAGES, Server, Shared, api};
use crate::control::Failure;
use crate::hub::{Outgoing, Page};
use crate::source::{self, CAN_CAPTURE};

/// How long a page may take to say who it is.
const HELLO_WAIT: Duration = Duration::from_secs(5);
/// How long one message may take to leave: a page that reads nothing for so long is cut off.
const SEND_WAIT: Duration = Duration::from_secs(30);
/// Requests a second, and how many at once.
const REQUEST_RATE: Rate = Rate {
    per_second: 20.0,
    burst: 40.0,
};

/// Counts a page for as long as it lives.
struct Seat<'s>(&'s AtomicUsize);

impl<'s> Seat<'s> {
    fn take(n_pages: &'s AtomicUsize) -> Option<Self> {
        let next = |n: usize| (n < MAX_PAGES).then_some(n + 1);
        n_pages.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).ok()?;
        Some(Self(n_pages))
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Answers the upgrade. The gate has looked at `Host` and `Origin` before.
pub(super) async fn upgrade(
    State(server): Shared,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return api::failure(StatusCode::UPGRADE_REQUIRED, "this path speaks websocket");
    };
    upgrade
        .max_message_size(MAX_CONTROL_BYTES)
        .max_frame_size(MAX_CONTROL_BYTES)
        .on_upgrade(move |socket| async move { page(&server, socket).await })
}

async fn page(server: &Arc<Server>, mut socket: WebSocket) {
    if let Err(failure) = greet(server, &mut socket).await {
        return refuse(socket, failure).await;
    }
    let Some(_seat) = Seat::take(&server.n_pages) else {
        let message = format!("{MAX_PAGES} pages are connected already");
        return refuse(
            socket,
            Failure {
                kind: FailureKind::Limit,
                message,
            },
        )
        .await;
    };
    let (id, page) = server.control.hub.join();
    welcome(server, &page);
    if let Err(failure) = talk(server, &mut socket, &page).await {
        refuse(socket, failure).await;
    }
    server.control.hub.leave(id);
}

/// The first message must hold version and token.
async fn greet(server: &Server, socket: &mut WebSocket) -> Result<(), Failure> {
    let fail = |kind, message: &str| Failure {
        kind,
        message: message.to_owned(),
    };
    let first = match timeout(HELLO_WAIT, socket.recv()).await {
        Ok(Some(Ok(Message::Text(text)))) => decode_request(&text).ok(),
        _ => None,
    };
    let Some(Request::Hello { version, token }) = first else {
        return Err(fail(
            FailureKind::Token,
            "the first message must be a hello with the token",
        ));
    };
    if !server.gate.knows(&token) {
        return Err(fail(
            FailureKind::Token,
            "the token is not that of this start: open the printed address again",
        ));
    }
    if version != VERSION {
        let message = format!("the page speaks version {version}, the sidecar {VERSION}: use both of one release");
        return Err(fail(FailureKind::Version, &message));
    }
    Ok(())
}

fn welcome(server: &Server, page: &Page) {
    let control = &server.control;
    page.tell(&Notice::Welcome {
        version: VERSION,
        release: env!("CARGO_PKG_VERSION").to_owned(),
        can_replay: control.defaults.replay.is_some(),
        can_capture: CAN_CAPTURE,
        can_save: control.defaults.save_folder.is_some(),
    });
    if let Some((started, true, _)) = control.hub.started() {
        page.tell(&Notice::Started(started));
    }
    page.tell(&Notice::Status(control.hub.status(Some(page))));
}

/// Both directions, until one ends.
async fn talk(server: &Arc<Server>, socket: &mut WebSocket, page: &Arc<Page>) -> Result<(), Failure> {
    let mut rate = Bucket::new(REQUEST_RATE);
    loop {
        tokio::select! {
            outgoing = page.next() => match outgoing {
                Outgoing::Text(text) => send(socket, Message::Text(text)).await?,
                Outgoing::Data(data) => send(socket, Message::Binary(data)).await?,
                Outgoing::Close(reason) => return Err(limit(reason)),
            },
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Text(text))) if rate.take() => answer(server, page, &text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) if rate.take() => {}
                Some(Ok(Message::Binary(_))) => return Err(limit("a page sends no binary messages")),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => return Err(limit("too many requests")),
            },
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Failure> {
    match timeout(SEND_WAIT, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(limit("the connection broke")),
        Err(_) => Err(limit("this page reads too slowly")),
    }
}

fn limit(message: &str) -> Failure {
    Failure {
        kind: FailureKind::Limit,
        message: message.to_owned(),
    }
}

/// Does what is asked, beside this task: opening a device or a file may take a moment.
fn answer(server: &Arc<Server>, page: &Arc<Page>, text: &str) {
    let request = match decode_request(text) {
        Ok(request) => request,
        Err(error) => {
            let message = error.to_string();
            return page.tell(
                &Failure {
                    kind: FailureKind::Request,
                    message,
                }
                .into(),
            );
        }
    };
    let (server, page) = (Arc::clone(server), Arc::clone(page));
    match request {
        Request::Carry { carry } => page.wish(carry),
        Request::Pause => page.pause(true),
        Request::Resume => page.pause(false),
        Request::Status => page.tell(&Notice::Status(server.control.hub.status(Some(&page)))),
        Request::Hello { .. } => {}
        Request::Interfaces | Request::Start { .. } | Request::Stop | Request::Save { .. } => {
            tokio::task::spawn_blocking(move || match slow(&server, &request) {
                Ok(Some(notice)) => page.tell(&notice),
                Ok(None) => {}
                Err(failure) => page.tell(&failure.into()),
            });
        }
    }
}

/// Requests that wait for the system.
fn slow(server: &Server, request: &Request) -> Result<Option<Notice>, Failure> {
    let control = &server.control;
    match request {
        Request::Interfaces => Ok(Some(Notice::Interfaces {
            interfaces: source::interfaces()?,
        })),
        Request::Start { options } => control.start(options).map(|_| None),
        Request::Stop => control.stop().map(|()| None),
        Request::Save { name } => control.save(name).map(Some),
        _ => Ok(None),
    }
}

/// Says why, and closes. A peer that does not take even that is let go.
async fn refuse(mut socket: WebSocket, failure: Failure) {
    let reason = failure.message.clone().into();
    if let Ok(text) = encode_notice(&failure.into()) {
        drop(timeout(Duration::from_secs(1), socket.send(Message::Text(text.into()))).await);
    }
    let close = CloseFrame {
        code: close_code::POLICY,
        reason,
    };
    drop(timeout(Duration::from_secs(1), socket.send(Message::Close(Some(close)))).await);
}
