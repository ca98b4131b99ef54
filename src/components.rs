//! Parts that pages are made of. Each knows its own data only, and says what happened by callbacks.

pub mod capture_facts;
pub mod card;
pub mod cases;
pub mod columns;
pub mod confusion;
pub mod detectors;
pub mod drop_target;
pub mod feedback;
pub mod field;
pub mod file_button;
pub mod filter_bar;
pub mod filter_chip;
pub mod flow_facts;
pub mod job_progress;
pub mod labels;
pub mod live;
pub mod live_capture;
pub mod marks;
pub mod notice;
pub mod row_panel;
pub mod row_table;
pub mod rows_card;
pub mod timeline;
pub mod top_bar;
pub mod vote_parts;
pub mod why;
