//! SSH as it looks from outside: banners and the key exchange in the clear (RFC 4253, RFC 8731), then noise.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::Turn;
use crate::tls::Noise;

const MILLI: i64 = 1_000_000;

/// A side's ways to agree on keys, sign, encrypt and authenticate messages.
type Offer = [&'static str; 4];

const OPENSSH: Offer = [
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
     diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512",
    "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256",
    "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com",
    "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com",
];
const LIBSSH: Offer = [
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,\
     diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256",
    "ssh-ed25519,ecdsa-sha2-nistp521,ecdsa-sha2-nistp384,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256",
    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr",
    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512",
];

/// Banners, key exchange and so many tries to log in; the last one is the end of it.
pub(crate) fn ssh_login(noise: &Noise, rng: &mut ChaCha8Rng, n_tries: usize, client: &str) -> Vec<Turn> {
    let offer = if client.starts_with("libssh") { LIBSSH } else { OPENSSH };
    let new_keys = packet(&[21], rng);
    let mut turns = vec![
        Turn::Client(format!("SSH-2.0-{client}\r\n").into_bytes()),
        Turn::Server(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".to_vec()),
        Turn::Client(key_exchange_init(offer, rng)),
        Turn::Server(key_exchange_init(OPENSSH, rng)),
        Turn::Client(key_share(rng)),
        Turn::Server([signed_key_share(rng), new_keys.clone(), noise.bytes(200, rng)].concat()),
        Turn::Client([new_keys, noise.bytes(44, rng)].concat()),
        Turn::Server(noise.bytes(44, rng)),
    ];
    for _ in 0..n_tries {
        turns.push(Turn::Client(noise.bytes(rng.random_range(84..150), rng)));
        turns.push(Turn::Wait(rng.random_range(900 * MILLI..2_400 * MILLI)));
        turns.push(Turn::Server(noise.bytes(52, rng)));
    }
    turns
}

/// `SSH_MSG_KEXINIT` (RFC 4253, 7.1).
fn key_exchange_init([keys, signatures, ciphers, macs]: Offer, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let compression = "none,zlib@openssh.com";
    let lists = [
        keys,
        signatures,
        ciphers,
        ciphers,
        macs,
        macs,
        compression,
        compression,
        "",
        "",
    ];
    let mut payload = vec![20];
    payload.extend(rng.random::<[u8; 16]>());
    payload.extend(lists.into_iter().flat_map(|list| string(list.as_bytes())));
    payload.extend([0; 5]);
    packet(&payload, rng)
}

/// `SSH_MSG_KEX_ECDH_INIT` (RFC 5656, 4).
fn key_share(rng: &mut ChaCha8Rng) -> Vec<u8> {
    let payload = [&[30][..], &string(&rng.random::<[u8; 32]>())].concat();
    packet(&payload, rng)
}

/// `SSH_MSG_KEX_ECDH_REPLY`: host key, share and signature (RFC 8709 for their form).
fn signed_key_share(rng: &mut ChaCha8Rng) -> Vec<u8> {
    let name = string(b"ssh-ed25519");
    let key = [&name[..], &string(&rng.random::<[u8; 32]>())].concat();
    let mut signature = [0; 64];
    rng.fill(&mut signature);
    let signature = [name, string(&signature)].concat();
    let share: [u8; 32] = rng.random();
    let payload = [vec![31], string(&key), string(&share), string(&signature)].concat();
    packet(&payload, rng)
}

/// An unencrypted packet (RFC 4253, 6): padded by 4 bytes or more to a multiple of 8.
fn packet(payload: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let padding = 4 + (8 - (5 + payload.len() + 4) % 8) % 8;
    let mut out = length(1 + payload.len() + padding).to_vec();
    out.extend(u8::try_from(padding));
    out.extend_from_slice(payload);
    out.extend((0..padding).map(|_| rng.random::<u8>()));
    out
}

/// Behind a length of four bytes.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&length(bytes.len())[..], bytes].concat()
}

fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(0).to_be_bytes()
}
