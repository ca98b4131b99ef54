//! Connections: counted, timed, with or without TLS.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig};

/// Connections at once, of any kind; further ones are closed unread.
pub const MAX_CONNECTIONS: usize = 64;

/// How long a client may take for the headers of a request, or for TLS.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest headers of a request, in bytes.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// A socket that listens.
pub struct Listener {
    /// The socket.
    pub tcp: TcpListener,
    /// Without it, plain HTTP: for loopback alone.
    pub tls: Option<TlsAcceptor>,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The certificate cannot be read.
    #[error("cannot read the certificate {}", path.display())]
    Certificate {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// The key cannot be read.
    #[error("cannot read the key {}", path.display())]
    Key {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// Both can be read and cannot be used.
    #[error("certificate and key do not belong together")]
    Pair(#[from] rustls::Error),
}

/// Reads a certificate chain and its key, both PEM.
///
/// # Errors
/// [`TlsError`].
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain = chain.map_err(|source| TlsError::Certificate {
        path: certificate.to_owned(),
        source,
    })?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|source| TlsError::Key {
        path: key.to_owned(),
        source,
    })?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until the process ends.
pub async fn serve(listener: Listener, router: Router) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let stream = match listener.tcp.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        // Too many: closed unread, so that a flood costs nothing but its own connections.
        let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
            continue;
        };
        tokio::spawn(connection(stream, listener.tls.clone(), router.clone(), slot));
    }
}

/// Where the process has no file descriptors left, trying again at once would only burn the processor.
async fn pause_after(error: &io::Error) {
    if !matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    ) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router, slot: OwnedSemaphorePermit) {
    // Small messages must not wait for large ones. Where that fails, they wait.
    drop(stream.set_nodelay(true));
    match tls {
        None => http(stream, router).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HEADER_TIMEOUT, tls.accept(stream)).await {
                http(stream, router).await;
            }
        }
    }
    drop(slot);
}

async fn http(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    // A client that breaks off or talks nonsense ends its own connection only.
    drop(connection.await);
}
