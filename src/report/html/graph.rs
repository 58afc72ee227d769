//! Where the department graph's nodes, labels and edges go.
//!
//! Departments stand on a circle. A layered layout, as Graphviz's `dot` makes it, supposes that work flows one way; between
//! departments it runs in rings (sales serves finance, finance serves sales), and layers then say what is not so. On a
//! circle no node covers another, every edge is a straight look across, and the same network gives the same picture.

#![expect(clippy::cast_precision_loss, reason = "counts of departments and handoffs, far below 2^52")]

use std::f64::consts::{PI, TAU};

use serde::Serialize;

use super::svg::rounded;
use crate::report::document::Tone;

/// A department, before it has a place.
#[derive(Clone, Debug)]
pub(in crate::report) struct Node {
    pub(in crate::report) label: String,
    /// Work that is open with it; the circle's area grows with it.
    pub(in crate::report) open: u64,
}

/// What one department owes another, before it has a path.
#[derive(Clone, Debug)]
pub(in crate::report) struct Edge {
    pub(in crate::report) from: usize,
    pub(in crate::report) to: usize,
    /// Handoffs it stands for; the line grows with it.
    pub(in crate::report) handoffs: u64,
    pub(in crate::report) tone: Tone,
    pub(in crate::report) title: String,
}

/// The picture: everything in the units of its view box.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Picture {
    width: f64,
    height: f64,
    nodes: Vec<PlacedNode>,
    edges: Vec<PlacedEdge>,
}

#[derive(Clone, Debug, Serialize)]
struct PlacedNode {
    x: f64,
    y: f64,
    radius: f64,
    label: String,
    open: u64,
    label_x: f64,
    label_y: f64,
    anchor: &'static str,
    /// Degrees by which the label turns about its own anchor.
    turn: f64,
}

#[derive(Clone, Debug, Serialize)]
struct PlacedEdge {
    path: String,
    width: f64,
    tone: Tone,
    title: String,
}

/// Above this many, horizontal labels would touch near the top and bottom of the circle: they turn to point outwards.
const MOST_HORIZONTAL: usize = 20;
const SMALLEST_NODE: f64 = 7.0;
const LARGEST_NODE: f64 = 20.0;
const LABEL_GAP: f64 = 8.0;
/// The height a label needs, and the mean width of one of its columns.
const LINE: f64 = 17.0;
const COLUMN: f64 = 7.4;

impl Picture {
    /// Places nodes in the order given, clockwise from the top.
    pub(in crate::report) fn new(nodes: &[Node], edges: &[Edge]) -> Self {
        let count = nodes.len().max(1) as f64;
        let upright = nodes.len() <= MOST_HORIZONTAL;
        let radius = ring_radius(nodes.len(), upright);
        // A blank and up to four digits stand behind the name.
        let longest = nodes.iter().map(|node| label_width(&node.label) + 5.0 * COLUMN).fold(0.0, f64::max);
        let margin = LARGEST_NODE + LABEL_GAP + LINE;
        let (half_width, half_height) = if upright {
            (radius + margin + longest, radius + margin)
        } else {
            (radius + margin + longest, radius + margin + longest)
        };
        let most_open = nodes.iter().map(|node| node.open).max().unwrap_or(0).max(1) as f64;
        let at = |i: usize| Spot::on_circle(i as f64 * TAU / count, radius, half_width, half_height);
        let placed = nodes.iter().enumerate().map(|(i, node)| {
            let size = SMALLEST_NODE + (LARGEST_NODE - SMALLEST_NODE) * (node.open as f64 / most_open).sqrt();
            at(i).place(node, size, upright)
        });
        let most_handoffs = edges.iter().map(|edge| edge.handoffs).max().unwrap_or(0).max(1) as f64;
        let drawn = edges.iter().filter(|edge| edge.from != edge.to).map(|edge| PlacedEdge {
            path: curve(&at(edge.from), &at(edge.to)),
            width: rounded(1.2 + 2.8 * (edge.handoffs as f64 / most_handoffs).sqrt()),
            tone: edge.tone,
            title: edge.title.clone(),
        });
        Self {
            width: rounded(2.0 * half_width),
            height: rounded(2.0 * half_height),
            nodes: placed.collect(),
            edges: drawn.collect(),
        }
    }
}

/// A circle on which neither nodes nor labels touch their neighbours.
fn ring_radius(nodes: usize, upright: bool) -> f64 {
    let step = TAU / nodes.max(1) as f64;
    let apart = if upright { LINE / (step * step).min(1.0) } else { LINE / step };
    let nodes_apart = (2.0 * LARGEST_NODE + 6.0) / step;
    apart.max(nodes_apart).clamp(150.0, 900.0)
}

/// How wide a label is drawn, about: a wide character takes two columns.
fn label_width(label: &str) -> f64 {
    label.chars().map(|c| if (c as u32) < 0x1100 { COLUMN } else { 2.0 * COLUMN }).sum()
}

/// A place on the circle.
struct Spot {
    /// Clockwise from the top, in radians.
    angle: f64,
    x: f64,
    y: f64,
    /// The circle's centre.
    centre: (f64, f64),
}

impl Spot {
    fn on_circle(angle: f64, radius: f64, centre_x: f64, centre_y: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self { angle, x: centre_x + radius * sin, y: centre_y - radius * cos, centre: (centre_x, centre_y) }
    }

    fn place(&self, node: &Node, size: f64, upright: bool) -> PlacedNode {
        let (sin, cos) = self.angle.sin_cos();
        let away = size + LABEL_GAP;
        let left_half = self.angle > PI + 1e-9;
        let on_axis = sin.abs() < 0.05;
        let (anchor, turn) = match (upright, left_half) {
            (true, _) if on_axis => ("middle", 0.0),
            (true, true) => ("end", 0.0),
            (true, false) => ("start", 0.0),
            (false, false) => ("start", self.angle.to_degrees() - 90.0),
            (false, true) => ("end", self.angle.to_degrees() + 90.0),
        };
        PlacedNode {
            x: rounded(self.x),
            y: rounded(self.y),
            radius: rounded(size),
            label: node.label.clone(),
            open: node.open,
            label_x: rounded(self.x + away * sin),
            label_y: rounded(self.y - away * cos),
            anchor,
            turn: rounded(turn),
        }
    }
}

/// A curve that bends towards the centre and keeps to its right, so that the two directions of a pair lie apart.
fn curve(from: &Spot, to: &Spot) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let middle = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
    let bend = 0.35;
    let aside = 0.08 * length;
    let control = (
        middle.0 + bend * (from.centre.0 - middle.0) - aside * dy / length,
        middle.1 + bend * (from.centre.1 - middle.1) + aside * dx / length,
    );
    // The line stops at the rim of the largest node, so that no arrow head is covered.
    let (ex, ey) = (to.x - control.0, to.y - control.1);
    let reach = ex.hypot(ey).max(1.0);
    let stop = LARGEST_NODE + 2.0;
    let end = (to.x - stop * ex / reach, to.y - stop * ey / reach);
    format!(
        "M{} {} Q{} {} {} {}",
        rounded(from.x),
        rounded(from.y),
        rounded(control.0),
        rounded(control.1),
        rounded(end.0),
        rounded(end.1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(n: usize) -> Picture {
        let nodes: Vec<_> = (0..n).map(|i| Node { label: format!("Department {i}"), open: i as u64 }).collect();
        let edges: Vec<_> = (0..n)
            .map(|i| Edge { from: i, to: (i + 1) % n, handoffs: 3, tone: Tone::Good, title: String::new() })
            .collect();
        Picture::new(&nodes, &edges)
    }

    #[test]
    fn no_node_covers_another_and_all_lie_inside() {
        for n in 1..=60 {
            let picture = ring(n);
            for (i, a) in picture.nodes.iter().enumerate() {
                assert!(a.x - a.radius >= 0.0 && a.x + a.radius <= picture.width, "{n}");
                assert!(a.y - a.radius >= 0.0 && a.y + a.radius <= picture.height, "{n}");
                for b in &picture.nodes[..i] {
                    assert!((a.x - b.x).hypot(a.y - b.y) > a.radius + b.radius, "{n}: {} {}", a.label, b.label);
                }
            }
        }
    }

    #[test]
    fn upright_labels_of_one_side_lie_a_line_apart() {
        for n in 2..=MOST_HORIZONTAL {
            let picture = ring(n);
            for (i, a) in picture.nodes.iter().enumerate() {
                for b in &picture.nodes[..i] {
                    if a.anchor == b.anchor && a.anchor != "middle" {
                        assert!((a.label_y - b.label_y).abs() > 12.0, "{n}: {} {}", a.label, b.label);
                    }
                }
            }
        }
    }

    #[test]
    fn a_department_alone_or_serving_itself_draws_without_edges() {
        let nodes = [Node { label: "Sales".into(), open: 0 }];
        let edges = [Edge { from: 0, to: 0, handoffs: 1, tone: Tone::Bad, title: String::new() }];
        assert!(Picture::new(&nodes, &edges).edges.is_empty());
        assert!(Picture::new(&[], &[]).nodes.is_empty());
    }
}
