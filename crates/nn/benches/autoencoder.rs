//! How long training and scoring take: 25,192 rows by 118 columns (NSL-KDD's 20 % table, encoded), batch 256, 30 epochs.
//! Prints one JSON line per measurement. `cargo bench -p wiresift-nn`; with the `webgpu` feature also on the GPU.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and stops at the first failure"
)]

use std::ops::ControlFlow;
use std::time::Instant;

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use wiresift_network::{Autoencoder, AutoencoderParams};
use wiresift_nn::{Backend, BackendKind, autoencoder};

const N_ROWS: u32 = 25_192;
const N_FEATURES: usize = 118;

fn main() {
    let x = correlated();
    for kind in [BackendKind::Cpu, BackendKind::WebGpu] {
        match pollster::block_on(Backend::open(kind)) {
            Ok(backend) => measure(&x, &backend),
            Err(error) => println!(
                "{}",
                json!({"bench": "autoencoder", "backend": kind, "skipped": error.to_string()})
            ),
        }
    }
}

fn measure(x: &Array2<f32>, backend: &Backend) {
    let params = AutoencoderParams {
        // No stop before the last epoch, and every row trained on, so that the work is always the same.
        patience: 30,
        validation_fraction: 0.0,
        ..AutoencoderParams::default()
    };
    let rows: Vec<u32> = (0..N_ROWS).collect();
    let started = Instant::now();
    let go_on = |_| ControlFlow::Continue(());
    let model = pollster::block_on(autoencoder::fit(&params, x.view(), &rows, backend, go_on)).unwrap();
    report("fit", started, backend, &model);
    let started = Instant::now();
    pollster::block_on(autoencoder::score_samples(&model, x.view(), backend, |_| {
        ControlFlow::Continue(())
    }))
    .unwrap();
    report("score", started, backend, &model);
}

fn report(step: &str, started: Instant, backend: &Backend, model: &Autoencoder) {
    let line = json!({
        "bench": "autoencoder",
        "step": step,
        "backend": backend.kind(),
        "device": backend.name(),
        "rows": N_ROWS,
        "features": N_FEATURES,
        "batch_size": model.params().batch_size,
        "epochs": model.history().len(),
        "seconds": started.elapsed().as_secs_f64(),
    });
    println!("{line}");
}

/// Rows that are mixtures of five hidden numbers, with noise.
fn correlated() -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut normal =
        |n_rows, n_columns| Array2::from_shape_simple_fn((n_rows, n_columns), || rng.random_range(-1.7..1.7_f32));
    let (hidden, mixture) = (normal(N_ROWS as usize, 5), normal(5, N_FEATURES));
    hidden.dot(&mixture) * 0.5 + normal(N_ROWS as usize, N_FEATURES) * 0.1
}
