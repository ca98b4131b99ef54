//! What is said of a record.

use serde::Serialize;
use wiresift_classify::{AttackModel, Verdict, Vote};
use wiresift_explain::indicator::Indicator;

/// The answer about one record. Probabilities and scores are in `0..=1`.
#[derive(Debug, Serialize)]
pub(super) struct Prediction {
    /// Name of the model that judged.
    pub(super) model: String,
    /// What the record was recognised as.
    pub(super) schema: &'static str,
    /// The family; "normal" for none.
    pub(super) attack_type: String,
    pub(super) is_attack: bool,
    /// Calibrated probability of that family.
    pub(super) confidence: f32,
    /// "low", "medium", "high", "critical": how urgent, by family and confidence.
    pub(super) risk_level: &'static str,
    /// "none", "low", "medium", "high": how many of the judges call it an attack.
    pub(super) severity: &'static str,
    pub(super) attack_probability: f32,
    pub(super) attack_score: f32,
    /// Share of normal traffic that looks less odd, where the model measures it.
    pub(super) novelty: Option<f32>,
    pub(super) votes: Vec<Ballot>,
    /// Known behaviour that the record is part of, among those of the same request.
    pub(super) threat_indicators: Vec<Hint>,
    /// Fields of the model that the record does not have; each counts as the median of the training rows.
    pub(super) missing_fields: Vec<String>,
    /// Fields that mean nothing to the schema or the model.
    pub(super) unknown_fields: Vec<String>,
}

/// A judge's vote.
#[derive(Debug, Serialize)]
pub(super) struct Ballot {
    judge: String,
    is_attack: bool,
    /// Absent for a judge that only tells normal from odd.
    attack_type: Option<String>,
    value: f32,
}

/// A hint at known behaviour.
#[derive(Debug, Serialize)]
pub(super) struct Hint {
    kind: &'static str,
    sentence: String,
    /// Of MITRE ATT&CK.
    technique: String,
    strength: f64,
}

impl Hint {
    pub(super) fn of(indicator: &Indicator) -> Self {
        let technique = &indicator.technique;
        Self {
            kind: indicator.kind.name(),
            sentence: indicator.sentence.clone(),
            technique: format!("{} {}", technique.id, technique.name),
            strength: indicator.strength,
        }
    }
}

impl Ballot {
    pub(super) fn of(model: &AttackModel, vote: &Vote) -> Self {
        Self {
            judge: vote.judge.clone(),
            is_attack: vote.is_attack,
            attack_type: vote.class.map(|class| name(model, class)),
            value: vote.value,
        }
    }
}

/// The name of a class.
pub(super) fn name(model: &AttackModel, class: u32) -> String {
    let class = model.classes().get(class as usize);
    class.map_or_else(|| "unknown".to_owned(), |class| class.name.clone())
}

/// How many judges agree that it is one: all, more than half, fewer. A verdict without a vote, by novelty, is low.
pub(super) fn severity(verdict: &Verdict, votes: &[Vote]) -> &'static str {
    let n_for = votes.iter().filter(|vote| vote.is_attack).count();
    match (verdict.class, n_for) {
        (0, _) => "none",
        (_, n) if n == votes.len() && n > 0 => "high",
        (_, n) if 2 * n > votes.len() => "medium",
        _ => "low",
    }
}

#[cfg(test)]
mod tests {
    use wiresift_classify::Risk;

    use super::*;

    fn verdict(class: u32) -> Verdict {
        Verdict {
            class,
            confidence: 0.9,
            attack_probability: 0.9,
            attack_score: 0.9,
            novelty: None,
            is_by_novelty: false,
            risk: Risk::High,
        }
    }

    fn votes(are_attacks: &[bool]) -> Vec<Vote> {
        let vote = |&is_attack: &bool| Vote {
            judge: String::new(),
            class: None,
            value: 0.5,
            is_attack,
        };
        are_attacks.iter().map(vote).collect()
    }

    #[test]
    fn severity_is_by_votes() {
        assert_eq!(severity(&verdict(0), &votes(&[true, true])), "none");
        assert_eq!(severity(&verdict(1), &votes(&[true, true, true])), "high");
        assert_eq!(severity(&verdict(1), &votes(&[true, true, false])), "medium");
        assert_eq!(severity(&verdict(1), &votes(&[true, false])), "low");
        assert_eq!(severity(&verdict(1), &[]), "low");
    }
}
