//! Charts: what is drawn is a plain value ([`options`], as the manual of ECharts has them), where it is drawn a component
//! ([`ChartView`]). Every chart has a name, and its numbers as a table.

mod echarts;
mod feature_map;
mod host_graph;
mod measure;
mod numbers;
pub mod options;
mod palette;
mod save;
mod view;
mod walk;
mod warm_up;

pub use feature_map::FeatureMapChart;
pub use host_graph::HostGraphChart;
pub use measure::Measure;
pub use numbers::NumbersTable;
pub use palette::Palette;
pub use view::ChartView;
pub use warm_up::warm_up;
