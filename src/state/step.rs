//! The steps from a file to its anomalies, and live traffic beside them.

use super::Session;

/// One of the views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Step {
    /// Choose a file.
    #[default]
    Load,
    /// See what is in it.
    Data,
    /// Fit the detectors.
    Train,
    /// See what they found.
    Results,
    /// Watch traffic while it is captured.
    Live,
}

/// A step as the navigation shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// The analyst is there.
    Current,
    /// Behind the analyst, or open to go to.
    Open,
    /// Done, and open to go back to.
    Done,
    /// Needs an earlier step first.
    Closed,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 5] = [Self::Load, Self::Data, Self::Train, Self::Results, Self::Live];

    /// Its name on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Load => "Load",
            Self::Data => "Data",
            Self::Train => "Train",
            Self::Results => "Results",
            Self::Live => "Live",
        }
    }

    /// The fragment of its address.
    pub fn fragment(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Data => "data",
            Self::Train => "train",
            Self::Results => "results",
            Self::Live => "live",
        }
    }

    /// The step of an address' fragment, with or without its `#`.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        Self::ALL.into_iter().find(|step| step.fragment() == fragment)
    }
}

impl Session {
    /// Whether there is something to see at a step.
    pub fn is_open(&self, step: Step) -> bool {
        match step {
            Step::Load | Step::Live => true,
            Step::Data | Step::Train => self.tables.training.is_some(),
            Step::Results => self.results.training.is_some(),
        }
    }

    /// A step as the navigation shows it.
    pub fn step_state(&self, step: Step) -> StepState {
        let is_done = match step {
            Step::Load | Step::Data => self.tables.training.is_some(),
            Step::Train => self.results.training.is_some(),
            Step::Results | Step::Live => false,
        };
        if self.step == step {
            StepState::Current
        } else if !self.is_open(step) {
            StepState::Closed
        } else if is_done {
            StepState::Done
        } else {
            StepState::Open
        }
    }
}
