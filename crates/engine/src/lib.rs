//! The analyst's session: commands in, events out, on any platform.
