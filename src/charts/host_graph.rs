//! Who talks to whom, as hosts on a ring and lines between them.
//!
//! Drawn as SVG, not by ECharts: a ring needs no simulation, and every mark can be reached by keyboard ([`Place`]). Beyond
//! some hundred hosts the engine has joined them to networks.

use std::f64::consts::TAU;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use wiresift_engine::message::{GraphEdge, GraphNode, HostGraph, Noun};

use super::NumbersTable;
use super::walk::Place;
use crate::format;

const SIZE: f64 = 520.0;
const RADIUS: f64 = 150.0;
/// Nodes that are named; the others on pointing.
const N_NAMED: usize = 18;

/// The graph.
#[component]
pub fn HostGraphChart(
    /// What to draw.
    graph: HostGraph,
    /// What the rows are.
    noun: Noun,
    /// A filter for the rows of what was chosen.
    on_choose: Callback<String>,
) -> impl IntoView {
    let n_nodes = graph.nodes.len();
    let label = format!(
        "{} hosts or networks and {} connections between them",
        n_nodes,
        graph.edges.len()
    );
    let expressions = graph
        .nodes
        .iter()
        .map(|node| format!("ip.addr == {}", node.name))
        .collect();
    let rows = graph.nodes.iter().map(|node| {
        vec![
            node.name.clone(),
            format::count(node.n_rows),
            format::count(node.n_anomalies),
        ]
    });
    let headers = ["Host or network", noun.titles(), "Unusual"]
        .map(str::to_owned)
        .to_vec();
    let numbers = view! { <NumbersTable headers=headers rows=rows.collect() expressions=expressions /> };
    let most = graph.nodes.iter().map(|node| node.n_rows).max().unwrap_or(1).max(1);
    let names: Vec<String> = graph.nodes.iter().map(|node| node.name.clone()).collect();
    let edges_of = StoredValue::new(edges_of(n_nodes, &graph.edges));
    let place = RwSignal::new(Place::default());
    let edges = graph
        .edges
        .iter()
        .enumerate()
        .rev()
        .map(|(at, edge)| line(at, edge, &names, noun, on_choose))
        .collect_view();
    let nodes = graph.nodes.into_iter().enumerate();
    let nodes = nodes
        .map(|(at, node)| point(at, node, (n_nodes, most), noun, place, on_choose))
        .collect_view();
    let drawing = NodeRef::<Svg>::new();
    let on_key = move |event: KeyboardEvent| {
        let n_edges = |node: usize| edges_of.with_value(|edges| edges.get(node).map_or(0, Vec::len));
        let Some(next) = place.get_untracked().moved(&event.key(), n_nodes, n_edges) else {
            return;
        };
        event.prevent_default();
        place.set(next);
        let mark = match next.edge {
            None => Some(format!("[data-node='{}']", next.node)),
            Some(edge) => {
                edges_of.with_value(|edges| Some(format!("[data-edge='{}']", edges.get(next.node)?.get(edge)?)))
            }
        };
        if let (Some(drawing), Some(mark)) = (drawing.get_untracked(), mark) {
            focus(&drawing, &mark);
        }
    };
    view! {
        <p class="ws-sr-only" id="ws-graph-keys">"Left and right go around the hosts, down and up through the connections of one, Enter shows the rows."</p>
        <svg
            class="ws-graph"
            viewBox=format!("0 0 {SIZE} {SIZE}")
            role="group"
            aria-label=label
            aria-describedby="ws-graph-keys"
            data-testid="host-graph"
            node_ref=drawing
            on:keydown=on_key
        >
            {edges}
            {nodes}
        </svg>
        {numbers}
    }
}

/// For each node its edges, in their order.
fn edges_of(n_nodes: usize, edges: &[GraphEdge]) -> Vec<Vec<usize>> {
    let mut of = vec![Vec::new(); n_nodes];
    for (at, edge) in edges.iter().enumerate() {
        for end in [Some(edge.from), Some(edge.to).filter(|&to| to != edge.from)]
            .into_iter()
            .flatten()
        {
            if let Some(of) = of.get_mut(end as usize) {
                of.push(at);
            }
        }
    }
    of
}

/// Moves the keyboard's focus to a mark.
fn focus(drawing: &Element, mark: &str) {
    if let Ok(Some(mark)) = drawing.query_selector(mark)
        && let Some(mark) = mark.dyn_ref::<SvgElement>()
    {
        // A mark that cannot have it leaves it where it is.
        drop(mark.focus());
    }
}

/// Does what a click does.
fn is_press(event: &KeyboardEvent) -> bool {
    let is_press = matches!(event.key().as_str(), "Enter" | " ");
    if is_press {
        event.prevent_default();
    }
    is_press
}

/// Where a node is on the ring, in radians from the right, clockwise; the first one is on top.
fn angle(at: usize, n_nodes: usize) -> f64 {
    TAU * at as f64 / n_nodes.max(1) as f64 - TAU / 4.0
}

/// The place of a node on the ring.
fn place(at: usize, n_nodes: usize) -> (f64, f64) {
    let angle = angle(at, n_nodes);
    (SIZE / 2.0 + RADIUS * angle.cos(), SIZE / 2.0 + RADIUS * angle.sin())
}

fn line(
    at: usize,
    edge: &GraphEdge,
    names: &[String],
    noun: Noun,
    on_choose: Callback<String>,
) -> impl IntoView + use<> {
    let (from, to) = (edge.from as usize, edge.to as usize);
    let [a, b] = [from, to].map(|at| place(at, names.len()));
    let middle = SIZE / 2.0;
    let bend = |a: f64, b: f64| f64::midpoint(a, b) * 0.4 + middle * 0.6;
    let path = format!(
        "M{:.1} {:.1} Q{:.1} {:.1} {:.1} {:.1}",
        a.0,
        a.1,
        bend(a.0, b.0),
        bend(a.1, b.1),
        b.0,
        b.1
    );
    let [one, other] = [from, to].map(|at| names.get(at).cloned().unwrap_or_default());
    let title = format!(
        "{one} to {other}: {}, {} unusual",
        format::counted(edge.n_rows, noun),
        format::count(edge.n_anomalies)
    );
    let label = title.clone();
    let expression = StoredValue::new(format!("ip.src == {one} and ip.dst == {other}"));
    let choose = move || on_choose.run(expression.get_value());
    let width = format!("{:.1}", 0.8 + (edge.n_rows as f64).ln_1p() * 0.4);
    view! {
        <path
            class="ws-graph__edge"
            class:ws-graph__edge--unusual=edge.n_anomalies != 0
            d=path
            stroke-width=width
            role="button"
            tabindex="-1"
            aria-label=label
            data-edge=at.to_string()
            on:click=move |_| choose()
            on:keydown=move |event| if is_press(&event) { choose() }
        >
            <title>{title}</title>
        </path>
    }
}

fn point(
    at: usize,
    node: GraphNode,
    (n_nodes, most): (usize, u64),
    noun: Noun,
    current: RwSignal<Place>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let (x, y) = place(at, n_nodes);
    let radius = 3.0 + 9.0 * (node.n_rows as f64 / most as f64).sqrt();
    let title = format!(
        "{}{}: {}, {} unusual",
        node.name,
        if node.n_hosts > 1 {
            format!(" ({} hosts)", node.n_hosts)
        } else {
            String::new()
        },
        format::counted(node.n_rows, noun),
        format::count(node.n_anomalies)
    );
    let label = title.clone();
    let expression = StoredValue::new(format!("ip.addr == {}", node.name));
    let choose = move || on_choose.run(expression.get_value());
    let name = (at < N_NAMED || n_nodes <= 2 * N_NAMED).then(|| name(at, n_nodes, radius, node.name.clone()));
    view! {
        <g
            class="ws-graph__node"
            class:ws-graph__node--unusual=node.n_anomalies != 0
            role="button"
            tabindex=move || if current.get().node == at { "0" } else { "-1" }
            aria-label=label
            data-node=at.to_string()
            on:click=move |_| choose()
            on:focus=move |_| current.set(Place { node: at, edge: None })
            on:keydown=move |event| if is_press(&event) { choose() }
        >
            <title>{title}</title>
            <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r=format!("{radius:.1}")></circle>
            {name}
        </g>
    }
}

/// A node's name, along the line from the middle to it, so that names of neighbours do not cross.
fn name(at: usize, n_nodes: usize, radius: f64, name: String) -> impl IntoView {
    let degrees = angle(at, n_nodes).to_degrees();
    let (x, y) = place(at, n_nodes);
    let is_right = degrees < 90.0;
    // Never upside down.
    let (turn, dx, anchor) = if is_right {
        (degrees, radius + 5.0, "start")
    } else {
        (degrees + 180.0, -radius - 5.0, "end")
    };
    view! {
        <text class="ws-graph__name" transform=format!("translate({x:.1} {y:.1}) rotate({turn:.1})") x=format!("{dx:.1}") y="3.5" text-anchor=anchor>
            {name}
        </text>
    }
}
