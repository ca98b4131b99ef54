//! Isolation forest, local outlier factor, one-class SVM, votes, thresholds and metrics.
