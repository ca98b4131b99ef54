//! Incidents of the evaluation data's captures, against what `MANIFEST.csv` says is in them: is a known attack among the first three
//! incidents, and does a benign capture give more than one above "low"? Prints a Markdown table.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::paths;
use crate::process::print;

/// Incidents at which a person looks first.
const N_FIRST: usize = 3;
/// Words of an attack in the manifest, in lower case, and the kinds of incident that name it rightly. The first that fits counts.
const RIGHT: [(&str, &[&str]); 17] = [
    (
        "mix:",
        &["port scan", "host sweep", "brute force", "DNS tunnel", "web attack"],
    ),
    ("dns tunnel", &["DNS tunnel"]),
    ("dns exfiltration", &["DNS tunnel"]),
    ("icmp tunnel", &["ICMP tunnel"]),
    ("horizontal scan", &["host sweep"]),
    ("sweep", &["host sweep"]),
    ("arp scan", &["host sweep"]),
    ("port scan", &["port scan"]),
    ("web scan", &["web attack"]),
    ("injection", &["web attack"]),
    ("cross-site", &["web attack"]),
    ("probe", &["web attack"]),
    ("brute force", &["brute force"]),
    ("beaconing", &["beacon"]),
    ("mining", &["mining"]),
    ("malformed", &["malformed packet"]),
    ("c&c", &["beacon", "nameless server"]),
];
/// What remains is malware on its way, or a contact that only a list of bad names and certificates tells.
const OTHERS: &[&str] = &["program sent"];

/// What the bench needs of a line of the manifest.
struct Capture {
    file: String,
    attack: String,
}

/// Runs `program` over all captures.
///
/// # Errors
/// Without the evaluation data.
pub(super) fn run(program: &Path) -> Result<()> {
    let data = paths::data().context("the evaluation data is absent; set WIRESIFT_DATA")?;
    let folder = data.join("captures");
    let captures = manifest(&folder.join("MANIFEST.csv"))?;
    print("| capture | attack | named | its place | title of the first incident |")?;
    print("| --- | --- | --- | --- | --- |")?;
    let (mut n_named, mut n_attacks) = (0, 0);
    for capture in captures.iter().filter(|capture| !capture.attack.is_empty()) {
        let incidents = incidents(program, &folder.join(&capture.file));
        let place = incidents
            .iter()
            .take(N_FIRST)
            .position(|incident| is_right(&capture.attack, incident));
        n_attacks += 1;
        n_named += u32::from(place.is_some());
        let title = incidents.first().map_or("", |incident| text(incident, "title"));
        let place = place.map_or_else(|| ("no", String::new()), |place| ("yes", (place + 1).to_string()));
        print(format!(
            "| {} | {} | {} | {} | {title} |",
            capture.file, capture.attack, place.0, place.1
        ))?;
    }
    print(format!(
        "\n{n_named} of {n_attacks} attacks are named among the first {N_FIRST} incidents.\n"
    ))?;
    benign(program, &folder, &captures)
}

/// Prints the benign captures with an incident above low.
fn benign(program: &Path, folder: &Path, captures: &[Capture]) -> Result<()> {
    print("| benign capture | incidents above low | titles |\n| --- | --- | --- |")?;
    let (mut n_quiet, mut most, mut n_benign) = (0, 0, 0);
    for capture in captures.iter().filter(|capture| capture.attack.is_empty()) {
        let incidents = incidents(program, &folder.join(&capture.file));
        let above: Vec<&Value> = incidents
            .iter()
            .filter(|incident| text(incident, "threat") != "Low")
            .collect();
        n_benign += 1;
        n_quiet += u32::from(above.is_empty());
        most = most.max(above.len());
        if !above.is_empty() {
            let titles: Vec<&str> = above.iter().map(|incident| text(incident, "title")).collect();
            print(format!(
                "| {} | {} | {} |",
                capture.file,
                above.len(),
                titles.join("; ")
            ))?;
        }
    }
    print(format!(
        "\n{n_quiet} of {n_benign} benign captures give none; no other gives more than {most}."
    ))
}

/// The incidents of a capture; none of one that cannot be read.
fn incidents(program: &Path, capture: &PathBuf) -> Vec<Value> {
    let output = Command::new(program)
        .args(["incidents", "--json"])
        .arg(capture)
        .output();
    let parsed = output
        .ok()
        .and_then(|output| serde_json::from_slice::<Value>(&output.stdout).ok());
    let all = parsed.and_then(|parsed| parsed.get("all").and_then(Value::as_array).cloned());
    all.unwrap_or_default()
}

fn is_right(attack: &str, incident: &Value) -> bool {
    let attack = attack.to_ascii_lowercase();
    let right = RIGHT.iter().find(|(words, _)| attack.contains(words));
    right
        .map_or(OTHERS, |(_, kinds)| kinds)
        .contains(&text(incident, "kind"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn manifest(path: &Path) -> Result<Vec<Capture>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
    let header = reader.headers()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let (file, attack) = (
        place("file").context("no column file")?,
        place("attack").context("no column attack")?,
    );
    let mut captures = Vec::new();
    for line in reader.records() {
        let line = line?;
        captures.push(Capture {
            file: line.get(file).unwrap_or_default().to_owned(),
            attack: line.get(attack).unwrap_or_default().to_owned(),
        });
    }
    Ok(captures)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_title_is_right_if_it_names_the_attack() {
        let incident = |kind: &str| json!({"kind": kind});
        assert!(is_right("TCP port scan (SYN, XMAS, NULL)", &incident("port scan")));
        assert!(!is_right("TCP port scan (SYN, XMAS, NULL)", &incident("host sweep")));
        assert!(is_right("Emotet malware", &incident("program sent")));
        assert!(!is_right("Emotet malware", &incident("unusual traffic")));
        assert!(is_right("TrickBot malware C&C", &incident("nameless server")));
    }
}
