use ndarray::Array2;

use super::*;
use crate::ModelError;

#[test]
fn a_model_comes_back_as_it_was() {
    let model = random();
    let bytes = model.to_bytes();
    let back = Autoencoder::from_bytes(&bytes).unwrap();
    assert_eq!(back, model);
    assert_eq!(back.to_bytes(), bytes);
    assert!(back.is_capped() && back.n_rows_given() == 5);
}

#[test]
fn every_prefix_is_refused() {
    let bytes = random().to_bytes();
    for len in 0..bytes.len() {
        assert!(Autoencoder::from_bytes(&bytes[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn no_changed_byte_makes_it_panic_or_gives_another_model() {
    let model = random();
    let bytes = model.to_bytes();
    for position in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[position] ^= flip;
            if let Ok(read) = Autoencoder::from_bytes(&damaged) {
                assert_eq!(read, model, "byte {position}");
            }
        }
    }
}

#[test]
fn settings_that_do_not_fit_the_weights_are_refused() {
    let with = |hidden: &[usize]| Autoencoder {
        params: AutoencoderParams {
            hidden: hidden.to_vec(),
            ..AutoencoderParams::default()
        },
        ..random()
    };
    let read = |model: Autoencoder| Autoencoder::from_bytes(&model.to_bytes());
    assert!(matches!(read(with(&[3, 4, 3])), Err(ModelError::Weights { .. })));
    assert!(matches!(read(with(&[3, 2, 2, 3])), Err(ModelError::Weights { .. })));
    assert!(matches!(read(with(&[])), Err(ModelError::Params(_))));
    let network = random().network;
    let other = Autoencoder::new(AutoencoderParams::default(), network, vec![], rows(), BackendKind::Cpu);
    assert!(other.is_err());
}

#[test]
fn a_weight_that_is_not_finite_is_refused() {
    let mut model = random();
    let mut layers = model.network.layers().to_vec();
    layers[1].weight[[0, 0]] = 7.125;
    model.network = Dense::new(layers).unwrap();
    let mut bytes = model.to_bytes();
    let at = bytes
        .windows(4)
        .rposition(|window| window == 7.125_f32.to_le_bytes())
        .unwrap();
    bytes[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(Autoencoder::from_bytes(&bytes), Err(ModelError::Digest)));
    assert!(Autoencoder::from_bytes(&model.to_bytes()).is_ok());
}

#[test]
fn a_classifier_is_no_autoencoder() {
    let tensors = Dense::new(vec![Layer {
        weight: Array2::zeros((2, 2)),
        bias: Array1::zeros(2),
    }]);
    let format = crate::container::Format {
        name: "wiresift-classifier",
        version: 2,
    };
    let bytes = crate::container::write(format, &"none", &tensors.unwrap().to_tensors("layers")).unwrap();
    assert!(matches!(
        Autoencoder::from_bytes(&bytes),
        Err(ModelError::Description { .. })
    ));
}
