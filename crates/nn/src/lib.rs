//! The autoencoder on burn, on WebGPU or on the CPU. The only crate that knows burn.
