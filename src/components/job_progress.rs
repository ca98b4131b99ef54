//! A long command while it runs.

use leptos::prelude::*;
use wiresift_engine::message::{DetectorKind, TrainingSettings};

use super::live_capture::LiveCaptureView;
use crate::format;
use crate::state::{Job, JobKind, StageProgress, names};

/// How far a job is, what it does now, how long it will take, and a way to stop it.
#[component]
pub fn JobProgress(
    /// The job; nothing is shown without one.
    #[prop(into)]
    job: Signal<Option<Job>>,
    /// It shall stop.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let fraction = move || job.with(|job| job.as_ref().map_or(0.0, Job::fraction));
    let title = move || job.with(|job| job.as_ref().map(|job| job.kind.title()));
    let is_cancelling = move || job.with(|job| job.as_ref().is_some_and(|job| job.is_cancelling));
    let capture = Memo::new(move |_| job.with(|job| job.as_ref().and_then(|job| job.capture.clone())));
    let testid = move || {
        job.with(|job| match job.as_ref().map(|job| &job.kind) {
            Some(JobKind::Open { .. } | JobKind::Restore { .. }) => "read-progress",
            _ => "train-progress",
        })
    };
    view! {
        <section class="ws-job" data-testid=testid data-value=move || fraction().to_string()>
            <div class="ws-job__head">
                <strong class="ws-job__title">{title}</strong>
                <span class="ws-job__stage">{move || job.with(|job| stage(job.as_ref()))}</span>
            </div>
            <progress class="ws-progress" max="1" prop:value=fraction aria-label=title></progress>
            <div class="ws-job__foot">
                <span class="ws-job__percent">{move || format!("{:.0}%", fraction() * 100.0)}</span>
                <span>{move || job.with(|job| rows(job.as_ref()))}</span>
                <span>{move || job.with(|job| left(job.as_ref()))}</span>
                <button
                    type="button"
                    class="ws-button ws-job__cancel"
                    data-testid="cancel"
                    disabled=is_cancelling
                    on:click=move |_| on_cancel.run(())
                >
                    {move || if is_cancelling() { "Cancelling…" } else { "Cancel" }}
                </button>
            </div>
            <Show when=move || capture.with(Option::is_some)>
                <LiveCaptureView capture=capture />
            </Show>
        </section>
    }
}

/// One row a detector: waiting, fitting, scoring, done.
#[component]
pub fn DetectorProgress(
    /// The training.
    #[prop(into)]
    job: Signal<Option<Job>>,
    /// For which detectors take part.
    #[prop(into)]
    settings: Signal<TrainingSettings>,
) -> impl IntoView {
    let row = move |kind: DetectorKind| {
        let stage = Memo::new(move |_| job.with(|job| job.as_ref().and_then(|job| job.detector(kind))));
        view! {
            <li class="ws-detector-progress" data-testid=format!("progress-{}", kind.name()) data-value=move || overall(stage.get()).to_string()>
                <span>{names::detector(kind)}</span>
                <progress class="ws-progress ws-progress--thin" max="1" prop:value=move || overall(stage.get()) aria-label=names::detector(kind)></progress>
                <span class="ws-detector-progress__state">{move || state(stage.get())}</span>
            </li>
        }
    };
    view! {
        <ul class="ws-detector-progress-list">
            {move || {
                DetectorKind::ALL.into_iter().filter(|kind| settings.with(|settings| takes_part(settings, *kind))).map(row).collect_view()
            }}
        </ul>
    }
}

/// Whether a detector is chosen.
pub fn takes_part(settings: &TrainingSettings, kind: DetectorKind) -> bool {
    match kind {
        DetectorKind::IsolationForest => settings.isolation_forest.is_some(),
        DetectorKind::LocalOutlierFactor => settings.local_outlier_factor.is_some(),
        DetectorKind::OneClassSvm => settings.one_class_svm.is_some(),
        DetectorKind::Autoencoder => settings.autoencoder.is_some(),
    }
}

fn overall(stage: Option<StageProgress>) -> f64 {
    stage.map_or(0.0, |stage| f64::midpoint(stage.fit, stage.score))
}

fn state(stage: Option<StageProgress>) -> String {
    match stage {
        None => "Waiting".to_owned(),
        Some(StageProgress { score, .. }) if score >= 1.0 => "Done".to_owned(),
        Some(StageProgress { fit, score }) if score > 0.0 || fit >= 1.0 => format!("Scoring {:.0}%", score * 100.0),
        Some(StageProgress { fit, .. }) => format!("Fitting {:.0}%", fit * 100.0),
    }
}

fn stage(job: Option<&Job>) -> Option<String> {
    let job = job?;
    if job.is_cancelling {
        return None;
    }
    Some(job.progress.as_ref().map_or_else(
        || "Starting".to_owned(),
        |progress| names::stage(progress.stage, job.noun),
    ))
}

fn rows(job: Option<&Job>) -> Option<String> {
    let job = job?;
    // A capture says more of itself below.
    let rows = job.progress.as_ref()?.rows.filter(|_| job.capture.is_none())?;
    Some(format::counted(rows, job.noun))
}

fn left(job: Option<&Job>) -> Option<String> {
    let left = job?.progress.as_ref()?.seconds_left?;
    Some(if left < 1.0 {
        "Almost done".to_owned()
    } else {
        format!("About {} left", format::whole_seconds(left))
    })
}
