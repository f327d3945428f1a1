//! Instruction counts of kernels and of the road of a command, held against the counts in `instructions.txt`.
//!
//! Unlike times they are the same on a busy machine. They depend on rustc's version, on glibc's, and on what the
//! processor offers: valgrind shows AVX2 where the machine has it and never AVX-512, so machines with AVX2 agree.
//!
//! `cargo bench --bench instructions` needs valgrind and `gungraun-runner` of the version in `Cargo.lock`
//! (`cargo install gungraun-runner --version 0.20.0 --locked`). It fails where a count is more than 5 % above its
//! line in the file, or has none. After a change that is meant, or of the toolchain, this writes the file anew:
//!
//! ```sh
//! cargo bench --bench instructions | awk '/^instructions::/ { id = $1; sub(/.*::/, "", id); name = $2; sub(/:.*/, "", name) }
//!     /Instructions:/ { split($2, count, "|"); print id, name, count[1] }' > /tmp/counts && mv /tmp/counts benches/instructions.txt
//! ```

#![expect(missing_docs, reason = "gungraun's macros declare public items without any")]

#[path = "common/kernel.rs"]
mod kernel;

use fbdraw::canvas::Canvas;
use fbdraw::damage::Damage;
use fbdraw::draw::Painter;
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::{Body, Limits, parse};
use fearless_simd::Level;
use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use kernel::{Kernel, Rows, dispatched};

/// What was counted when somebody last looked: benchmark, case, instructions.
const COUNTS: &str = include_str!("instructions.txt");

/// How far above that a count may be, in percent.
const TOLERANCE: u64 = 5;

/// Fails a case above its count, and one without.
fn limited(benchmark: &str, case: &str) -> LibraryBenchmarkConfig {
    let count = COUNTS.lines().find_map(|line| {
        let count = line.strip_prefix(benchmark)?.strip_prefix(' ')?.strip_prefix(case)?.strip_prefix(' ')?;
        count.parse::<u64>().ok()
    });
    let limit = count.unwrap_or(0) * (100 + TOLERANCE) / 100;
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(Callgrind::default().hard_limits([(EventKind::Ir, limit)]));
    config
}

fn rows(kernel: Kernel, format: Format) -> (Kernel, Format, Rows) {
    (kernel, format, Rows::new(format, 500, 8))
}

/// A benchmark for one kernel, with a case for each layout that is made in a way of its own.
macro_rules! kernels {
    ($($name:ident $kernel:ident: $($case:ident $format:ident),*;)*) => {
        $(
            #[library_benchmark]
            $(
                #[bench::$case(
                    args = (rows(Kernel::$kernel, Format::$format)),
                    config = limited(stringify!($name), stringify!($case))
                )]
            )*
            fn $name((kernel, format, mut rows): (Kernel, Format, Rows)) -> Rows {
                dispatched(kernel, format, Level::new(), &mut rows);
                rows
            }
        )*

        library_benchmark_group!(name = kernels; benchmarks = $($name),*);
    };
}

kernels! {
    fill Fill: xrgb8888 Xrgb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    blend Mix: xrgb8888 Xrgb8888, argb8888 Argb8888, rgb888 Rgb888, rgb565 Rgb565, xrgb1555 Xrgb1555, gray8 Gray8;
    blend_dithered MixDithered: rgb565 Rgb565, xrgb1555 Xrgb1555;
    masked Masked: xrgb8888 Xrgb8888, argb8888 Argb8888, rgb888 Rgb888, rgb565 Rgb565, xrgb1555 Xrgb1555, gray8 Gray8;
    masked_translucent MaskedAlpha: xrgb8888 Xrgb8888, argb8888 Argb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    row_store StoreRow: xrgb8888 Xrgb8888, xbgr8888 Xbgr8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    row_store_dithered StoreRowDithered: rgb565 Rgb565, xrgb1555 Xrgb1555;
    row_blend MixRow: xrgb8888 Xrgb8888, argb8888 Argb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    row_blend_masked MixRowMasked: xrgb8888 Xrgb8888, argb8888 Argb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    row_blend_dithered MixRowDithered: rgb565 Rgb565, xrgb1555 Xrgb1555;
    row_multiply Multiply: xrgb8888 Xrgb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
    row_difference Difference: xrgb8888 Xrgb8888, rgb888 Rgb888, rgb565 Rgb565, gray8 Gray8;
}

const SCREEN: Size = Size { width: 320, height: 240 };

/// What a session keeps from command to command, and the command.
struct Road {
    bytes: Vec<u8>,
    painter: Painter,
    damage: Damage,
    limits: Limits,
    line: &'static str,
}

impl Road {
    /// Reads the line and draws it.
    fn travel(&mut self) {
        let request = parse(self.line.as_bytes(), &self.limits, SCREEN).expect("a command");
        let Body::Command(command) = request.body else { unreachable!("a command") };
        let mut canvas = Canvas::new(&mut self.bytes, 320 * 4, SCREEN, Format::Xrgb8888, Level::new());
        self.painter.draw(&command, &mut canvas, &mut self.damage);
    }
}

/// A session that has drawn the command before.
fn road(line: &'static str) -> Road {
    let mut road = Road {
        bytes: vec![0; 320 * 240 * 4],
        painter: Painter::default(),
        damage: Damage::of(SCREEN),
        limits: Limits::default(),
        line,
    };
    road.travel();
    road
}

#[library_benchmark]
#[bench::rect(
    args = (road(r##"{"op":"rect","x":10,"y":20,"width":30,"height":40,"fill":"#ff8800"}"##)),
    config = limited("draw", "rect")
)]
#[bench::circle(
    args = (road(r##"{"op":"circle","cx":160,"cy":120,"r":50,"fill":"#ff8800"}"##)),
    config = limited("draw", "circle")
)]
fn draw(mut road: Road) -> Road {
    road.travel();
    road
}

library_benchmark_group!(name = road_of_a_command; benchmarks = draw);

main!(library_benchmark_groups = kernels, road_of_a_command);
