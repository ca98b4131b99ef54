//! The native programs' settings as the engine has them.

use wiresift_engine::message::{BaselineGoal, LiveSettings, TrainingSettings};
use wiresift_settings::Settings;

/// What live analysis takes from the settings.
pub(in crate::serve) fn live_settings(settings: &Settings) -> LiveSettings {
    let defaults = TrainingSettings::default();
    let forest = defaults.isolation_forest.map(|mut forest| {
        forest.n_estimators = settings.isolation_forest.n_estimators;
        forest.max_samples = settings.isolation_forest.max_samples;
        forest
    });
    let outlier = defaults.local_outlier_factor.map(|mut outlier| {
        outlier.n_neighbors = settings.local_outlier_factor.n_neighbors;
        outlier
    });
    let svm = defaults.one_class_svm.map(|mut svm| {
        svm.nu = settings.one_class_svm.nu;
        svm
    });
    let autoencoder = defaults.autoencoder.map(|mut autoencoder| {
        autoencoder.n_epochs = settings.autoencoder.epochs;
        autoencoder
    });
    LiveSettings {
        training: TrainingSettings {
            contamination: settings.detection.sensitivity,
            // Checked to be 1 to 4.
            min_votes: u8::try_from(settings.detection.alert_threshold).unwrap_or(4),
            seed: settings.detection.seed,
            isolation_forest: forest,
            local_outlier_factor: outlier,
            one_class_svm: svm,
            autoencoder,
            ..defaults
        },
        baseline: BaselineGoal::Seconds(f64::from(settings.baseline.duration_secs)),
        ..LiveSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_arrives() {
        let text = "[baseline]\nduration_secs = 77\n[detection]\nsensitivity = 0.25\nalert_threshold = 3\nseed = 5\n\
            [isolation_forest]\nn_estimators = 11\nmax_samples = 12\n[local_outlier_factor]\nn_neighbors = 13\n\
            [one_class_svm]\nnu = 0.5\n[autoencoder]\nepochs = 14\n";
        let live = live_settings(&wiresift_settings::parse(text).unwrap());
        assert_eq!(live.check(), Ok(()));
        assert_eq!(live.baseline, BaselineGoal::Seconds(77.0));
        let training = live.training;
        assert_eq!((training.min_votes, training.seed), (3, 5));
        assert!((training.contamination - 0.25).abs() < 1e-12);
        let forest = training.isolation_forest.unwrap();
        assert_eq!((forest.n_estimators, forest.max_samples), (11, 12));
        assert_eq!(training.local_outlier_factor.unwrap().n_neighbors, 13);
        assert!((training.one_class_svm.unwrap().nu - 0.5).abs() < 1e-12);
        assert_eq!(training.autoencoder.unwrap().n_epochs, 14);
    }

    #[test]
    fn the_defaults_are_fine() {
        assert_eq!(live_settings(&Settings::default()).check(), Ok(()));
    }
}
