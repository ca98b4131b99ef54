//! One list from two, when compiling.

/// `a`, then `b`. `N` is the sum of their lengths, or this does not compile.
#[expect(clippy::indexing_slicing, reason = "an index past the end does not compile")]
pub(super) const fn join<T: Copy, const N: usize>(a: &[T], b: &[T]) -> [T; N] {
    assert!(a.len() + b.len() == N);
    let mut all = [a[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < a.len() { a[at] } else { b[at - a.len()] };
        at += 1;
    }
    all
}
