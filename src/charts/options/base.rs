//! What all charts share. Options are written as ECharts' manual has them.

use serde_json::{Value, json};

use crate::charts::Palette;

/// What the tooltip is about.
#[derive(Clone, Copy)]
pub(super) enum Trigger {
    /// All that is at one place of the axis.
    Axis,
    /// A bar or a point.
    Item,
    /// There is none.
    Nothing,
}

/// A chart of two axes in the theme's colours.
///
/// The tooltip is drawn on the canvas: HTML tooltips set style attributes, which the page's content policy forbids, and would take
/// markup from names in a table.
pub(super) fn chart(
    palette: &Palette,
    trigger: Trigger,
    has_legend: bool,
    [x, y]: [Value; 2],
    series: Vec<Value>,
) -> Value {
    let axes = [
        with(x, json!({"axisLine": {"lineStyle": {"color": palette.line}}})),
        with(y, json!({"axisLine": {"show": false}})),
    ];
    let [x, y] = axes;
    json!({
        "animation": palette.animation,
        "backgroundColor": "transparent",
        "grid": {"left": 4, "right": 16, "top": if has_legend { 36 } else { 20 }, "bottom": 26, "containLabel": true},
        "legend": {
            "show": has_legend, "top": 0, "left": 0, "itemWidth": 12, "itemHeight": 8, "itemGap": 14,
            "textStyle": small(palette),
        },
        "tooltip": {
            "trigger": match trigger {
                Trigger::Axis => "axis",
                Trigger::Item => "item",
                Trigger::Nothing => "none",
            },
            "renderMode": "richText", "confine": true, "padding": [6, 10],
            "backgroundColor": palette.surface, "borderColor": palette.line, "borderWidth": 1,
            "textStyle": {"color": palette.text, "fontFamily": palette.font, "fontSize": 12},
        },
        "xAxis": x,
        "yAxis": y,
        "series": series,
    })
}

/// An axis of names.
pub(super) fn category_axis(palette: &Palette, name: &str, names: Vec<String>) -> Value {
    let own = json!({"type": "category", "data": names, "axisTick": {"show": false}, "splitLine": {"show": false}});
    with(styled(palette, name), own)
}

/// An axis of numbers, with settings of its own.
pub(super) fn value_axis(palette: &Palette, name: &str, own: Value) -> Value {
    with(with(styled(palette, name), json!({"type": "value"})), own)
}

fn styled(palette: &Palette, name: &str) -> Value {
    json!({
        "name": name, "nameLocation": "middle", "nameGap": 26, "nameTextStyle": small(palette),
        "axisLabel": small(palette),
        "splitLine": {"lineStyle": {"color": palette.line}},
    })
}

/// The text along an axis.
pub(super) fn small(palette: &Palette) -> Value {
    json!({"color": palette.muted, "fontFamily": palette.font, "fontSize": 11})
}

/// Options and what is written over them: objects key by key, anything else as a whole.
pub(super) fn with(mut options: Value, own: Value) -> Value {
    merge(&mut options, own);
    options
}

fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}
