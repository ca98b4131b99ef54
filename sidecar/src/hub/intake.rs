//! The capture thread: numbers packets, packs them, never waits.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::{Duration, Instant};

use wiresift_wire::{PacketBatchWriter, PacketRecord};

use super::Tally;
use crate::source::{End, Link, PacketSource, Sink, SourceError};

/// A batch goes when it is that long, in bytes, ...
const BATCH_BYTES: usize = 128 << 10;
/// ... or that old.
const BATCH_AGE: Duration = Duration::from_millis(20);
/// Packets between two looks at the clock.
const CHECK_EVERY: u32 = 64;

/// From the capture thread to the pump.
#[derive(Debug)]
pub(super) enum Message {
    /// A batch of packets, encoded.
    Batch(Vec<u8>),
    /// The source came to its end, or broke.
    End(Result<End, SourceError>),
}

pub(super) struct Intake {
    capture: u64,
    sender: SyncSender<Message>,
    tally: Arc<Tally>,
    next: u64,
    batch: Option<(Link, PacketBatchWriter, Instant)>,
    n_unchecked: u32,
}

impl Intake {
    pub(super) fn new(capture: u64, sender: SyncSender<Message>, tally: Arc<Tally>) -> Self {
        Self {
            capture,
            sender,
            tally,
            next: 0,
            batch: None,
            n_unchecked: 0,
        }
    }

    /// Runs the source to its end.
    pub(super) fn run(mut self, mut source: Box<dyn PacketSource>) {
        let end = source.run(&mut self);
        self.flush();
        // The pump outlives this thread; it stops on this message alone.
        drop(self.sender.send(Message::End(end)));
    }

    fn flush(&mut self) {
        let Some((_, batch, _)) = self.batch.take() else {
            return;
        };
        let n_packets = u64::from(batch.header().n_records);
        match self.sender.try_send(Message::Batch(batch.finish())) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.tally.queue.fetch_add(n_packets, Ordering::Relaxed);
            }
        }
    }

    fn flush_old(&mut self) {
        self.n_unchecked = 0;
        if self
            .batch
            .as_ref()
            .is_some_and(|(_, _, began)| began.elapsed() >= BATCH_AGE)
        {
            self.flush();
        }
    }
}

impl Sink for Intake {
    fn packet(&mut self, link: Link, packet: &PacketRecord<'_>) {
        let fits = self.batch.as_mut().is_some_and(|(of, batch, _)| {
            *of == link && batch.n_bytes() + packet.frame.len() <= BATCH_BYTES && batch.push(packet)
        });
        if !fits {
            self.flush();
            let mut batch = PacketBatchWriter::new(self.capture, self.next, link.interface, link.link_type);
            batch.push(packet);
            self.batch = Some((link, batch, Instant::now()));
        }
        self.next += 1;
        self.tally.packets.store(self.next, Ordering::Relaxed);
        self.tally
            .bytes
            .fetch_add(u64::from(packet.original_len), Ordering::Relaxed);
        self.n_unchecked += 1;
        if self.n_unchecked >= CHECK_EVERY {
            self.flush_old();
        }
    }

    fn go_on(&mut self) -> bool {
        self.flush_old();
        !self.tally.is_stopping.load(Ordering::Relaxed)
    }

    fn lost(&mut self, kernel: u64, interface: u64) {
        self.tally.kernel.store(kernel, Ordering::Relaxed);
        self.tally.interface.store(interface, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use wiresift_capture::{LinkType, Timestamp};
    use wiresift_wire::Batch;

    use super::*;

    const LINK: Link = Link {
        interface: 0,
        link_type: LinkType::ETHERNET,
    };

    #[test]
    fn what_the_queue_cannot_take_is_counted_to_the_packet() {
        let (sender, receiver) = mpsc::sync_channel(2);
        let tally = Arc::new(Tally::default());
        let mut intake = Intake::new(7, sender, Arc::clone(&tally));
        let frame = [0; 1_000];
        let packet = PacketRecord {
            timestamp: Timestamp(0),
            original_len: 1_000,
            frame: &frame,
        };
        for _ in 0..10_000 {
            intake.packet(LINK, &packet);
        }
        intake.flush();
        let mut n_received = 0;
        while let Ok(Message::Batch(batch)) = receiver.try_recv() {
            n_received += u64::from(Batch::decode(&batch).unwrap().header().n_records);
        }
        let n_dropped = Tally::get(&tally.queue);
        assert!(n_dropped > 0 && n_received > 0);
        assert_eq!(n_received + n_dropped, 10_000);
        assert_eq!(Tally::get(&tally.packets), 10_000);
    }
}
