//! The engine worker. It owns the session, answers the page, and starts workers of this same module (named `compute`)
//! and the neural worker to share its work with.

#[cfg(target_arch = "wasm32")]
mod cases;
#[cfg(target_arch = "wasm32")]
mod classifier;
#[cfg(target_arch = "wasm32")]
mod family;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod pool;
#[cfg(target_arch = "wasm32")]
mod read;
#[cfg(target_arch = "wasm32")]
mod reports;
#[cfg(target_arch = "wasm32")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod versions;

/// The name under which a worker of this module only runs tasks.
#[cfg(target_arch = "wasm32")]
const COMPUTE: &str = "compute";

#[cfg(target_arch = "wasm32")]
fn main() {
    use std::ops::ControlFlow;

    use wiresift_engine::work;
    use wiresift_worker_shell::{report_panics, scope, serve};

    report_panics();
    if scope().name() == COMPUTE {
        serve(|task, matrices, progress| async move {
            work::run(&task, &matrices, &mut |done| {
                progress(done);
                ControlFlow::Continue(())
            })
        });
    } else {
        shell::start();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
