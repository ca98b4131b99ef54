use super::*;

#[test]
fn an_empty_file_is_the_defaults() {
    let settings = parse("").unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(
        (settings.baseline.duration_secs, settings.baseline.window_secs),
        (1_800, 60)
    );
}

#[test]
fn what_is_written_is_read_back() {
    let mut settings = Settings::default();
    settings.capture.interface = "eth\"0\\".to_owned();
    settings.capture.promiscuous = false;
    settings.detection.sensitivity = 0.031_25;
    settings.one_class_svm.nu = 1.0;
    assert_eq!(parse(&settings.to_toml()), Ok(settings));
    assert_eq!(parse(&Settings::default().to_toml()), Ok(Settings::default()));
}

fn error(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn unknown_keys_are_named_with_their_line() {
    for (text, line, key) in [
        ("\n[capture]\nsnapln = 100\n", 3, "snapln"),
        ("[captur]\n", 1, "captur"),
        ("# a\n[detection]\nseed = 1\ncontamination = 0.1\n", 4, "contamination"),
    ] {
        let error = error(text);
        assert!(
            error.starts_with(&format!("line {line}: ")) && error.contains(key),
            "{error}"
        );
    }
}

#[test]
fn wrong_kinds_are_named_with_their_line() {
    for (text, line, key) in [
        ("[capture]\n\npromiscuous = \"yes\"\n", 3, "promiscuous"),
        ("[capture]\nsnaplen = -1\n", 2, "snaplen"),
        ("[capture]\nsnaplen = 1.5\n", 2, "snaplen"),
        ("[detection]\nsensitivity = true\n", 2, "sensitivity"),
    ] {
        let error = error(text);
        assert!(
            error.starts_with(&format!("line {line}: ")) && error.contains(key),
            "{error}"
        );
    }
}

#[test]
fn values_out_of_range_are_named_with_their_line() {
    for (text, expected) in [
        (
            "[capture]\nsnaplen = 10\n",
            "line 2: capture.snaplen must be 64 to 262144 bytes, not 10",
        ),
        (
            "[detection]\nsensitivity = 0.6\n",
            "line 2: detection.sensitivity must be above 0 and at most 0.5, not 0.6",
        ),
        (
            "[detection]\nsensitivity = nan\n",
            "line 2: detection.sensitivity must be above 0 and at most 0.5, not NaN",
        ),
        (
            "[alerts]\nmin_severity = \"all\"\n",
            "line 2: alerts.min_severity must be low, medium or high, not \"all\"",
        ),
        (
            "[alerts]\nsyslog = \"siem\"\n",
            "line 2: alerts.syslog must be udp://host:port or tcp://host:port, not \"siem\"",
        ),
        (
            "\n\n[one_class_svm]\nnu = 0.0\n",
            "line 4: one_class_svm.nu must be above 0 and at most 1, not 0.0",
        ),
    ] {
        assert_eq!(error(text), expected);
    }
}

#[test]
fn what_is_no_toml_is_an_error_with_its_line() {
    assert!(error("[capture]\nsnaplen = = 3\n").starts_with("line 2: "));
    assert!(error("[capture]\nsnaplen = 100\nsnaplen = 200\n").starts_with("line 3: "));
    assert!(parse(&"#".repeat(MAX_BYTES + 1)).is_err());
}

#[test]
fn the_manual_says_the_defaults() {
    let manual = include_str!("../../../docs/live.md");
    let (_, rest) = manual.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    assert_eq!(parse(example), Ok(Settings::default()));
    // Every key is there.
    let n_keys = |text: &str| text.lines().filter(|line| line.contains(" = ")).count();
    assert_eq!(n_keys(example), n_keys(&Settings::default().to_toml()));
}
