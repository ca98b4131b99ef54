//! Runs tasks of the neural lane. Only with the crate feature `neural`, which brings burn.

mod device;
mod families;

use std::ops::ControlFlow;

use ndarray::ArrayView2;
use wiresift_network::{Autoencoder, AutoencoderParams, ModelError};
use wiresift_nn::{Backend, FitError, ScoreError, autoencoder};

pub use families::{Trained, learn};

use crate::message::{AutoencoderSettings, Epoch, ErrorReport, NeuralBackend};
use crate::work::{Fit, Fitted, Matrices, Output, Task, TaskError, TaskProgress};

/// Runs a task of [`Lane::Neural`](crate::work::Lane::Neural). `progress` returns `Break` to stop it.
///
/// # Errors
/// [`TaskError::Cancelled`] after a `Break`; else what the network says, or that the task is not a neural one.
pub async fn run(
    task: &Task,
    matrices: &Matrices,
    progress: impl Fn(TaskProgress) -> ControlFlow<()>,
) -> Result<Output, TaskError> {
    match task {
        Task::Fit {
            fit: Fit::Autoencoder(settings),
            seed,
        } => fit(settings, *seed, matrices, progress).await.map(Output::Fitted),
        Task::Fit { fit, .. } => {
            Err(ErrorReport::bug(format!("The neural worker was asked for {}.", fit.kind().name())).into())
        }
        Task::Learn(lesson) => families::run(lesson, matrices, progress).await.map(Output::Learnt),
        Task::Score { model, slot, rows, .. } => {
            let model = Autoencoder::from_bytes(model)?;
            let backend = device::reopen(model.trained_on()).await;
            let x = matrices.rows(*slot, rows);
            let n_rows = x.nrows().max(1) as f64;
            let scored = |done: usize| progress(TaskProgress::of(done as f64 / n_rows));
            let scores = autoencoder::score_samples(&model, x, &backend, scored).await?;
            Ok(Output::Scored(scores))
        }
    }
}

async fn fit(
    settings: &AutoencoderSettings,
    seed: u64,
    matrices: &Matrices,
    progress: impl Fn(TaskProgress) -> ControlFlow<()>,
) -> Result<Fitted, TaskError> {
    let params = AutoencoderParams {
        n_epochs: settings.n_epochs,
        batch_size: settings.batch_size as usize,
        learning_rate: settings.learning_rate,
        max_training_rows: settings.max_training_rows as usize,
        seed,
        ..AutoencoderParams::default()
    };
    let (x, rows) = (matrices.training.view(), matrices.training_rows.as_slice());
    let backend = choose(settings.backend, &params, x, rows).await?;
    let trained = |epoch: wiresift_network::Epoch| {
        let fraction = f64::from(epoch.epoch) / f64::from(epoch.n_epochs.max(1));
        progress(TaskProgress {
            epoch: Some(epoch.into()),
            ..TaskProgress::of(fraction)
        })
    };
    let model = autoencoder::fit(&params, x, rows, &backend, trained).await?;
    let n_fitted_rows = model.n_training_rows() + model.n_validation_rows();
    let note = model.is_capped().then(|| {
        format!(
            "The autoencoder was fitted on {n_fitted_rows} of {} rows.",
            model.n_rows_given()
        )
    });
    Ok(Fitted {
        model: model.to_bytes().into(),
        n_fitted_rows: n_fitted_rows as u64,
        own_scores: None,
        backend: Some(backend.name().to_owned()),
        epochs: model.history().iter().map(|&epoch| epoch.into()).collect(),
        note,
    })
}

async fn choose(
    wanted: NeuralBackend,
    params: &AutoencoderParams,
    x: ArrayView2<'_, f32>,
    rows: &[u32],
) -> Result<Backend, TaskError> {
    let n_rows = rows.len().min(params.max_training_rows) as f64;
    let n_weights = 128.0 * x.ncols() as f64 + 5_500.0;
    let trial = AutoencoderParams {
        n_epochs: 1,
        max_training_rows: device::TRIAL_ROWS,
        ..params.clone()
    };
    let try_on = async |backend: &Backend| {
        let fitted = autoencoder::fit(&trial, x, rows, backend, |_| ControlFlow::Continue(())).await;
        fitted.is_ok()
    };
    device::choose(wanted, n_rows * f64::from(params.n_epochs) * n_weights, try_on).await
}

impl From<wiresift_network::Epoch> for Epoch {
    fn from(epoch: wiresift_network::Epoch) -> Self {
        Self {
            epoch: epoch.epoch,
            n_epochs: epoch.n_epochs,
            loss: epoch.loss,
            validation_loss: epoch.validation_loss,
        }
    }
}

impl From<FitError> for TaskError {
    fn from(error: FitError) -> Self {
        Self::Failed(match error {
            FitError::Cancelled => return Self::Cancelled,
            FitError::RowOutOfRange { .. } | FitError::NotFinite { .. } => ErrorReport::bug(error.to_string()),
            FitError::Device(error) => device(&error),
            error => ErrorReport::setting(format!("The network: {error}."), None),
        })
    }
}

impl From<ScoreError> for TaskError {
    fn from(error: ScoreError) -> Self {
        Self::Failed(match error {
            ScoreError::Cancelled => return Self::Cancelled,
            ScoreError::Device(error) => device(&error),
            error => ErrorReport::bug(error.to_string()),
        })
    }
}

impl From<wiresift_nn::DeviceError> for TaskError {
    fn from(error: wiresift_nn::DeviceError) -> Self {
        Self::Failed(device(&error))
    }
}

impl From<ModelError> for TaskError {
    fn from(error: ModelError) -> Self {
        Self::Failed(ErrorReport::bug(format!("The network's file: {error}.")))
    }
}

fn device(error: &wiresift_nn::DeviceError) -> ErrorReport {
    ErrorReport::environment(
        format!("The network: {error}."),
        "Choose the CPU as the backend of networks.",
    )
}
