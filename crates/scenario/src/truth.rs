//! What is an attack, for a side file.

/// An attack and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// In words.
    pub name: &'static str,
    /// Address or network.
    pub source: String,
    /// Address or network.
    pub destination: String,
    /// "tcp", "udp".
    pub protocol: &'static str,
    /// The responder's port; any when absent.
    pub port: Option<u16>,
    /// Seconds from the capture's first packet.
    pub first_second: f64,
    /// Seconds from the capture's first packet.
    pub last_second: f64,
    /// Packets of it.
    pub n_packets: usize,
    /// MITRE ATT&CK technique.
    pub technique: &'static str,
}

/// A CSV file with a line an attack; whatever no line names is ordinary.
pub fn write_labels(attacks: &[Attack]) -> String {
    let header = "attack,source,destination,protocol,destination_port,first_second,last_second,packets,technique\n";
    let lines = attacks.iter().map(|attack| {
        format!(
            "{},{},{},{},{},{:.1},{:.1},{},{}\n",
            attack.name,
            attack.source,
            attack.destination,
            attack.protocol,
            attack.port.map_or_else(|| "any".to_owned(), |port| port.to_string()),
            attack.first_second,
            attack.last_second,
            attack.n_packets,
            attack.technique
        )
    });
    std::iter::once(header.to_owned()).chain(lines).collect()
}
