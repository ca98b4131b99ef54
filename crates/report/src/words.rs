//! Sentences and names that several formats share.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::model::{Anomaly, End, Findings, Flow, Incident, Technique};

/// Name of the product and of its maker.
pub(crate) const PRODUCT: &str = "Wiresift";

/// A tactic of MITRE ATT&CK, Enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tactic {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// As in the phases of a kill chain.
    pub(crate) phase: &'static str,
}

const fn tactic(id: &'static str, name: &'static str, phase: &'static str) -> Tactic {
    Tactic { id, name, phase }
}

const INITIAL_ACCESS: Tactic = tactic("TA0001", "Initial Access", "initial-access");
const CREDENTIAL_ACCESS: Tactic = tactic("TA0006", "Credential Access", "credential-access");
const DISCOVERY: Tactic = tactic("TA0007", "Discovery", "discovery");
const EXFILTRATION: Tactic = tactic("TA0010", "Exfiltration", "exfiltration");
const COMMAND_AND_CONTROL: Tactic = tactic("TA0011", "Command and Control", "command-and-control");
const IMPACT: Tactic = tactic("TA0040", "Impact", "impact");
const RECONNAISSANCE: Tactic = tactic("TA0043", "Reconnaissance", "reconnaissance");

impl Technique {
    /// What it is for, by ATT&CK 16 (October 2024); `None` for one that is not among those that incidents hint at.
    pub(crate) fn tactic(&self) -> Option<Tactic> {
        let (technique, _) = self.id.split_once('.').unwrap_or((&self.id, ""));
        match technique {
            "T1190" => Some(INITIAL_ACCESS),
            "T1110" => Some(CREDENTIAL_ACCESS),
            "T1018" | "T1046" => Some(DISCOVERY),
            "T1048" => Some(EXFILTRATION),
            "T1071" | "T1095" | "T1105" | "T1571" => Some(COMMAND_AND_CONTROL),
            "T1496" | "T1498" => Some(IMPACT),
            "T1595" => Some(RECONNAISSANCE),
            _ => None,
        }
    }

    /// Where it is described.
    pub(crate) fn url(&self) -> String {
        format!("https://attack.mitre.org/techniques/{}/", self.id.replace('.', "/"))
    }
}

impl Findings {
    /// A short name for what was looked at, by which findings of one report belong together; the same in every report of it.
    /// Where addresses are replaced it is another one each time: it would tell that two reports are of the same traffic.
    pub(crate) fn id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.source.name.as_bytes());
        hash.update([0]);
        hash.update(self.source.digest.as_bytes());
        if self.source.digest.is_empty() {
            hash.update(self.made.at.to_be_bytes());
        }
        let hash = HEXLOWER.encode(&hash.finalize());
        hash.get(..16).unwrap_or(&hash).to_owned()
    }
}

impl Incident {
    /// Its hosts that are IP addresses.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.hosts.iter().filter_map(|host| host.parse().ok())
    }

    /// Its reasons as one text.
    pub(crate) fn description(&self) -> String {
        self.reasons.join(" ")
    }
}

impl Anomaly {
    /// What it is, without a full stop.
    pub(crate) fn title(&self, noun: &str) -> String {
        match &self.flow {
            Some(flow) => format!("Unusual {noun}: {}", flow.sentence()),
            None => format!("Unusual {noun} {}", self.row),
        }
    }

    /// Names of the detectors that voted for it.
    pub(crate) fn voters(&self) -> Vec<&str> {
        let voted = self.votes.iter().filter(|vote| vote.voted);
        voted.map(|vote| vote.detector.as_str()).collect()
    }

    /// How it was voted and why, in sentences.
    pub(crate) fn description(&self) -> String {
        let voters = self.voters();
        let named = voters.join(", ").replace('_', " ");
        let named = if voters.is_empty() {
            named
        } else {
            format!(" ({named})")
        };
        let mut text = format!(
            "{} of {} detectors voted for it{named}.",
            voters.len(),
            self.votes.len()
        );
        for reason in &self.reasons {
            text.push(' ');
            text.push_str(reason);
            text.push('.');
        }
        text
    }
}

impl Flow {
    /// "tcp 10.0.0.1:50000 to 10.0.0.2:80, http"
    pub(crate) fn sentence(&self) -> String {
        let service = if self.service.is_empty() {
            String::new()
        } else {
            format!(", {}", self.service)
        };
        let ends = [&self.originator, &self.responder].map(|end| end.shown(self.has_ports()));
        let text = format!("{} {} to {}{service}", self.protocol, ends[0], ends[1]);
        text.trim_start().to_owned()
    }

    /// Of ICMP the type and code stand where the ports would.
    pub(crate) fn has_ports(&self) -> bool {
        !self.protocol.starts_with("icmp") && self.protocol != "arp"
    }

    /// Its ports, where it has any.
    pub(crate) fn ports(&self) -> [Option<u16>; 2] {
        [&self.originator, &self.responder].map(|end| end.port.filter(|_| self.has_ports()))
    }

    /// When its last packet came.
    pub(crate) fn end(&self) -> Option<f64> {
        Some(self.start? + self.duration.filter(|duration| *duration >= 0.0)?)
    }
}

impl End {
    fn shown(&self, has_port: bool) -> String {
        match (self.port.filter(|_| has_port), self.ip()) {
            (Some(port), Some(IpAddr::V6(address))) => format!("[{address}]:{port}"),
            (Some(port), _) => format!("{}:{port}", self.address),
            (None, _) => self.address.clone(),
        }
    }

    /// Its address, where it is one of IP.
    pub(crate) fn ip(&self) -> Option<IpAddr> {
        self.address.parse().ok()
    }
}

/// A count as people write it: "1,234,567".
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of evidence: whole where it is, four digits where it is not.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".to_owned();
    }
    let size = value.abs();
    if size < 1e15 && (value.fract() == 0.0 || size >= 1e4) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 1e15")]
        let whole = size.round() as u64;
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{}", grouped(whole));
    }
    match size {
        1e3.. => format!("{value:.0}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [0.25, 12.345, 1024.0, 12_345.6, -3.0, f64::NAN].map(number);
        assert_eq!(shown, ["0.2500", "12.35", "1,024", "12,346", "-3", "unknown"]);
    }

    #[test]
    fn flows_are_told_with_ports_where_they_have_any() {
        let end = |address: &str, port| End {
            address: address.to_owned(),
            port: Some(port),
            ..End::default()
        };
        let flow = |protocol: &str, address: &str| Flow {
            protocol: protocol.to_owned(),
            originator: end(address, 8),
            responder: end("10.0.0.2", 0),
            ..Flow::default()
        };
        assert_eq!(flow("icmp", "10.0.0.1").sentence(), "icmp 10.0.0.1 to 10.0.0.2");
        assert_eq!(
            flow("tcp", "2001:db8::1").sentence(),
            "tcp [2001:db8::1]:8 to 10.0.0.2:0"
        );
    }

    #[test]
    fn sub_techniques_have_the_tactic_and_the_page_of_theirs() {
        let technique = Technique {
            id: "T1071.004".to_owned(),
            name: "DNS".to_owned(),
        };
        assert_eq!(technique.tactic().unwrap().id, "TA0011");
        assert_eq!(technique.url(), "https://attack.mitre.org/techniques/T1071/004/");
    }
}
