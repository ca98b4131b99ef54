//! Open flows in one growing array, linked into queues by how long they have been idle.

#![expect(clippy::indexing_slicing, reason = "indices come from this table, never from input")]

use crate::facts::Facts;
use crate::hint::Inspector;
use crate::key::Key;
use crate::tracker::{Beginning, Tracker, Waiting};

/// No slot.
const NONE: u32 = u32::MAX;

/// A place for an open flow.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) key: Key,
    pub(super) open: Open,
    /// The table's clock at its last packet: unlike the packet's own time it never goes back.
    pub(super) touched: i64,
    waiting: Waiting,
    before: u32,
    after: u32,
}

/// An open flow.
#[derive(Clone, Debug)]
pub(super) enum Open {
    /// Of one packet: a SYN flood or a sweep opens millions, so there is no box.
    One(One),
    /// Of more.
    Many(Box<Tracker>),
    /// None: the slot is free.
    Free,
}

#[derive(Clone, Debug)]
pub(super) struct One {
    pub(super) beginning: Beginning,
    pub(super) facts: Facts,
    pub(super) entropy: f32,
    pub(super) inspector: Option<Box<Inspector>>,
}

// A slot is what a flow of one packet costs.
const _: () = assert!(size_of::<Slot>() <= 192);

#[derive(Debug)]
pub(super) struct Slots {
    places: Vec<Slot>,
    free: Vec<u32>,
    queues: [Queue; Waiting::N],
}

/// Longest idle first.
#[derive(Clone, Copy, Debug)]
struct Queue {
    first: u32,
    last: u32,
}

impl Default for Slots {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            queues: [Queue {
                first: NONE,
                last: NONE,
            }; Waiting::N],
        }
    }
}

impl Slots {
    pub(super) fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> &Slot {
        &self.places[at as usize]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: u32) -> &mut Slot {
        &mut self.places[at as usize]
    }

    pub(super) fn insert(&mut self, key: Key, open: Open, waiting: Waiting, now: i64) -> u32 {
        let slot = Slot {
            key,
            open,
            touched: now,
            waiting,
            before: NONE,
            after: NONE,
        };
        let at = if let Some(at) = self.free.pop() {
            self.places[at as usize] = slot;
            at
        } else {
            self.places.push(slot);
            u32::try_from(self.places.len() - 1).unwrap_or(NONE)
        };
        self.link(at);
        at
    }

    pub(super) fn remove(&mut self, at: u32) -> (Key, Open) {
        self.unlink(at);
        self.free.push(at);
        let slot = self.get_mut(at);
        (slot.key, std::mem::replace(&mut slot.open, Open::Free))
    }

    /// Moves a flow behind all others that wait for the same.
    #[inline]
    pub(super) fn touch(&mut self, at: u32, waiting: Waiting, now: i64) {
        if self.queues[waiting as usize].last != at {
            self.unlink(at);
            self.get_mut(at).waiting = waiting;
            self.link(at);
        }
        self.get_mut(at).touched = now;
    }

    /// The flow that has waited longest.
    pub(super) fn first(&self, waiting: usize) -> Option<u32> {
        Some(self.queues[waiting].first).filter(|&at| at != NONE)
    }

    /// The flow that got a packet last.
    pub(super) fn last(&self, waiting: usize) -> Option<u32> {
        Some(self.queues[waiting].last).filter(|&at| at != NONE)
    }

    /// The flow that has waited next longest, in the same queue.
    pub(super) fn before(&self, at: u32) -> Option<u32> {
        Some(self.get(at).before).filter(|&before| before != NONE)
    }

    fn link(&mut self, at: u32) {
        let waiting = self.get(at).waiting as usize;
        let last = std::mem::replace(&mut self.queues[waiting].last, at);
        match last {
            NONE => self.queues[waiting].first = at,
            last => self.get_mut(last).after = at,
        }
        let slot = self.get_mut(at);
        (slot.before, slot.after) = (last, NONE);
    }

    fn unlink(&mut self, at: u32) {
        let (before, after, waiting) = {
            let slot = self.get(at);
            (slot.before, slot.after, slot.waiting as usize)
        };
        match before {
            NONE => self.queues[waiting].first = after,
            before => self.get_mut(before).after = after,
        }
        match after {
            NONE => self.queues[waiting].last = before,
            after => self.get_mut(after).before = before,
        }
    }
}
