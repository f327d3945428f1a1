//! Shapes as they stand on the wire.

use serde::Deserialize;
use vello_common::kurbo::PathEl;

use super::buffer::{Buffer, Kept, list};
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::paint::Paint;
use super::path_data::path_data;
use super::style::{Style, one_pixel, shape};
use super::value::{Coord, Corners, Extent, Height, Length, Matrix, MiterLimit, Opacity, Width, X, Y};
use crate::pixel::Blend;
use crate::raster::{Cap, FillRule, Join};

shape! {
    /// A rectangle; pixel-exact where all four numbers are whole.
    ///
    /// ```json
    /// {"op":"rect","x":10,"y":10,"width":200,"height":80,"rx":12,"fill":"#ff8800","stroke":"white","stroke_width":2}
    /// ```
    struct Rect {
        /// Left edge.
        x: X,
        /// Top edge.
        y: Y,
        /// Extent to the right.
        width: Width,
        /// Extent downwards.
        height: Height,
        /// Corner radii, cut down together where they do not fit.
        #[serde(default)]
        rx: Corners,
    }
}

command! {
    /// Many rectangles in one paint.
    ///
    /// ```json
    /// {"op":"rects","rects":[[0,0,10,10],[20,0,10,10]],"fill":"teal"}
    /// ```
    struct Rects {
        /// `[x, y, width, height]` each, painted one after another.
        #[serde(deserialize_with = "list::<(X, Y, Width, Height), _, _>")]
        rects: Buffer<[f64; 4]>,
        /// The paint of them all.
        fill: Paint,
    }
}

shape! {
    /// A straight line. It has no inside, so only `stroke` shows.
    ///
    /// ```json
    /// {"op":"line","x1":0,"y1":20,"x2":300,"y2":20,"stroke":"silver","stroke_width":3,"stroke_linecap":"round"}
    /// ```
    struct Line {
        /// Where it begins.
        x1: X,
        /// Where it begins.
        y1: Y,
        /// Where it ends.
        x2: X,
        /// Where it ends.
        y2: Y,
    }
}

shape! {
    /// Lines from point to point.
    ///
    /// ```json
    /// {"op":"polyline","points":[[0,40],[30,10],[60,25]],"stroke":"#0af","stroke_linejoin":"round"}
    /// ```
    struct Polyline {
        /// `[x, y]` each.
        #[serde(deserialize_with = "list::<(X, Y), _, _>")]
        points: Buffer<[f64; 2]>,
    }
}

shape! {
    /// Lines from point to point and back to the first.
    ///
    /// ```json
    /// {"op":"polygon","points":[[50,0],[100,90],[0,90]],"fill":"gold","fill_rule":"evenodd"}
    /// ```
    struct Polygon {
        /// `[x, y]` each.
        #[serde(deserialize_with = "list::<(X, Y), _, _>")]
        points: Buffer<[f64; 2]>,
    }
}

shape! {
    /// A circle.
    ///
    /// ```json
    /// {"op":"circle","cx":60,"cy":60,"r":40,"fill":[255,136,0,128]}
    /// ```
    struct Circle {
        /// Centre.
        cx: X,
        /// Centre.
        cy: Y,
        /// Radius.
        r: Extent,
    }
}

shape! {
    /// An ellipse with its axes along those of the screen.
    ///
    /// ```json
    /// {"op":"ellipse","cx":60,"cy":60,"rx":40,"ry":20,"stroke":"red"}
    /// ```
    struct Ellipse {
        /// Centre.
        cx: X,
        /// Centre.
        cy: Y,
        /// Horizontal radius.
        rx: Width,
        /// Vertical radius.
        ry: Height,
    }
}

shape! {
    /// A part of a circle, clockwise from `start` to `end`. Stroked it is the arc alone, filled it is the pie.
    ///
    /// ```json
    /// {"op":"arc","cx":80,"cy":80,"r":50,"start":-90,"end":135,"stroke":"#2dd4bf","stroke_width":12}
    /// ```
    struct Arc {
        /// Centre.
        cx: X,
        /// Centre.
        cy: Y,
        /// Radius.
        r: Extent,
        /// Degrees from three o'clock.
        start: Coord,
        /// Degrees from three o'clock.
        end: Coord,
    }
}

shape! {
    /// SVG path data.
    ///
    /// ```json
    /// {"op":"path","d":"M10 80 C40 10 65 10 95 80 S150 150 180 80","stroke":"crimson","stroke_width":4}
    /// ```
    struct Path {
        /// The data: SVG 2's whole grammar.
        #[serde(deserialize_with = "path_data")]
        d: Buffer<PathEl>,
    }
}
