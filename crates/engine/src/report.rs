//! The anomalies as a CSV file.

use wiresift_report::defused;
use wiresift_table::Cell;

use crate::message::{ErrorReport, Filter, TableSlot};
use crate::rows::label;
use crate::session::Session;

impl Session {
    /// The anomalies that pass a filter, most anomalous first: verdict, each detector's percentile and vote, label, and every cell as read.
    /// Returns a file name and the file.
    ///
    /// # Errors
    /// Without a result.
    pub fn report(&self, slot: TableSlot, filter: &Filter) -> Result<(String, Vec<u8>), ErrorReport> {
        let (loaded, scored, fitting) = self.result(slot)?;
        let (table, passes) = (loaded.table(), loaded.passes(filter)?);
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed =
            |error: &dyn std::fmt::Display| ErrorReport::bug(format!("The report cannot be written: {error}."));

        let mut header: Vec<String> = ["rank", "row", "score", "severity", "votes", "confidence"]
            .map(str::to_owned)
            .into();
        for (kind, _) in fitting.voters() {
            let name = kind.name();
            header.extend([format!("{name}_percentile"), format!("{name}_vote")]);
        }
        header.push("label".to_owned());
        let shown: Vec<usize> = (0..table.columns.len())
            .filter(|at| Some(*at) != table.label_column())
            .collect();
        header.extend(shown.iter().map(|&at| defused(&table.columns[at].name)));
        writer.write_record(&header).map_err(|error| failed(&error))?;

        for &row in scored
            .ranking
            .order
            .iter()
            .filter(|row| scored.is_anomaly(**row as usize) && passes(**row as usize))
        {
            let row = row as usize;
            let mut fields = vec![
                (scored.ranking.rank[row] + 1).to_string(),
                row.to_string(),
                format!("{:.6}", scored.score(row)),
                scored.severity(row).name().to_owned(),
                scored.votes(row).count_ones().to_string(),
                format!("{:.2}", scored.confidence(row)),
            ];
            for ((_, member), scores) in fitting.voters().zip(scored.scores.iter()) {
                let score = scores[scored.distinct_of[row] as usize];
                fields.push(format!("{:.6}", member.calibration.percentile(score)));
                fields.push(u8::from(score > member.threshold).to_string());
            }
            fields.push(label(table, row).map_or_else(String::new, |label| defused(&label)));
            fields.extend(shown.iter().map(|&at| match table.cell(row, at) {
                cell @ Cell::Number { .. } => cell.to_string(),
                cell => defused(&cell.to_string()),
            }));
            writer.write_record(&fields).map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        Ok((format!("{}-anomalies.csv", file_stem(&table.name)), bytes))
    }
}

/// A file's name without its endings and without anything that a file system could take for a path.
pub(crate) fn file_stem(table: &str) -> String {
    let stem = table.split('.').next().unwrap_or_default();
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    stem.chars()
        .map(|letter| if is_plain(letter) { letter } else { '_' })
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_hold_no_path() {
        assert_eq!(file_stem("../../etc/passwd"), "");
        assert_eq!(file_stem("a/b c.csv.gz"), "a_b_c");
    }
}
