//! The overview of a table's traffic: what it is, who and what takes part, where the anomalies are.

mod graph;
mod map;
mod portions;
mod words;

use crate::incident::hosts::Ends;
use crate::message::{ErrorReport, Event, Filter, RequestId, Situation, TableSlot};
use crate::session::Session;

impl Session {
    /// What the rows that pass a filter are.
    ///
    /// # Errors
    /// Without a table.
    pub fn situation(&self, slot: TableSlot, filter: &Filter) -> Result<Situation, ErrorReport> {
        let loaded = self.loaded(slot)?;
        let rows = loaded.rows(filter)?;
        let ends = Ends::of(loaded.table());
        let n_anomalies = rows.iter().filter(|&&row| loaded.is_anomaly(row as usize)).count();
        let mut situation = Situation {
            n_rows: rows.len() as u64,
            n_anomalies: n_anomalies as u64,
            hosts: ends.map_or_else(Vec::new, |ends| portions::hosts(loaded, &ends, &rows)),
            services: portions::services(loaded, &rows),
            hours: portions::hours(loaded, &rows),
            graph: ends.map_or_else(Default::default, |ends| graph::graph(loaded, &ends, &rows)),
            map: map::map(loaded, &rows),
            words: String::new(),
        };
        situation.words = words::words(loaded, &situation, &rows);
        Ok(situation)
    }

    /// The same as an event.
    pub(crate) fn tell_situation(
        &self,
        request: RequestId,
        slot: TableSlot,
        filter: &Filter,
    ) -> Result<Event, ErrorReport> {
        let situation = Box::new(self.situation(slot, filter)?);
        Ok(Event::Situation { request, situation })
    }
}
