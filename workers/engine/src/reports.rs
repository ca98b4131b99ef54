//! What was found, as files; packets, for which the capture is read again.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use wiresift_engine::capture_gone;
use wiresift_engine::message::{Command, ErrorReport, Event, PacketChoice, RequestId, TableSlot};

use crate::cases::random;
use crate::read::Slices;
use crate::shell::{answer, with_session};

/// Does what a command says; one that is not about reports is left alone.
pub(crate) fn handle(command: Command, file: &JsValue) {
    match command {
        Command::WriteReport { request, slot, options } => {
            let written = with_session(|session| session.write_report(slot, &options, &random()));
            let event = |(file_name, bytes)| Event::Report {
                request,
                file_name,
                bytes,
            };
            answer(request, written.map(event));
        }
        Command::ExportPackets {
            request,
            slot,
            choice,
            name,
        } => {
            let file = file.dyn_ref::<Blob>().cloned();
            spawn_local(async move { answer(request, packets(request, slot, &choice, (&name, file)).await) });
        }
        _ => {}
    }
}

async fn packets(
    request: RequestId,
    slot: TableSlot,
    choice: &PacketChoice,
    (name, file): (&str, Option<Blob>),
) -> Result<Event, ErrorReport> {
    let file = file.ok_or_else(capture_gone)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is whole and not negative"
    )]
    let size = file.size() as u64;
    let mut search = with_session(|session| session.search_packets(slot, choice, (name, size)))?;
    let mut slices = Slices::new(file);
    // Between two slices the engine answers others.
    while let Some(bytes) = slices.next().await? {
        search.push(&bytes);
        if search.is_done() {
            break;
        }
    }
    let export = search.finish()?;
    Ok(Event::Packets { request, export })
}
