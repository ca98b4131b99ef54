//! The neural worker: tasks that need burn. It is large, and fetched when first needed.

#[cfg(target_arch = "wasm32")]
fn main() {
    use std::ops::ControlFlow;

    use wiresift_engine::neural;
    use wiresift_worker_shell::{report_panics, serve};

    report_panics();
    serve(|task, matrices, progress| async move {
        let report = |done| {
            progress(done);
            ControlFlow::Continue(())
        };
        neural::run(&task, &matrices, report).await
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
