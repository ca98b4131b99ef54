//! Opening a GPU. burn registers its runtime once per program, so the opened device is kept for the next caller.

use std::sync::OnceLock;

use burn::tensor::Device;
use burn::tensor::wgpu::wgpu;

use super::{Backend, BackendKind, DeviceError};

static OPENED: OnceLock<Backend> = OnceLock::new();

pub(super) async fn open() -> Result<Backend, DeviceError> {
    if let Some(backend) = OPENED.get() {
        return Ok(backend.clone());
    }
    match Device::wgpu_options().init_with_setup_async().await {
        Ok((device, setup)) => {
            let info = setup.adapter.get_info();
            let backend = Backend {
                kind: BackendKind::WebGpu,
                name: adapter_name(&info),
                is_software: info.device_type == wgpu::DeviceType::Cpu,
                device,
            };
            Ok(OPENED.get_or_init(|| backend).clone())
        }
        // Two callers may have raced to open it: the loser takes the winner's.
        Err(error) => OPENED.get().cloned().ok_or(DeviceError::Unavailable {
            reason: error.to_string(),
        }),
    }
}

/// The first of name, driver description and device type that says anything, with the graphics API.
fn adapter_name(info: &wgpu::AdapterInfo) -> String {
    let name = [&info.name, &info.driver, &info.driver_info]
        .into_iter()
        .map(|text| text.trim())
        .find(|text| !text.is_empty());
    match name {
        Some(name) => format!("{name} ({})", info.backend),
        None => format!("unnamed {:?} ({})", info.device_type, info.backend),
    }
}
