//! Prefix-preserving pseudonyms of IP addresses.
//!
//! # Source
//! Xu, Fan, Ammar and Moon (2002), "Prefix-preserving IP address anonymization: measurement-based security evaluation and a
//! new cryptography-based scheme", ICNP. For IPv6 the same over 128 bits, as later implementations have it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use aes::Aes128;
use aes::cipher::{BlockEncrypt, KeyInit};

use super::KEY_BYTES;

/// The scheme with its key.
#[derive(Clone)]
pub struct CryptoPan {
    cipher: Aes128,
    pad: u128,
}

impl CryptoPan {
    /// Half of the key is the cipher's, the other half makes the pad.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        let (cipher, pad) = key.split_at(KEY_BYTES / 2);
        let cipher = Aes128::new(cipher.into());
        let pad = u128::from_be_bytes(pad.try_into().unwrap_or_default());
        let pad = encrypt(&cipher, pad);
        Self { cipher, pad }
    }

    /// An address' pseudonym, of the same family.
    pub fn address(&self, address: IpAddr) -> IpAddr {
        match address {
            IpAddr::V4(address) => {
                let bits = u128::from(address.to_bits()) << 96;
                let bits = (self.first_bits(bits, 32) >> 96) as u32;
                Ipv4Addr::from_bits(bits).into()
            }
            IpAddr::V6(address) => Ipv6Addr::from_bits(self.first_bits(address.to_bits(), 128)).into(),
        }
    }

    /// Flips each of the first bits by what the cipher makes of the bits before it; the pad stands for the rest.
    fn first_bits(&self, bits: u128, n_bits: u32) -> u128 {
        let mut flips = 0;
        for at in 0..n_bits {
            let rest = u128::MAX >> at;
            let input = bits & !rest | self.pad & rest;
            flips |= (encrypt(&self.cipher, input) >> 127) << (127 - at);
        }
        bits ^ flips
    }
}

fn encrypt(cipher: &Aes128, block: u128) -> u128 {
    let mut block = block.to_be_bytes().into();
    cipher.encrypt_block(&mut block);
    u128::from_be_bytes(block.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The key of the sample in the authors' distribution.
    const KEY: [u8; KEY_BYTES] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39,
        98, 87, 76, 45, 42, 132, 34, 2,
    ];

    /// IPv4: from the sample trace of the authors' distribution. IPv6: what independent implementations agree on.
    const KNOWN: [(&str, &str); 12] = [
        ("128.11.68.132", "135.242.180.132"),
        ("129.118.74.4", "134.136.186.123"),
        ("141.223.7.43", "141.167.8.160"),
        ("156.29.3.236", "147.225.12.42"),
        ("192.102.249.13", "252.138.62.131"),
        ("24.0.250.221", "100.15.198.226"),
        ("64.14.118.196", "0.255.183.58"),
        ("10.185.25.118", "117.161.29.118"),
        ("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"),
        ("::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838"),
        ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
        ("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c"),
    ];

    #[test]
    fn published_pseudonyms_come_out() {
        let scheme = CryptoPan::new(&KEY);
        for (address, expected) in KNOWN {
            assert_eq!(scheme.address(address.parse().unwrap()).to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn pseudonyms_share_as_many_first_bits_as_addresses(key: [u8; KEY_BYTES], a: u32, bit in 0_u32..32, low: u32) {
            let b = a ^ (1 << bit) ^ (low & ((1 << bit) - 1));
            let scheme = CryptoPan::new(&key);
            let bits = |address: u32| match scheme.address(Ipv4Addr::from_bits(address).into()) {
                IpAddr::V4(address) => address.to_bits(),
                IpAddr::V6(_) => unreachable!(),
            };
            prop_assert_eq!((bits(a) ^ bits(b)).leading_zeros(), (a ^ b).leading_zeros());
        }
    }
}
