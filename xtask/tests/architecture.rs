//! Keeps the map true.

use std::path::Path;

#[test]
fn every_path_named_in_the_map_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    // Odd pieces are between backticks.
    let named = map.split('`').skip(1).step_by(2);
    let paths: Vec<&str> = named.filter(|name| name.contains('/') && !name.contains(' ')).collect();
    assert!(paths.len() > 10, "the map names hardly any path");
    let missing: Vec<&&str> = paths.iter().filter(|path| !root.join(path).exists()).collect();
    assert!(
        missing.is_empty(),
        "named in ARCHITECTURE.md and not there: {missing:?}"
    );
}
