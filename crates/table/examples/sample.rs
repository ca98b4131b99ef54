//! Prints the sample table: `cargo run -p wiresift-table --example sample -- [SEED]`.

#![expect(clippy::print_stdout, reason = "a program that prints")]

fn main() {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(0);
    print!("{}", wiresift_table::sample::sample_table_csv(1_000, 0.15, seed));
}
