use super::super::ModelError;
use super::*;

fn trained() -> Autoencoder {
    let x = correlated(100, 1);
    let params = AutoencoderParams {
        hidden: vec![3, 2, 3],
        n_epochs: 3,
        ..small()
    };
    fit(&params, &x, &all_rows(&x)).unwrap()
}

/// The model's bytes with one text in the header replaced by another of any length.
fn with_header_text(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let len = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let header = std::str::from_utf8(&bytes[8..8 + len]).unwrap();
    assert!(header.contains(from), "{from} is not in {header}");
    let header = header.replacen(from, to, 1);
    let len = u64::try_from(header.len()).unwrap().to_le_bytes();
    [
        &len,
        header.as_bytes(),
        &bytes[8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap()..],
    ]
    .concat()
}

#[test]
fn a_model_comes_back_as_it_was() {
    let model = trained();
    let bytes = model.to_bytes();
    let back = Autoencoder::from_bytes(&bytes).unwrap();
    assert_eq!(back.params(), model.params());
    assert_eq!(back.history().len(), model.history().len());
    assert_eq!(back.to_bytes(), bytes);
    let x = correlated(200, 2);
    assert_eq!(score(&back, x.view()), score(&model, x.view()));
}

#[test]
fn every_prefix_is_refused() {
    let bytes = trained().to_bytes();
    for len in 0..bytes.len() {
        assert!(
            Autoencoder::from_bytes(&bytes[..len]).is_err(),
            "{len} of {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn no_changed_byte_makes_it_panic_or_gives_a_model_that_is_not_finite() {
    let bytes = trained().to_bytes();
    let x = correlated(1, 2);
    for position in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[position] ^= flip;
            let Ok(model) = Autoencoder::from_bytes(&damaged) else {
                continue;
            };
            let progress = |_| ControlFlow::Continue(());
            if let Ok(scores) = pollster::block_on(model.score_samples(x.view(), &Backend::cpu(), progress)) {
                assert!(scores[0].is_finite());
            }
        }
    }
}

#[test]
fn another_version_is_named() {
    let bytes = with_header_text(&trained().to_bytes(), r#"\"version\":1"#, r#"\"version\":7"#);
    let result = Autoencoder::from_bytes(&bytes);
    assert!(
        matches!(result, Err(ModelError::Version { found: 7, supported: 1 })),
        "{result:?}"
    );
}

#[test]
fn other_files_are_refused() {
    assert!(matches!(
        Autoencoder::from_bytes(b"PK\x03\x04 not a model at all"),
        Err(ModelError::Container(_))
    ));
    let other = with_header_text(&trained().to_bytes(), "wiresift-autoencoder", "wiresift-classifier");
    assert!(matches!(
        Autoencoder::from_bytes(&other),
        Err(ModelError::Description { .. })
    ));
    let foreign = with_header_text(&trained().to_bytes(), r#""wiresift""#, r#""othertool""#);
    assert!(matches!(
        Autoencoder::from_bytes(&foreign),
        Err(ModelError::Description { .. })
    ));
}

#[test]
fn settings_that_do_not_fit_the_weights_are_refused() {
    let bytes = trained().to_bytes();
    let wider = with_header_text(&bytes, "[3,2,3]", "[3,4,3]");
    assert!(matches!(
        Autoencoder::from_bytes(&wider),
        Err(ModelError::Weights { .. })
    ));
    let deeper = with_header_text(&bytes, "[3,2,3]", "[3,2,2,3]");
    assert!(matches!(
        Autoencoder::from_bytes(&deeper),
        Err(ModelError::Description { .. })
    ));
    let huge = with_header_text(&bytes, r#"\"n_features\":10"#, r#"\"n_features\":18446744073709551615"#);
    assert!(matches!(
        Autoencoder::from_bytes(&huge),
        Err(ModelError::Description { .. })
    ));
    let bad = with_header_text(&bytes, r#"\"patience\":5"#, r#"\"patience\":0"#);
    assert!(matches!(Autoencoder::from_bytes(&bad), Err(ModelError::Params(_))));
}

#[test]
fn a_weight_that_is_not_finite_is_refused() {
    let mut bytes = trained().to_bytes();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(
        Autoencoder::from_bytes(&bytes),
        Err(ModelError::Weights { .. })
    ));
}

#[test]
fn a_header_that_claims_to_be_huge_is_refused() {
    let mut bytes = trained().to_bytes();
    bytes[..8].copy_from_slice(&90_000_000_u64.to_le_bytes());
    assert!(matches!(Autoencoder::from_bytes(&bytes), Err(ModelError::Container(_))));
}
