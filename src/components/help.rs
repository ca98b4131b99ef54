//! Help beside a control: a question that opens a few sentences, and a link to more.

use leptos::prelude::*;
use wiresift_engine::message::DetectorKind;

/// Something that is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A detector.
    Detector(DetectorKind),
    /// The expected anomaly ratio.
    Contamination,
    /// How many votes make an anomaly.
    Votes,
    /// Which rows are learned from.
    TrainOn,
    /// What names attacks.
    Judge,
    /// How much rows count in training.
    ClassWeights,
}

impl Topic {
    /// As a question.
    pub fn question(self) -> &'static str {
        match self {
            Self::Detector(DetectorKind::IsolationForest) => "What is an isolation forest?",
            Self::Detector(DetectorKind::LocalOutlierFactor) => "What is a local outlier factor?",
            Self::Detector(DetectorKind::OneClassSvm) => "What is a one-class SVM?",
            Self::Detector(DetectorKind::Autoencoder) => "What is an autoencoder?",
            Self::Contamination => "What is the expected anomaly ratio?",
            Self::Votes => "Why votes?",
            Self::TrainOn => "What should it learn from?",
            Self::Judge => "Network or forest?",
            Self::ClassWeights => "Why should rare rows count more?",
        }
    }

    /// The answer, and when it matters.
    fn answer(self) -> &'static str {
        match self {
            Self::Detector(DetectorKind::IsolationForest) => {
                "Each tree cuts the rows apart at random values of random columns. A row that is alone after a few cuts is odd; an ordinary one takes many. Fast, and good at rows with a single extreme value. It sees odd combinations of ordinary values badly."
            }
            Self::Detector(DetectorKind::LocalOutlierFactor) => {
                "LOF asks how far a row is from its nearest neighbours, compared with how far those are from theirs. 1 is ordinary, 2 and more is lonely. It finds rows that are odd only for their surroundings, and misses groups of odd rows that are larger than the number of neighbours."
            }
            Self::Detector(DetectorKind::OneClassSvm) => {
                "It draws the smallest boundary that holds most of the rows, and calls odd what lies outside. Nu is about the share that it may leave outside. Good where the ordinary is one compact kind of traffic."
            }
            Self::Detector(DetectorKind::Autoencoder) => {
                "A small neural network squeezes each row through 8 numbers and restores it. It learns to restore what is common; what it restores badly is odd. It sees combinations of columns that the others do not. The slowest of the four; it runs on the graphics card where that is faster."
            }
            Self::Contamination => {
                "Also called contamination: the share of rows that you expect to be anomalous. Each detector's threshold is set so that it flags about this share of what it learned from, whether or not anything is wrong. More finds more and raises more false alarms. Traffic that you believe to be clean: 0.01 to 0.05."
            }
            Self::Votes => {
                "Each detector is fooled by something else. A row that two of them flag is rarely flagged by chance. One vote finds most and is wrong most often; four find only what is odd in every way."
            }
            Self::Judge => {
                "The network has five layers and learns smooth borders between the families; the random forest asks many yes-or-no questions and takes a vote. Which is better depends on the table, so by default both are trained, alone and together, and the one that does best on rows kept aside names the rows."
            }
            Self::ClassWeights => {
                "Where one row in a thousand is a break-in, a network that never says so is right 999 times. Rows of rare families can count more in training: they are then found more often, and more often named wrongly. A forest always draws as many rows of a family as of the others."
            }
            Self::TrainOn => {
                "All rows: right while anomalies are few. Only rows labelled normal: better where attacks are many, as in the KDD tables, because what is frequent is learned as ordinary."
            }
        }
    }
}

/// The question and its answer.
#[component]
pub fn Help(
    /// What is explained.
    topic: Topic,
) -> impl IntoView {
    view! {
        <details class="ws-help">
            <summary class="ws-help__question">{topic.question()}</summary>
            <p class="ws-help__text">
                {topic.answer()} " "
                <a href="methods.html" target="_blank" rel="noopener" aria-label="More, in the methods (new tab)">"More"</a>
            </p>
        </details>
    }
}
