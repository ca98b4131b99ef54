//! The standards' own validators, where they are installed: `pip install stix2-validator==3.2.0 py-ocsf-models` (3.3.1 of the first
//! comes without its schemas). `WIRESIFT_PYTHON` names the Python that has them.

#![expect(clippy::print_stdout, reason = "says what was skipped")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::PathBuf;
use std::process::Command;

use support::findings;
use wiresift_report::Format;

/// Python, if it can run a line.
fn python(probe: &str) -> Option<Command> {
    let name = std::env::var_os("WIRESIFT_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&name).args(["-c", probe]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("skipped: {} cannot run `{probe}` (set WIRESIFT_PYTHON)", name.display());
        return None;
    }
    Some(Command::new(name))
}

fn file(format: Format, bytes: &[u8]) -> PathBuf {
    let name = format!("{}-{}", std::process::id(), format.ending());
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// OASIS' validator finds no error; nor does it warn, but of identifiers of version 5 (103), which the standard allows, and of
/// addresses of pages without a hash of what they hold (302).
#[test]
fn stix_is_valid() {
    let Some(mut python) =
        python("import os, stix2validator as s; os.listdir(os.path.dirname(s.__file__) + '/schemas-2.1/schemas')")
    else {
        return;
    };
    let path = file(Format::Stix, &findings("").write(Format::Stix).unwrap());
    let script = "import sys\n\
        from stix2validator import ValidationOptions, validate_file\n\
        result = validate_file(sys.argv[1], ValidationOptions(version='2.1'))\n\
        messages = [e for r in result.object_results for e in (r.errors or []) + (r.warnings or [])]\n\
        messages = [m for m in map(str, messages) if '{103}' not in m and '{302}' not in m]\n\
        print(*messages, sep='\\n')\n\
        sys.exit(0 if result.is_valid and not messages else 1)\n";
    let output = python.args(["-c", script]).arg(&path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// Prowler's models of OCSF take every finding.
#[test]
fn ocsf_is_valid() {
    let Some(mut python) = python("import py_ocsf_models") else {
        return;
    };
    let path = file(Format::Ocsf, &findings("").write(Format::Ocsf).unwrap());
    let script = "import sys\n\
        from py_ocsf_models.events.findings.detection_finding import DetectionFinding\n\
        lines = open(sys.argv[1]).read().splitlines()\n\
        assert len(lines) == 4\n\
        for line in lines: DetectionFinding.model_validate_json(line)\n";
    let output = python.args(["-c", script]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
