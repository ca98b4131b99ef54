//! Addresses and names replaced by others, always the same ones under the same key, so that a case can be shown to who
//! must not see whose traffic it is.
//!
//! IP addresses: [`CryptoPan`], so that two addresses share as many bits of their pseudonyms as of themselves, and subnets
//! stay subnets. Hardware addresses and names: a keyed hash (HMAC-SHA-256, cut). A name keeps its number of levels, and
//! names that end alike have pseudonyms that end alike.
//!
//! Replaced are the strings of a table (an address anywhere in any of them; a whole name in columns of names; what was made
//! from addresses, as Community IDs), what is kept of a capture, the encoder's categories, file names, and notes. Labels
//! keep their words. What is a number stays: ports, times, sizes and the scores, by which who knows the traffic can
//! recognise it. That is so with every way to replace addresses (Burkhart et al. 2010, "The role of network trace
//! anonymization under attack"); the page says so.
//!
//! The key is drawn for each export and forgotten: what was replaced cannot be had back.

mod apply;
mod crypto_pan;
mod text;

pub(crate) use apply::file_name;
pub use apply::pseudonymise;
pub use crypto_pan::CryptoPan;
pub use text::Pseudonyms;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
