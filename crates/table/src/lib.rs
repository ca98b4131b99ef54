//! Tables of flows: bytes -> typed columns -> a scaled matrix.
