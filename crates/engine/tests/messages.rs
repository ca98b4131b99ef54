//! Messages travel in a form that names no fields: what a type's reader must tell from a tag among its fields would not come back.

use serde_reflection::{Samples, Tracer, TracerConfig};
use wiresift_engine::message::*;

/// Reads every variant of the types, what stands within others first. One that is left out is named by the failure.
macro_rules! read_all {
    ($tracer:ident: $($type:ty),+ $(,)?) => {
        $($tracer.trace_type::<$type>(&Samples::new()).expect(stringify!($type));)+
    };
}

#[test]
fn every_message_can_be_read_without_names() {
    // A text in a message may be options in JSON.
    let options = serde_json::to_string(&StartOptions::default()).unwrap();
    let config = TracerConfig::default()
        .is_human_readable(false)
        .default_string_value(options);
    let mut tracer = Tracer::new(config);
    read_all!(
        tracer: BaselineGoal, Change, ClassWeights, ColumnKind, DetectorKind, Distribution, ErrorKind, FamilyState,
        ImportanceMeasure, IncidentStatus, JudgeKind, Judgement, LearnPart, LiveLink,
        LivePhase, MuteScope, NeuralBackend, Noun, Refinement,
        ReportFormat, ReportScope, RiskLevel, Role, Scaling, Severity, SortKey, Stage, StepKind, TableSlot, Threat, TrainOn,
        ClassifierAction, FeedbackAction, IncidentAction, LiveCommand, LiveEvent, Command, Event,
    );
    tracer.registry().unwrap();
}

#[test]
fn a_command_survives_the_way_to_the_worker() {
    let train = Command::Train {
        job: JobId(3),
        settings: TrainingSettings::default(),
    };
    let sources = [
        None,
        Some(Source::Replay {}),
        Some(Source::Interface {
            name: "eth0".to_owned(),
        }),
    ];
    let starts = sources.map(|source| {
        let options = StartOptions {
            source,
            filter: "tcp".to_owned(),
            ..StartOptions::default()
        };
        Command::Live(LiveCommand::Start(options))
    });
    for command in starts.into_iter().chain([train]) {
        let bytes = postcard::to_stdvec(&command).unwrap();
        assert_eq!(postcard::from_bytes::<Command>(&bytes).unwrap(), command);
    }
}
