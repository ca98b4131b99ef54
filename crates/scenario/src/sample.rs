//! The sample: half an hour of a small office, with six attacks.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::ordinary::Office;
use crate::tls::Noise;
use crate::truth::Attack;
use crate::wire::Wire;
use crate::write_pcap;

/// Bytes that are kept of a frame.
pub const SNAPLEN: u32 = 256;

/// 2026-03-10 13:00 UTC, a Tuesday.
const START: i64 = 1_773_147_600_000_000_000;
const LENGTH: i64 = 1_800_000_000_000;

/// A capture and what is in it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// A classic pcap.
    pub pcap: Vec<u8>,
    /// The attacks; their seconds count from the first packet.
    pub attacks: Vec<Attack>,
}

/// The same seed gives the same sample.
pub fn sample(seed: u64) -> Sample {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let noise = Noise::new(&mut rng);
    let mut wire = Wire::new();
    let mut office = Office {
        wire: &mut wire,
        rng: &mut rng,
        noise: &noise,
        start: START,
        length: LENGTH,
    };
    office.work();
    let mut attacks = office.attack();
    let first = wire.frames.iter().map(|frame| frame.nanos).min().unwrap_or(START);
    for attack in &mut attacks {
        let late = (first - START) as f64 / 1e9;
        attack.first_second -= late;
        attack.last_second -= late;
    }
    Sample {
        pcap: write_pcap(wire.frames, SNAPLEN),
        attacks,
    }
}
