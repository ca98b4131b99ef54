//! Quality on real traffic: NSL-KDD, trained on the normal rows of the 20 % table, scored on the test table.

mod support;

use std::ops::ControlFlow;

use wiresift_network::AutoencoderParams;
use wiresift_nn::{Backend, autoencoder};

use support::{Encoder, read, roc_auc};

#[test]
fn as_good_as_the_reference_on_nsl_kdd() {
    let (Some(train), Some(test)) = (read("nsl_kdd_train20.txt.gz"), read("nsl_kdd_test.txt.gz")) else {
        println!("skipped: no evaluation data (set WIRESIFT_DATA)");
        return;
    };
    let train = train.normal_only();
    let encoder = Encoder::fit(&train);
    let x = encoder.encode(&train);
    assert_eq!(x.dim(), (13_449, 72));
    let rows: Vec<u32> = (0..13_449).collect();
    let params = AutoencoderParams::default();
    let backend = Backend::cpu();
    let go_on = |_| ControlFlow::Continue(());
    let model = pollster::block_on(autoencoder::fit(&params, x.view(), &rows, &backend, go_on)).unwrap();
    let y = encoder.encode(&test);
    let scores = pollster::block_on(autoencoder::score_samples(&model, y.view(), &backend, |_| {
        ControlFlow::Continue(())
    }))
    .unwrap();
    let auc = roc_auc(&scores, &test.is_attack);
    println!("nsl_normal: ROC-AUC {auc:.4} after {} epochs", model.history().len());
    // scikit-learn's MLPRegressor: 0.9530 ± 0.0036 over three seeds.
    assert!(auc >= 0.94, "{auc}");
}

#[test]
fn roc_auc_counts_pairs() {
    // Attacks at 3 and 1, normal rows at 2 and 1: of four pairs two are right, one is wrong, one is tied.
    let auc = roc_auc(&[3.0, 2.0, 1.0, 1.0], &[true, false, true, false]);
    assert!((auc - 2.5 / 4.0).abs() < 1e-12);
}
