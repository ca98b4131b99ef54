//! Requests that a fuzzer makes from the `OpenAPI` file, where it is installed: `schemathesis` on the path, or named by
//! `SCHEMATHESIS`. No answer may be a fault of the server.

use std::process::Command;

use crate::program::Server;

#[test]
fn a_fuzzer_finds_no_fault_of_the_server() {
    let program = std::env::var("SCHEMATHESIS").unwrap_or_else(|_| "schemathesis".to_owned());
    if Command::new(&program).arg("--version").output().is_err() {
        println!("skipped: no schemathesis (pip install schemathesis, or set SCHEMATHESIS)");
        return;
    }
    let server = Server::start(&[]);
    let output = Command::new(&program)
        .args(["run", concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")])
        .args(["--url", &format!("http://{}", server.host())])
        .args(["-H", &format!("Authorization: Bearer {}", server.token)])
        .args([
            "--checks",
            "not_a_server_error,response_schema_conformance,status_code_conformance",
        ])
        .args(["--max-examples", "50", "--seed", "1", "--no-color"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(server.ask("GET /api/models/performance", "").0, 200);
}
