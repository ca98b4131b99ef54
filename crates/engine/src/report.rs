//! The anomalies as a CSV file.

use wiresift_report::defused;
use wiresift_table::{Cell, Table};

use crate::fitting::{Fitting, Scored};
use crate::loaded::Loaded;
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
        let is_listed = |row: usize| scored.is_anomaly(row) && passes(row);
        let columns: Vec<usize> = (0..table.columns.len())
            .filter(|at| Some(*at) != table.label_column())
            .collect();
        let order = scored.ranking.order.iter().map(|&row| row as usize);
        let records = std::iter::once(header(table, fitting, &columns)).chain(
            order
                .filter(|&row| is_listed(row))
                .map(|row| record(loaded, scored, fitting, &columns, row)),
        );
        let bytes =
            written(records).map_err(|error| ErrorReport::bug(format!("The report cannot be written: {error}.")))?;
        Ok((format!("{}-anomalies.csv", file_stem(&table.name)), bytes))
    }
}

fn written(records: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(&record)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn header(table: &Table, fitting: &Fitting, columns: &[usize]) -> Vec<String> {
    let verdict = ["rank", "row", "score", "severity", "votes", "confidence"].map(str::to_owned);
    let voters = fitting.voters().flat_map(|(kind, _)| {
        let name = kind.name();
        [format!("{name}_percentile"), format!("{name}_vote")]
    });
    let cells = columns.iter().map(|&at| defused(&table.columns[at].name));
    let header = verdict.into_iter().chain(voters);
    header.chain(["label".to_owned()]).chain(cells).collect()
}

fn record(loaded: &Loaded, scored: &Scored, fitting: &Fitting, columns: &[usize], row: usize) -> Vec<String> {
    let table = loaded.table();
    let verdict = [
        (scored.ranking.rank[row] + 1).to_string(),
        row.to_string(),
        format!("{:.6}", scored.score(row)),
        scored.severity(row).name().to_owned(),
        scored.votes(row).count_ones().to_string(),
        format!("{:.2}", scored.confidence(row)),
    ];
    let voters = fitting
        .voters()
        .zip(scored.scores.iter())
        .flat_map(|((_, member), scores)| {
            let score = scores[scored.distinct_of[row] as usize];
            [
                format!("{:.6}", member.calibration.percentile(score)),
                u8::from(score > member.threshold).to_string(),
            ]
        });
    let label = label(table, row).map_or_else(String::new, |label| defused(&label));
    let cells = columns.iter().map(|&at| match table.cell(row, at) {
        cell @ Cell::Number { .. } => cell.to_string(),
        cell => defused(&cell.to_string()),
    });
    verdict.into_iter().chain(voters).chain([label]).chain(cells).collect()
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
