//! The first bytes of a stream, put in order.

/// Bytes that are kept of a stream, waiting ones included. No hello that is seen in practice is longer.
const MAX_LEN: usize = 16 * 1024;

/// Pieces that wait for one before them.
const MAX_PENDING: usize = 16;

/// Bytes from the start of a stream, from pieces that come in any order and more than once. Memory is capped; what is
/// beyond is dropped.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream {
    /// Without holes.
    data: Vec<u8>,
    pending: Vec<(usize, Vec<u8>)>,
}

impl Stream {
    /// What there is without holes.
    pub(super) fn data(&self) -> &[u8] {
        &self.data
    }

    pub(super) fn len(&self) -> usize {
        self.data.len()
    }

    /// Takes a piece that begins `offset` bytes after the start. Where pieces overlap, the first to come wins.
    pub(super) fn insert(&mut self, offset: usize, piece: &[u8]) {
        if offset >= MAX_LEN {
            return;
        }
        let piece = piece.get(..MAX_LEN - offset).unwrap_or(piece);
        if offset > self.data.len() {
            let n_kept = self.pending.iter().map(|(_, piece)| piece.len()).sum::<usize>() + self.data.len();
            if self.pending.len() < MAX_PENDING && !piece.is_empty() && n_kept + piece.len() <= MAX_LEN {
                self.pending.push((offset, piece.to_vec()));
            }
            return;
        }
        self.append(offset, piece);
        while let Some(at) = self.pending.iter().position(|(offset, _)| *offset <= self.data.len()) {
            let (offset, piece) = self.pending.swap_remove(at);
            self.append(offset, &piece);
        }
    }

    fn append(&mut self, offset: usize, piece: &[u8]) {
        let n_known = self.data.len().saturating_sub(offset);
        self.data.extend_from_slice(piece.get(n_known..).unwrap_or(&[]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_beyond_the_cap_is_dropped() {
        let mut stream = Stream::default();
        stream.insert(0, &vec![1; 3 * MAX_LEN]);
        stream.insert(MAX_LEN, &[1]);
        stream.insert(usize::MAX, &[1]);
        assert_eq!(stream.len(), MAX_LEN);
        let mut holes = Stream::default();
        for at in 1..1000 {
            holes.insert(2 * at, &[0]);
        }
        assert_eq!((holes.len(), holes.pending.len()), (0, MAX_PENDING));
        let mut early = Stream::default();
        for at in [MAX_LEN / 2, MAX_LEN / 2, 1] {
            early.insert(at, &[1; MAX_LEN]);
        }
        // The third piece would go beyond; what is without holes may still fill up.
        assert_eq!(early.pending.len(), 2);
        early.insert(0, &[1; MAX_LEN]);
        assert_eq!((early.len(), early.pending.len()), (MAX_LEN, 0));
    }

    proptest! {
        #[test]
        fn order_and_repeats_do_not_matter(
            cuts in prop::collection::btree_set(1_usize..400, 0..8),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..16),
        ) {
            let bytes: Vec<u8> = (0..400_u32).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let starts: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).collect();
            let ends: Vec<usize> = cuts.iter().copied().chain([400]).collect();
            let mut stream = Stream::default();
            let shuffled = order.iter().map(|index| index.index(starts.len()));
            for at in shuffled.chain(0..starts.len()) {
                // Overlapping the next piece.
                let end = (ends[at] + 20).min(400);
                stream.insert(starts[at], &bytes[starts[at]..end]);
            }
            prop_assert_eq!(stream.data(), &bytes[..]);
        }
    }
}
