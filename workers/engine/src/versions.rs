//! What the page wants of versions that takes workers or files.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use wiresift_engine::case::Piece;
use wiresift_engine::message::{Command, ErrorReport, Event, JobId, RequestId, VersionId};
use wiresift_engine::{Goal, Pursuit, VersionFile};

use crate::cases::{self, MAX_FILE_BYTES, bytes_of, file_stem, refused};
use crate::shell::{self, answer, fail, pool_size, start_towards, tell, with_session};

/// Does what a command says; one that is not about versions is left alone.
pub(crate) fn handle(command: &Command, file: &JsValue) {
    match *command {
        Command::UseVersion { job, id } => {
            shell::begin(job);
            pursue(job, Goal::Use(id));
        }
        Command::CompareVersions { job, a, b, slot } => {
            shell::begin(job);
            pursue(job, Goal::Compare { a, b, slot });
        }
        Command::ExportVersion { request, id } => answer(request, export(request, id)),
        Command::ImportVersion { request } => {
            let file = file.dyn_ref::<Blob>().cloned();
            spawn_local(async move { answer(request, import(request, file).await) });
        }
        _ => {}
    }
}

/// Goes on towards a goal: scores what lacks scores, one version and table at a time, then does it.
pub(crate) fn pursue(job: JobId, goal: Goal) {
    match with_session(|session| session.pursue(&goal, pool_size)) {
        Err(report) => fail(Some(job), None, report),
        Ok(Pursuit::Run(run)) => start_towards(job, goal, *run),
        Ok(Pursuit::Compared(comparison)) => {
            shell::end();
            tell(&Event::Compared { job, comparison });
            if let Goal::Compare { a, b, .. } = goal {
                // They may have scored for it, which need not be done again.
                cases::changed(&[Piece::Version(a.0), Piece::Version(b.0)]);
            }
        }
        Ok(Pursuit::Used(summaries)) => {
            shell::end();
            for (slot, summary) in summaries {
                tell(&Event::Scored {
                    job,
                    slot,
                    summary: Box::new(summary),
                });
            }
            let version = with_session(|session| session.current_version());
            let version = version.map(|id| Piece::Version(id.0));
            let pieces: Vec<Piece> = [Piece::Notes].into_iter().chain(version).collect();
            cases::changed(&pieces);
        }
    }
}

fn export(request: RequestId, id: VersionId) -> Result<Event, ErrorReport> {
    let (name, bytes) = with_session(|session| session.export_version(id))?;
    Ok(Event::Exported {
        request,
        file_name: format!("{}.{}", file_stem(&name), VersionFile::EXTENSION),
        bytes,
    })
}

async fn import(request: RequestId, file: Option<Blob>) -> Result<Event, ErrorReport> {
    let file = file.ok_or_else(|| ErrorReport::bug("No file came with the command to read one.".to_owned()))?;
    if file.size() > MAX_FILE_BYTES {
        return Err(refused(
            "This file is larger than any model.",
            "Choose a file that Wiresift exported.",
        ));
    }
    let bytes = bytes_of(&file).await?;
    let (id, list) = with_session(|session| session.import_version(&bytes))?;
    cases::changed(&[Piece::Notes, Piece::Version(id.0)]);
    Ok(Event::Versions { request, list })
}
