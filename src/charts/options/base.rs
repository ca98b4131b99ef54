//! What all charts share.

use charming::Chart;
use charming::component::{Axis, Grid, Legend};
use charming::element::{
    AxisLabel, AxisTick, AxisType, Color, LineStyle, NameLocation, SplitLine, TextStyle, Tooltip, Trigger,
};
use serde_json::{Value, json};

use crate::charts::Palette;

/// A chart in the theme's colours.
pub(super) fn chart(palette: &Palette, has_legend: bool) -> Chart {
    let grid = Grid::new()
        .left(4)
        .right(16)
        .top(if has_legend { 36 } else { 20 })
        .bottom(26)
        .contain_label(true);
    let chart = Chart::new()
        .animation(palette.animation)
        .background_color("transparent")
        .grid(grid);
    if has_legend {
        chart.legend(legend(palette))
    } else {
        chart
    }
}

fn legend(palette: &Palette) -> Legend {
    Legend::new()
        .top(0)
        .left(0)
        .item_width(12)
        .item_height(8)
        .item_gap(14)
        .text_style(small(palette))
}

/// An axis of names.
pub(super) fn category_axis(palette: &Palette, name: &str, names: Vec<String>) -> Axis {
    styled(palette, name)
        .type_(AxisType::Category)
        .data(names)
        .axis_tick(AxisTick::new().show(false))
        .split_line(SplitLine::new().show(false))
}

/// An axis of numbers.
pub(super) fn value_axis(palette: &Palette, name: &str) -> Axis {
    styled(palette, name).type_(AxisType::Value)
}

/// The text along an axis.
pub(super) fn axis_label(palette: &Palette) -> AxisLabel {
    AxisLabel::new()
        .color(palette.muted.as_str())
        .font_family(palette.font.clone())
        .font_size(11)
}

fn styled(palette: &Palette, name: &str) -> Axis {
    Axis::new()
        .name(name)
        .name_location(NameLocation::Middle)
        .name_gap(26)
        .name_text_style(small(palette))
        .axis_label(axis_label(palette))
        .split_line(SplitLine::new().line_style(LineStyle::new().color(Color::from(palette.line.as_str()))))
}

fn small(palette: &Palette) -> TextStyle {
    TextStyle::new()
        .color(palette.muted.as_str())
        .font_family(palette.font.clone())
        .font_size(11)
}

/// The chart as ECharts takes it, with what `charming` has no setting for.
///
/// The tooltip is drawn on the canvas: HTML tooltips set style attributes, which the page's content policy forbids, and would take
/// markup from names in a table.
pub(super) fn finish(palette: &Palette, chart: Chart, trigger: Trigger) -> Value {
    let tooltip = Tooltip::new()
        .trigger(trigger)
        .background_color(palette.surface.as_str())
        .border_color(palette.line.as_str());
    let mut option = serde_json::to_value(chart.tooltip(tooltip)).unwrap_or_default();
    let text = json!({"color": palette.text, "fontFamily": palette.font, "fontSize": 12});
    merge(
        &mut option,
        json!({
            "tooltip": {"renderMode": "richText", "confine": true, "borderWidth": 1, "padding": [6, 10], "textStyle": text},
            "xAxis": {"axisLine": {"lineStyle": {"color": palette.line}}},
            "yAxis": {"axisLine": {"show": false}},
        }),
    );
    option
}

/// Writes `patch` into `target`: objects key by key, anything else as a whole.
pub(super) fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}
