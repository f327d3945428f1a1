//! A scene that fails, made as small as it will go and still fail.

use crate::scene::{Common, Group, Node, Scene, Style};

/// The smallest scene on the way from `scene` that still `fails`.
pub(crate) fn smallest(scene: &Scene, mut fails: impl FnMut(&Scene) -> bool) -> Scene {
    let mut scene = scene.clone();
    while let Some(nodes) = smaller(&scene.nodes).into_iter().find(|nodes| {
        let smaller = Scene { nodes: nodes.clone(), ..scene.clone() };
        fails(&smaller)
    }) {
        scene.nodes = nodes;
    }
    scene
}

/// Everything that is one step smaller.
fn smaller(nodes: &[Node]) -> Vec<Vec<Node>> {
    let mut all = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let with = |instead: Vec<Node>| [&nodes[..index], &instead, &nodes[index + 1..]].concat();
        all.push(with(Vec::new()));
        let simpler = simpler_common(node.common());
        match node {
            Node::Group(group) => {
                all.push(with(group.nodes.clone()));
                all.extend(smaller(&group.nodes).into_iter().map(|nodes| {
                    let common = group.common.clone();
                    with(vec![Group { nodes, common }.into()])
                }));
                all.extend(simpler.map(|common| with(vec![Group { common, ..group.clone() }.into()])));
            }
            Node::Shape(shape) => {
                let mut styled = |style| {
                    let mut shape = shape.clone();
                    shape.style = style;
                    all.push(with(vec![shape.into()]));
                };
                let style = &shape.style;
                if style.fill.is_some() && style.stroke.is_some() {
                    styled(Style { fill: None, ..style.clone() });
                    styled(Style { stroke: None, ..style.clone() });
                }
                if !style.dashes.is_empty() {
                    styled(Style { dashes: Vec::new(), dash_offset: 0.0, ..style.clone() });
                }
                all.extend(simpler.map(|common| {
                    let mut shape = shape.clone();
                    shape.common = common;
                    with(vec![shape.into()])
                }));
            }
        }
    }
    all
}

/// The same with one member less.
fn simpler_common(common: &Common) -> impl Iterator<Item = Common> {
    let mut all = Vec::new();
    if common.opacity != 1.0 {
        all.push(Common { opacity: 1.0, ..common.clone() });
    }
    if common.blend != "over" {
        all.push(Common { blend: "over", ..common.clone() });
    }
    if common.clip.is_some() {
        all.push(Common { clip: None, ..common.clone() });
    }
    if common.transform.is_some() {
        all.push(Common { transform: None, ..common.clone() });
    }
    all.into_iter()
}
