//! What a sidecar sends: batches by number, so that nothing is counted twice and nothing is lost in silence.

use wiresift_wire::{Batch, BatchKind, Carry, Gaps, Started, WireError};

use super::Live;

/// Which packets and flows came.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    packets: Gaps,
    flows: Gaps,
    /// Numbers of the next packet and flow when this end joined.
    joined: (u64, u64),
    /// The capture that runs or ran last.
    capture: Option<u64>,
    carries_flows: bool,
}

impl Live {
    /// A capture began, or goes on after a break of the connection.
    pub fn on_started(&mut self, started: &Started) {
        if self.numbers.capture != Some(started.capture) {
            if self.numbers.capture.is_some() {
                self.end_capture();
            }
            self.numbers.capture = Some(started.capture);
            self.numbers.carries_flows = false;
            self.numbers.joined = (started.n_taken, started.n_flows);
        }
    }

    /// From now on packets come, or flows, from these numbers on.
    pub fn on_carrying(&mut self, carry: Carry, next_packet: u64, next_flow: u64) {
        let as_flows = carry == Carry::Flows;
        if as_flows == self.numbers.carries_flows {
            return;
        }
        self.numbers.carries_flows = as_flows;
        self.numbers.joined = (next_packet, next_flow);
        if as_flows {
            // They will come whole, and would be counted twice.
            self.intake.forget_open();
            self.numbers.flows = Gaps::default();
        } else {
            self.numbers.packets = Gaps::default();
        }
    }

    /// Takes a batch.
    ///
    /// # Errors
    /// [`WireError`] where it cannot be read; it is then counted as damaged, and what it held shows as a gap.
    pub fn take_batch(&mut self, message: &[u8]) -> Result<(), WireError> {
        let batch = Batch::decode(message).inspect_err(|_| self.n_damaged += 1)?;
        let numbers = &mut self.numbers;
        let taken = match batch.header().kind {
            BatchKind::Packets => numbers.packets.take(batch.header(), numbers.joined.0),
            BatchKind::Flows => numbers.flows.take(batch.header(), numbers.joined.1),
        };
        self.n_missed = self.n_missed.saturating_add(taken.n_missed);
        let n_known = taken.n_known as usize;
        match batch {
            Batch::Packets(batch) => {
                for packet in batch.packets().skip(n_known) {
                    self.take_packet(&packet);
                }
            }
            Batch::Flows(batch) => {
                for flow in batch.flows.into_iter().skip(n_known) {
                    self.take_flow(flow);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wiresift_capture::{LinkType, Timestamp};
    use wiresift_wire::{PacketBatchWriter, PacketRecord, Source};

    use super::*;
    use crate::message::LiveSettings;

    fn live() -> Live {
        let mut live = Live::new(LiveSettings::default()).unwrap();
        live.on_started(&started(7, 0));
        live
    }

    fn started(capture: u64, n_taken: u64) -> Started {
        Started {
            capture,
            source: Source::Replay {},
            filter: String::new(),
            snaplen: 96,
            began_nanos: 0,
            n_taken,
            n_flows: 0,
        }
    }

    fn batch(capture: u64, first: u64, n: u64) -> Vec<u8> {
        let mut writer = PacketBatchWriter::new(capture, first, 0, LinkType::ETHERNET);
        for number in 0..n {
            let record = PacketRecord {
                timestamp: Timestamp(i64::try_from(first + number).unwrap() * 1_000_000),
                original_len: 60,
                frame: &[0; 14],
            };
            assert!(writer.push(&record));
        }
        writer.finish()
    }

    fn counts(live: &mut Live) -> (u64, u64, u64) {
        let counts = live.view().counts;
        (counts.n_packets, counts.n_missed, counts.n_damaged)
    }

    #[test]
    fn a_reconnect_counts_nothing_twice_and_gaps_once() {
        let mut live = live();
        live.take_batch(&batch(7, 0, 10)).unwrap();
        live.on_started(&started(7, 12));
        live.take_batch(&batch(7, 5, 10)).unwrap();
        assert_eq!(counts(&mut live), (15, 0, 0));
        live.take_batch(&batch(7, 20, 5)).unwrap();
        assert_eq!(counts(&mut live), (20, 5, 0));
    }

    #[test]
    fn a_capture_that_ran_before_is_joined_where_it_is() {
        let mut live = Live::new(LiveSettings::default()).unwrap();
        live.on_started(&started(7, 1_000));
        live.take_batch(&batch(7, 1_003, 10)).unwrap();
        assert_eq!(counts(&mut live), (10, 3, 0));
        live.on_started(&started(8, 0));
        live.take_batch(&batch(8, 0, 10)).unwrap();
        assert_eq!(counts(&mut live), (20, 3, 0));
    }

    #[test]
    fn what_cannot_be_read_is_counted() {
        let mut live = live();
        let mut cut = batch(7, 0, 10);
        cut.truncate(50);
        assert!(live.take_batch(&cut).is_err());
        assert!(live.take_batch(&[]).is_err());
        live.take_batch(&batch(7, 10, 1)).unwrap();
        assert_eq!(counts(&mut live), (1, 10, 2));
    }
}
