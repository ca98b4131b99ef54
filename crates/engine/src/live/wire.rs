//! What a sidecar sends: batches by number, so that nothing is counted twice and nothing is lost in silence.

use wiresift_wire::{Batch, BatchKind, Carry, Gaps, Started, Stopped, WireError};

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
    ledger: Ledger,
    /// Packets missed of the captures before.
    n_missed_before: u64,
}

impl Numbers {
    /// Packets that were taken while this end was there, and did not come.
    pub(super) fn n_missed(&self) -> u64 {
        self.n_missed_before.saturating_add(self.ledger.missed)
    }
}

/// Packets of one capture. Gaps alone would not do: the last batches may be lost, and a packet may come within a flow.
#[derive(Debug, Default)]
struct Ledger {
    /// Taken before this end joined.
    before: u64,
    seen: u64,
    missed: u64,
}

impl Ledger {
    /// So many packets were taken in all: what was not seen of them will not come.
    fn settle(&mut self, n_taken: u64) {
        self.missed = n_taken.saturating_sub(self.before).saturating_sub(self.seen);
    }
}

impl Live {
    /// A capture began, or goes on after a break of the connection.
    pub fn on_started(&mut self, started: &Started) {
        let numbers = &mut self.numbers;
        // Who joins, or joins again, gets packets first.
        numbers.carries_flows = false;
        if numbers.capture == Some(started.capture) {
            return;
        }
        numbers.joined = (started.n_taken, started.n_flows);
        numbers.n_missed_before = numbers.n_missed();
        numbers.ledger = Ledger {
            before: started.n_taken,
            ..Ledger::default()
        };
        if numbers.capture.replace(started.capture).is_some() {
            self.end_capture();
        }
    }

    /// A capture ended.
    pub fn on_stopped(&mut self, stopped: &Stopped) {
        if self.numbers.capture == Some(stopped.capture) {
            self.numbers.ledger.settle(stopped.n_taken);
        }
        self.end_capture();
    }

    /// From now on packets come, or flows, from these numbers on.
    pub fn on_carrying(&mut self, carry: Carry, next_packet: u64, next_flow: u64) {
        let as_flows = carry == Carry::Flows;
        if as_flows == self.numbers.carries_flows {
            return;
        }
        self.numbers.carries_flows = as_flows;
        self.numbers.joined = (next_packet, next_flow);
        let ledger = &mut self.numbers.ledger;
        ledger.settle(next_packet);
        if as_flows {
            // They will come whole, and would be counted twice.
            ledger.seen = ledger.seen.saturating_sub(self.intake.forget_open());
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
        let n_known = taken.n_known as usize;
        let n_before = self.intake.n_packets();
        match batch {
            Batch::Packets(batch) => {
                for packet in batch.packets().skip(n_known) {
                    self.take_packet(&packet);
                }
                self.count_seen(n_before);
                self.numbers.ledger.settle(self.numbers.packets.next());
            }
            Batch::Flows(batch) => {
                for flow in batch.flows.into_iter().skip(n_known) {
                    self.take_flow(flow);
                }
                self.count_seen(n_before);
            }
        }
        Ok(())
    }

    fn count_seen(&mut self, n_before: u64) {
        let n_new = self.intake.n_packets().saturating_sub(n_before);
        self.numbers.ledger.seen = self.numbers.ledger.seen.saturating_add(n_new);
    }
}

#[cfg(test)]
mod tests {
    use wiresift_capture::{LinkType, Timestamp};
    use wiresift_flow::{FlowOptions, FlowTable};
    use wiresift_wire::{FlowBatchWriter, PacketBatchWriter, PacketRecord, Source};

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

    fn stopped(n_taken: u64) -> Stopped {
        Stopped {
            capture: 7,
            n_taken,
            n_flows: 1,
            reason: None,
            is_fault: false,
        }
    }

    /// Datagrams of one flow.
    fn datagrams(first: u64, n: u64) -> (Vec<u8>, Vec<u8>) {
        #[rustfmt::skip]
        let frame = [
            2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00,
            0x45, 0, 0, 30, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
            0x0f, 0xa0, 0x13, 0x88, 0, 10, 0, 0, 1, 2,
        ];
        let mut packets = PacketBatchWriter::new(7, first, 0, LinkType::ETHERNET);
        for number in first..first + n {
            assert!(packets.push(&PacketRecord {
                timestamp: Timestamp(i64::try_from(number).unwrap() * 1_000_000),
                original_len: 44,
                frame: &frame,
            }));
        }
        let packets = packets.finish();
        let Ok(Batch::Packets(batch)) = Batch::decode(&packets) else {
            panic!("packets are packets");
        };
        let mut flows = FlowBatchWriter::new(7, 0);
        let mut table = FlowTable::new(FlowOptions::default());
        batch.packets().for_each(|packet| table.push(&packet, &mut drop));
        table.finish(&mut |flow| assert!(flows.push(&flow).unwrap()));
        (packets, flows.finish())
    }

    #[test]
    fn what_is_lost_at_the_end_is_missed() {
        let mut live = live();
        live.take_batch(&batch(7, 0, 10)).unwrap();
        live.on_stopped(&stopped(25));
        assert_eq!(counts(&mut live), (10, 15, 0));
        live.on_started(&started(8, 0));
        live.take_batch(&batch(8, 2, 10)).unwrap();
        assert_eq!(counts(&mut live), (20, 17, 0));
    }

    #[test]
    fn packets_that_come_again_in_their_flow_count_once() {
        let mut live = live();
        live.take_batch(&datagrams(0, 10).0).unwrap();
        live.take_batch(&datagrams(12, 8).0).unwrap();
        assert_eq!(counts(&mut live), (18, 2, 0));
        live.on_carrying(Carry::Flows, 20, 0);
        // The sidecar had all of the flow, and 5 packets more than its 30.
        live.take_batch(&datagrams(0, 30).1).unwrap();
        live.on_stopped(&stopped(35));
        assert_eq!(counts(&mut live), (30, 5, 0));
        let view = live.view();
        let (talker, share) = (&view.talkers[0], &view.protocols[0]);
        assert_eq!((talker.bytes_out + talker.bytes_in, share.n_packets), (900, 30));
    }

    #[test]
    fn who_joins_again_gets_packets_first() {
        let mut live = live();
        live.on_carrying(Carry::Flows, 0, 0);
        live.take_batch(&datagrams(0, 10).1).unwrap();
        live.on_started(&started(7, 15));
        live.take_batch(&datagrams(15, 5).0).unwrap();
        assert_eq!(counts(&mut live), (15, 5, 0));
        live.on_carrying(Carry::Flows, 20, 1);
        assert_eq!(counts(&mut live).0, 10);
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
