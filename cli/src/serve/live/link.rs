//! The connection to the sidecar: opened, kept, and opened again when it breaks.

use std::io;
use std::net::TcpStream;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use tungstenite::protocol::WebSocketConfig;
use tungstenite::{ClientRequestBuilder, Message, WebSocket};
use wiresift_wire::{
    FailureKind, MAX_BATCH_BYTES, Notice, Request, SOCKET_PATH, VERSION, decode_notice, encode_request,
};

use super::{Incoming, LinkState, SidecarAddress};

/// Wait after the first failure; doubled with each further one, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// A connection that says nothing for so long is dead: the sidecar reports every second.
const MAX_SILENCE: Duration = Duration::from_secs(15);

/// Why a connection ended.
enum End {
    /// Another try may help.
    Broken(String),
    /// Another try would end the same.
    Refused(String),
    /// Nobody listens on this side any more.
    Unheard,
}

impl From<tungstenite::Error> for End {
    fn from(error: tungstenite::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Runs until nobody listens or the sidecar refuses.
pub(super) fn run(address: &SidecarAddress, incoming: &SyncSender<Incoming>) {
    let mut wait = FIRST_WAIT;
    loop {
        if tell(incoming, "connecting", None).is_err() {
            return;
        }
        let mut was_on = false;
        let (state, message) = match session(address, incoming, &mut was_on) {
            End::Unheard => return,
            End::Refused(message) => ("refused", message),
            End::Broken(message) => ("waiting", message),
        };
        if tell(incoming, state, Some(message)).is_err() || state == "refused" {
            return;
        }
        wait = if was_on { FIRST_WAIT } else { wait };
        thread::sleep(wait);
        wait = (2 * wait).min(LONGEST_WAIT);
    }
}

fn tell(incoming: &SyncSender<Incoming>, state: &'static str, message: Option<String>) -> Result<(), End> {
    let told = incoming.send(Incoming::Link(LinkState { state, message }));
    told.map_err(|_closed| End::Unheard)
}

fn session(address: &SidecarAddress, incoming: &SyncSender<Incoming>, was_on: &mut bool) -> End {
    match converse(address, incoming, was_on) {
        Ok(never) => match never {},
        Err(end) => end,
    }
}

/// One connection, from its start to its end.
fn converse(
    address: &SidecarAddress,
    incoming: &SyncSender<Incoming>,
    was_on: &mut bool,
) -> Result<std::convert::Infallible, End> {
    let mut socket = open(address).map_err(End::Broken)?;
    let hello = Request::Hello {
        version: VERSION,
        token: address.token.clone(),
    };
    let hello = encode_request(&hello).map_err(|error| End::Refused(error.to_string()))?;
    socket.send(Message::text(hello))?;
    loop {
        let message = match socket.read()? {
            Message::Binary(bytes) => Incoming::Batch(bytes.into()),
            Message::Text(text) => match decode_notice(&text) {
                Ok(notice) => {
                    heard(&notice, incoming, was_on)?;
                    Incoming::Notice(Box::new(notice))
                }
                Err(error) => return Err(End::Refused(error.to_string())),
            },
            Message::Close(_) => return Err(End::Broken("the sidecar closed the connection".to_owned())),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
        };
        incoming.send(message).map_err(|_closed| End::Unheard)?;
    }
}

fn heard(notice: &Notice, incoming: &SyncSender<Incoming>, was_on: &mut bool) -> Result<(), End> {
    match notice {
        Notice::Welcome { .. } => {
            *was_on = true;
            tell(incoming, "on", None)
        }
        Notice::Failed {
            kind: FailureKind::Token | FailureKind::Version,
            message,
        } => Err(End::Refused(message.clone())),
        _ => Ok(()),
    }
}

fn open(address: &SidecarAddress) -> Result<WebSocket<TcpStream>, String> {
    let place = address.socket;
    let said = |error: io::Error| format!("no sidecar answers at {place}: {error}");
    let stream = TcpStream::connect_timeout(&place, CONNECT_WAIT).map_err(said)?;
    stream.set_read_timeout(Some(MAX_SILENCE)).map_err(said)?;
    stream.set_write_timeout(Some(MAX_SILENCE)).map_err(said)?;
    let uri = format!("ws://{place}{SOCKET_PATH}").parse();
    let uri = uri.map_err(|error: tungstenite::http::uri::InvalidUri| error.to_string())?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_BATCH_BYTES))
        .max_frame_size(Some(MAX_BATCH_BYTES));
    let request = ClientRequestBuilder::new(uri);
    let opened = tungstenite::client::client_with_config(request, stream, Some(config));
    opened.map(|(socket, _)| socket).map_err(|error| error.to_string())
}
