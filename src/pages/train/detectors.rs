//! The detectors and their parameters.

use leptos::prelude::*;
use wiresift_engine::message::{
    AutoencoderSettings, DetectorKind, IsolationForestSettings, LocalOutlierFactorSettings, NeuralBackend,
    OneClassSvmSettings, TrainingSettings,
};

use super::whole;
use crate::components::card::Card;
use crate::components::field::{NumberField, Segments, Switch};
use crate::components::help::{Help, Topic};
use crate::state::names;

/// Reads and writes one detector's settings within all of them.
type Lens<T> = fn(&mut TrainingSettings) -> &mut Option<T>;

/// A number field: the parameter's name in code, its name on the page, what it does, its bounds, its step.
struct Parameter<T> {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    bounds: (f64, f64),
    step: Option<f64>,
    get: fn(&T) -> f64,
    set: fn(&mut T, f64),
}

/// A box for each detector: on or off, and its parameters.
#[component]
pub(super) fn DetectorSettings(settings: RwSignal<TrainingSettings>, is_busy: Signal<bool>) -> impl IntoView {
    view! {
        <Card title="Detectors" note="Each looks in its own way; what several of them flag is rarely chance.">
            <div class="ws-detectors">
                {detector(settings, is_busy, DetectorKind::IsolationForest, "Isolates each by random cuts: odd ones need few.", |all| &mut all.isolation_forest, isolation_forest())}
                {detector(settings, is_busy, DetectorKind::LocalOutlierFactor, "Compares how crowded a place is with its neighbours' places.", |all| &mut all.local_outlier_factor, local_outlier_factor())}
                {detector(settings, is_busy, DetectorKind::OneClassSvm, "Draws a boundary around the bulk.", |all| &mut all.one_class_svm, one_class_svm())}
                {detector(settings, is_busy, DetectorKind::Autoencoder, "Learns to squeeze and restore: odd ones come back wrong.", |all| &mut all.autoencoder, autoencoder())}
            </div>
            <Backend settings=settings is_busy=is_busy />
        </Card>
    }
}

fn detector<T: Copy + Default + Send + Sync + 'static>(
    settings: RwSignal<TrainingSettings>,
    is_busy: Signal<bool>,
    kind: DetectorKind,
    text: &'static str,
    lens: Lens<T>,
    parameters: Vec<Parameter<T>>,
) -> impl IntoView {
    let read = move || {
        let mut all = settings.get();
        *lens(&mut all)
    };
    let is_on = Signal::derive(move || read().is_some());
    // What was set is still there after switching off and on again.
    let kept = StoredValue::new(T::default());
    let switch = move |on: bool| {
        if let Some(now) = read() {
            kept.set_value(now);
        }
        settings.update(|all| *lens(all) = on.then(|| kept.get_value()));
    };
    let field = move |parameter: Parameter<T>| {
        let Parameter {
            id,
            label,
            help,
            bounds,
            step,
            get,
            set,
        } = parameter;
        let value = Signal::derive(move || get(&read().unwrap_or_else(|| kept.get_value())));
        let change = move |number| {
            settings.update(|all| {
                if let Some(one) = lens(all) {
                    set(one, number);
                }
            });
        };
        let disabled = Signal::derive(move || is_busy.get() || !is_on.get());
        match step {
            Some(step) => view! { <NumberField label help id value min=bounds.0 max=bounds.1 step=step disabled on_change=change /> }.into_any(),
            None => view! { <NumberField label help id value min=bounds.0 max=bounds.1 disabled on_change=change /> }.into_any(),
        }
    };
    view! {
        <section class="ws-detector" class:ws-detector--off=move || !is_on.get() aria-label=names::detector(kind)>
            <Switch label=names::detector(kind) value=is_on testid=format!("use-{}", kind.name()) disabled=is_busy on_change=switch />
            <p class="ws-detector__text">{text}</p>
            <Help topic=Topic::Detector(kind) />
            <div class="ws-detector__fields">{parameters.into_iter().map(field).collect_view()}</div>
        </section>
    }
}

#[component]
fn Backend(settings: RwSignal<TrainingSettings>, is_busy: Signal<bool>) -> impl IntoView {
    let backend =
        Signal::derive(move || settings.with(|all| all.autoencoder.map_or(NeuralBackend::Auto, |one| one.backend)));
    let is_off = Signal::derive(move || is_busy.get() || settings.with(|all| all.autoencoder.is_none()));
    let change = move |backend| {
        settings.update(|all| {
            if let Some(one) = &mut all.autoencoder {
                one.backend = backend;
            }
        });
    };
    view! {
        <div class="ws-field ws-field--row">
            <span class="ws-field__label">"Autoencoder runs on"</span>
            <Segments
                label="Autoencoder runs on"
                name="backend"
                options=vec![(NeuralBackend::Auto, "Whichever is faster"), (NeuralBackend::Cpu, "CPU"), (NeuralBackend::WebGpu, "WebGPU")]
                value=backend
                disabled=is_off
                on_change=change
            />
        </div>
    }
}

fn isolation_forest() -> Vec<Parameter<IsolationForestSettings>> {
    vec![
        Parameter {
            id: "n-estimators",
            label: "Trees",
            help: "More are steadier and slower.",
            bounds: (1.0, 2_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.n_estimators),
            set: |one, n| one.n_estimators = narrow(n),
        },
        Parameter {
            id: "max-samples",
            label: "Rows per tree",
            help: "Few are enough to tell odd ones.",
            bounds: (2.0, 65_536.0),
            step: Some(1.0),
            get: |one| f64::from(one.max_samples),
            set: |one, n| one.max_samples = narrow(n),
        },
    ]
}

fn local_outlier_factor() -> Vec<Parameter<LocalOutlierFactorSettings>> {
    vec![
        Parameter {
            id: "n-neighbors",
            label: "Neighbours",
            help: "That a row is compared with.",
            bounds: (1.0, 1_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.n_neighbors),
            set: |one, n| one.n_neighbors = narrow(n),
        },
        Parameter {
            id: "max-reference-rows",
            label: "Reference rows, at most",
            help: "Different rows kept to compare with.",
            bounds: (100.0, 200_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.max_reference_rows),
            set: |one, n| one.max_reference_rows = narrow(n),
        },
    ]
}

fn one_class_svm() -> Vec<Parameter<OneClassSvmSettings>> {
    vec![
        Parameter {
            id: "nu",
            label: "Nu",
            help: "Share that may lie outside, above 0.",
            bounds: (0.001, 1.0),
            step: None,
            get: |one| one.nu,
            set: |one, nu| one.nu = nu,
        },
        Parameter {
            id: "max-training-rows-svm",
            label: "Training rows, at most",
            help: "Time grows with their square.",
            bounds: (100.0, 50_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.max_training_rows),
            set: |one, n| one.max_training_rows = narrow(n),
        },
        Parameter {
            id: "gamma",
            label: "Gamma",
            help: "Width of the kernel; 0 sets it from the data.",
            bounds: (0.0, 1_000.0),
            step: None,
            get: |one| one.gamma.unwrap_or_default(),
            set: |one, gamma| one.gamma = (gamma > 0.0).then_some(gamma),
        },
    ]
}

fn autoencoder() -> Vec<Parameter<AutoencoderSettings>> {
    vec![
        Parameter {
            id: "n-epochs",
            label: "Epochs",
            help: "Passes over the rows; it stops early by itself.",
            bounds: (1.0, 1_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.n_epochs),
            set: |one, n| one.n_epochs = narrow(n),
        },
        Parameter {
            id: "batch-size",
            label: "Batch size",
            help: "Rows per step.",
            bounds: (1.0, 8_192.0),
            step: Some(1.0),
            get: |one| f64::from(one.batch_size),
            set: |one, n| one.batch_size = narrow(n),
        },
        Parameter {
            id: "learning-rate",
            label: "Learning rate",
            help: "Adam's step size.",
            bounds: (0.000_001, 1.0),
            step: None,
            get: |one| one.learning_rate,
            set: |one, rate| one.learning_rate = rate,
        },
        Parameter {
            id: "max-training-rows",
            label: "Training rows, at most",
            help: "More are sampled down.",
            bounds: (100.0, 1_000_000.0),
            step: Some(1.0),
            get: |one| f64::from(one.max_training_rows),
            set: |one, n| one.max_training_rows = narrow(n),
        },
    ]
}

fn narrow(number: f64) -> u32 {
    u32::try_from(whole(number)).unwrap_or(u32::MAX)
}
