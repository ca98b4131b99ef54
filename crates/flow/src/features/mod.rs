//! Numbers that describe a flow ([`FLOW`]), and the traffic around it ([`behaviour`]).
//!
//! Every feature is defined in one place, with its name, unit, meaning and source. A source says where the idea is from;
//! what is counted is always what [`crate::Flow`] and [`crate::Side`] say: sizes are those of whole IP packets, where
//! `CICFlowMeter` counts payload; directions are originator and responder.
//!
//! No feature is ever NaN or infinite. What cannot be is 0: times between packets of a single packet, rates of a flow
//! that takes no time, windows of UDP, the share of nothing.

pub mod behaviour;
mod content;
mod join;
mod side;
mod unit;
mod whole;

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the same computation gives the same value")]
mod tests;

use crate::Flow;
pub use unit::Unit;

/// A number that describes a flow.
#[derive(Clone, Copy, Debug)]
pub struct Feature<V = FlowValue> {
    /// Name in `snake_case`, unique among all features.
    pub name: &'static str,
    /// Unit of the values.
    pub unit: Unit,
    /// What it is, for people.
    pub about: &'static str,
    /// Where the idea is from; "own" where from nowhere.
    pub source: &'static str,
    /// How it is computed.
    pub value: V,
}

/// Computes a feature from one flow.
pub type FlowValue = fn(&Flow) -> f64;

impl Feature {
    /// The value for a flow; finite.
    pub fn of(&self, flow: &Flow) -> f64 {
        let value = (self.value)(flow);
        if value.is_finite() { value } else { 0.0 }
    }
}

/// What is known from a flow alone: each direction, the whole, the payload.
pub static FLOW: [Feature; side::SIDES.len() + BOTH.len()] = join::join(side::SIDES, &BOTH);

const BOTH: [Feature; whole::WHOLE.len() + content::CONTENT.len()] = join::join(whole::WHOLE, content::CONTENT);

/// What a feature of that name is, for people.
pub fn about(name: &str) -> Option<&'static str> {
    let of_flow = FLOW.iter().map(|feature| (feature.name, feature.about));
    let around = behaviour::BEHAVIOUR.iter().map(|feature| (feature.name, feature.about));
    of_flow
        .chain(around)
        .find(|(known, _)| *known == name)
        .map(|(_, about)| about)
}
