//! The colours of the page's theme, for charts.

use leptos::prelude::*;

use crate::theme;

/// Colours as CSS writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// Of text.
    pub text: String,
    /// Of axes and legends.
    pub muted: String,
    /// Of grid lines.
    pub line: String,
    /// Of tooltips.
    pub surface: String,
    /// Of rows that are no anomaly.
    pub normal: String,
    /// Of anomalies.
    pub anomalous: String,
    /// Of low, medium and high severity.
    pub severities: [String; 3],
    /// Of the detectors, in their order.
    pub detectors: [String; 4],
    /// Of the ensemble.
    pub ensemble: String,
    /// Of the page's text.
    pub font: String,
    /// Whether things may move.
    pub animation: bool,
}

impl Palette {
    /// Makes [`Palette::current`] available to every component below.
    pub fn provide() {
        let theme = theme::current();
        provide_context(Memo::new(move |_| {
            theme.track();
            Self::read()
        }));
    }

    /// That of the theme that is shown.
    pub fn current() -> Memo<Self> {
        expect_context()
    }

    /// The browser works out all styles for this, which is dear while a page is being built.
    fn read() -> Self {
        let style = document()
            .document_element()
            .and_then(|root| window().get_computed_style(&root).ok().flatten());
        let read = |name: &str| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let calm = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        Self {
            text: read("--chart-text"),
            muted: read("--chart-muted"),
            line: read("--chart-line"),
            surface: read("--chart-surface"),
            normal: read("--chart-normal"),
            anomalous: read("--chart-anomalous"),
            severities: [1, 2, 3].map(|level| read(&format!("--chart-severity-{level}"))),
            detectors: [1, 2, 3, 4].map(|place| read(&format!("--chart-detector-{place}"))),
            ensemble: read("--chart-ensemble"),
            font: read("--font-text"),
            animation: !calm.is_some_and(|query| query.matches()),
        }
    }
}
