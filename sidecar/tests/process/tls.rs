//! Beyond loopback: a certificate, its key, and the name that browsers use.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::program::{Sidecar, TempFile};

const NAME: &str = "sensor.example";

/// A sidecar with a certificate for [`NAME`], and that certificate.
fn with_tls() -> (Sidecar, CertificateDer<'static>, [TempFile; 2]) {
    let thread = std::thread::current().name().unwrap_or_default().replace("::", "-");
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let certificate = TempFile::new(&format!("{thread}.crt"), cert.pem().as_bytes());
    let key = TempFile::new(&format!("{thread}.key"), signing_key.serialize_pem().as_bytes());
    let files = ["--certificate", certificate.path(), "--key", key.path()];
    let listen = ["--listen", "127.0.0.1:0", "--host", NAME];
    let sidecar = Sidecar::start(&[files, listen].concat());
    (sidecar, cert.der().clone(), [certificate, key])
}

fn connect(
    sidecar: &Sidecar,
    root: Option<CertificateDer<'static>>,
    name: &'static str,
) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(root);
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, sidecar.connect())
}

/// What comes back for a request to `host`, with the token.
fn ask(sidecar: &Sidecar, stream: &mut (impl Read + Write), host: &str) -> std::io::Result<String> {
    let token = &sidecar.token;
    write!(
        stream,
        "GET /api/capture/status HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn who_trusts_the_certificate_is_answered() {
    let (sidecar, certificate, _files) = with_tls();
    let mut stream = connect(&sidecar, Some(certificate.clone()), NAME);
    let host = format!("{NAME}:{}", sidecar.port);
    let answer = ask(&sidecar, &mut stream, &host).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // The gate is the same as without: a name that is not the sidecar's own is refused, loopback's too.
    for wrong in ["attacker.example", &sidecar.host()] {
        let mut stream = connect(&sidecar, Some(certificate.clone()), NAME);
        let answer = ask(&sidecar, &mut stream, wrong).unwrap();
        assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    }
}

#[test]
fn who_does_not_trust_it_says_nothing() {
    let (sidecar, certificate, _files) = with_tls();
    let host = format!("{NAME}:{}", sidecar.port);
    assert!(ask(&sidecar, &mut connect(&sidecar, None, NAME), &host).is_err());
    let mut other = connect(&sidecar, Some(certificate), "other.example");
    assert!(ask(&sidecar, &mut other, &host).is_err());
}

#[test]
fn nothing_is_answered_in_the_clear() {
    let (sidecar, certificate, _files) = with_tls();
    let answer = sidecar.http("GET /", "", "");
    assert!(!answer.contains("HTTP/1.1"), "{answer}");
    // Who begins a handshake and stays silent is let go, and does not keep others out.
    let mut silent = sidecar.connect();
    silent.write_all(&[0x16, 3, 1, 2, 0]).unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert!(silent.read_to_end(&mut Vec::new()).is_ok());
    let mut stream = connect(&sidecar, Some(certificate), NAME);
    let host = format!("{NAME}:{}", sidecar.port);
    assert!(ask(&sidecar, &mut stream, &host).unwrap().starts_with("HTTP/1.1 200"));
}

#[test]
fn a_key_of_another_certificate_is_said_so() {
    let (_sidecar, _, [certificate, _]) = with_tls();
    let other = generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let key = TempFile::new("other.key", other.signing_key.serialize_pem().as_bytes());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wiresift-sidecar"))
        .args(["--listen", "127.0.0.1:0", "--host", NAME, "--key", key.path()])
        .args(["--certificate", certificate.path()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("do not belong together"),
        "{said}"
    );
}
