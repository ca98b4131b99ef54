//! How urgent a verdict is.

use serde::{Deserialize, Serialize};
use wiresift_table::Family;

/// How urgent a verdict is, by a fixed rule: what the family costs whom it hits, and how sure the verdict is.
///
/// | family | sure (≥ 0.9) | likely (≥ 0.5) | unsure |
/// | --- | --- | --- | --- |
/// | U2R, R2L, exploit, malware, C&C, exfiltration, man in the middle | critical | high | medium |
/// | DoS, brute force, web attack, and attacks of no known family | high | high | medium |
/// | probe, fuzzing | high | medium | medium |
/// | normal, but unlike all normal traffic | medium | medium | medium |
/// | normal | low | low | low |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Nothing to do.
    Low,
    /// Worth a look.
    Medium,
    /// Look now.
    High,
    /// Someone is probably inside.
    Critical,
}

/// Confidence from which a verdict is sure.
const SURE: f32 = 0.9;
/// Confidence from which a verdict is likely.
const LIKELY: f32 = 0.5;

impl Risk {
    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The rule: `family` is `None` for an attack of no known family; `is_novel` says that the row is unlike normal traffic.
    pub fn of(family: Option<Family>, confidence: f32, is_novel: bool) -> Self {
        let by_confidence = |[sure, likely, unsure]: [Self; 3]| {
            if confidence >= SURE {
                sure
            } else if confidence >= LIKELY {
                likely
            } else {
                unsure
            }
        };
        match family {
            Some(Family::Normal) if is_novel => Self::Medium,
            Some(Family::Normal) => Self::Low,
            Some(Family::Probe | Family::Fuzzing) => by_confidence([Self::High, Self::Medium, Self::Medium]),
            Some(Family::Dos | Family::BruteForce | Family::WebAttack) | None => {
                by_confidence([Self::High, Self::High, Self::Medium])
            }
            Some(
                Family::R2l
                | Family::U2r
                | Family::Exploit
                | Family::Malware
                | Family::CommandAndControl
                | Family::Exfiltration
                | Family::ManInTheMiddle,
            ) => by_confidence([Self::Critical, Self::High, Self::Medium]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule() {
        let cases = [
            (Some(Family::Normal), 0.99, false, Risk::Low),
            (Some(Family::Normal), 0.99, true, Risk::Medium),
            (Some(Family::Probe), 0.95, false, Risk::High),
            (Some(Family::Probe), 0.6, true, Risk::Medium),
            (Some(Family::Dos), 0.5, false, Risk::High),
            (Some(Family::Dos), 0.2, true, Risk::Medium),
            (None, 0.95, false, Risk::High),
            (Some(Family::U2r), 0.9, false, Risk::Critical),
            (Some(Family::R2l), 0.7, false, Risk::High),
            (Some(Family::Malware), 0.3, false, Risk::Medium),
        ];
        for (family, confidence, is_novel, risk) in cases {
            assert_eq!(Risk::of(family, confidence, is_novel), risk, "{family:?} {confidence}");
        }
        assert!(Risk::Low < Risk::Medium && Risk::High < Risk::Critical);
    }
}
