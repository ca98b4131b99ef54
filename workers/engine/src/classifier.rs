//! What the page wants of the classifier that names attacks.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use wiresift_engine::case::Piece;
use wiresift_engine::message::{
    ClassifierAction, ClassifierSettings, ClassifierView, Command, ErrorReport, Event, JobId, RequestId,
};

use crate::cases::{self, MAX_FILE_BYTES, bytes_of, file_stem, refused};
use crate::family;
use crate::shell::{self, answer, tell, with_session};

/// Does what a command says; one that is not about the classifier is left alone.
pub(crate) fn handle(command: Command, file: &JsValue) {
    match command {
        Command::Teach { job, settings } => teach(job, &settings),
        Command::Classifier { request, action } => {
            let view = with_session(|session| session.on_classifier(action));
            if action != ClassifierAction::Look && view.is_ok() {
                changed();
            }
            answer(request, view.map(|view| event(request, view)));
        }
        Command::ExportClassifier { request } => answer(request, export(request)),
        Command::ImportClassifier { request } => {
            let file = file.dyn_ref::<Blob>().cloned();
            spawn_local(async move { answer(request, import(request, file).await) });
        }
        _ => {}
    }
}

fn teach(job: JobId, settings: &ClassifierSettings) {
    shell::begin(job);
    shell::start_run(job, with_session(|session| session.teach(settings)));
}

/// The classifier was trained: its job is over.
pub(crate) fn taught(job: JobId) {
    shell::end();
    tell(&Event::Taught {
        job,
        view: Box::new(with_session(|session| session.classifier())),
    });
    changed();
}

/// Another classifier, or none: it is kept with the case, and names the rows.
fn changed() {
    cases::changed(&[Piece::Classifier]);
    family::name_attacks(with_session(|session| session.slots()));
}

fn event(request: RequestId, view: ClassifierView) -> Event {
    Event::Classifier {
        request,
        view: Box::new(view),
    }
}

fn export(request: RequestId) -> Result<Event, ErrorReport> {
    let (name, bytes) = with_session(|session| session.export_classifier())?;
    Ok(Event::Exported {
        request,
        file_name: format!("{}.safetensors", file_stem(&name)),
        bytes,
    })
}

async fn import(request: RequestId, file: Option<Blob>) -> Result<Event, ErrorReport> {
    let file = file.ok_or_else(|| ErrorReport::bug("No file came with the command to read one.".to_owned()))?;
    if file.size() > MAX_FILE_BYTES {
        return Err(refused(
            "This file is larger than any classifier.",
            "Choose a file that Wiresift exported.",
        ));
    }
    let bytes = bytes_of(&file).await?;
    let view = with_session(|session| session.import_classifier(bytes))?;
    changed();
    Ok(event(request, view))
}
