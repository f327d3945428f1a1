//! Nanoseconds per pixel of every kernel in every native layout, beside the plain loop and the C library.
//!
//! `cargo bench --bench kernels` prints the table, `-- sweep` looks for row lengths at which dispatching does not
//! pay, and other words choose the layouts or kernels whose names hold them.

#[path = "common/kernel.rs"]
mod kernel;

use std::time::{Duration, Instant};

use fbdraw::pixel::Format;
use fearless_simd::Level;
use kernel::{Kernel, Rows, dispatched, plainly};

/// The rows of the table: a block of 500 × 64 pixels, which fits the nearer caches.
const LENGTH: usize = 500;
const COUNT: usize = 64;

/// Row lengths of the sweep: every one of the first, and around what the kernels take at a time.
const LENGTHS: [usize; 40] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 20, 24, 25, 31, 32, 33, 40, 48, 49, 63, 64, 65,
    96, 111, 112, 127, 128, 129, 200, 500, 1000, 1920, 2048, 4096,
];

/// Slower by this part *and* by these nanoseconds a row is slower. What is below is within what two runs of the
/// same loop differ by, and within what a call from code with wide registers costs: short rows are left to the
/// plain loop by one, which is 1 to 3 ns.
const NOISE: f64 = 1.1;
const NOISE_PER_ROW: f64 = 4.0;

/// How often a case must be slower to be. All cases stand between one time and the next: the neighbours of a
/// virtual machine slow it down for longer than any one case takes, and what three tries in a row find then is
/// found in no second sweep.
const ROUNDS: usize = 5;

/// The shortest of many runs in nanoseconds: what disturbs a run only makes it longer.
fn fastest(runs: usize, mut run: impl FnMut()) -> f64 {
    let mut once = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let mut fastest = once();
    let repeats = (Duration::from_micros(30).as_nanos() / fastest.as_nanos().max(1)).clamp(1, 1000) as u32;
    for _ in 0..runs {
        let time = (0..repeats).map(|_| once()).min().unwrap_or(fastest);
        fastest = fastest.min(time);
    }
    fastest.as_nanos() as f64
}

/// The levels worth a column: the machine's, and AVX2 where the machine has more.
fn levels() -> Vec<(&'static str, Level)> {
    let best = Level::new();
    let mut levels = vec![("dispatched", best)];
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if best.as_avx512().is_some() {
        levels.extend(best.as_avx2().map(|avx2| ("with AVX2", Level::Avx2(avx2))));
    }
    levels
}

fn table(cases: &[(Kernel, Format)]) {
    let levels = levels();
    print!("{:32}{:10}", "ns/pixel", "");
    levels.iter().for_each(|(name, _)| print!("{name:>12}"));
    println!("{:>12}{:>12}{:>12}", "plain", "memset", "memcpy");
    for &(kernel, format) in cases {
        let mut rows = Rows::new(format, LENGTH, COUNT);
        let source = vec![9; 4 * LENGTH];
        print!("{:32}{:10}", kernel.name(), format.name());
        let show = |nanoseconds: f64| print!("{:12.3}", nanoseconds / (LENGTH * COUNT) as f64);
        for &(_, level) in &levels {
            show(fastest(20, || dispatched(kernel, format, level, &mut rows)));
        }
        show(fastest(20, || plainly(kernel, format, &mut rows)));
        show(fastest(20, || rows.memset()));
        show(fastest(20, || rows.memcpy(&source)));
        println!();
    }
}

/// A kernel on rows of one length in one layout, under one instruction set.
#[derive(Clone, Copy)]
struct Case {
    kernel: Kernel,
    format: Format,
    length: usize,
    level: (&'static str, Level),
}

impl Case {
    /// Nanoseconds a row, dispatched and plainly.
    fn measure(&self) -> (f64, f64) {
        let &Self { kernel, format, length, level: (_, level) } = self;
        let count = (20_000 / length).clamp(1, 200);
        let mut rows = Rows::new(format, length, count);
        let dispatched = fastest(15, || dispatched(kernel, format, level, &mut rows));
        (dispatched / count as f64, fastest(15, || plainly(kernel, format, &mut rows)) / count as f64)
    }

    /// The times where it is slower than the plain loop.
    fn slower(&self) -> Option<(f64, f64)> {
        let slower = |(dispatched, plain): &(f64, f64)| {
            *dispatched > plain * NOISE && dispatched - plain > NOISE_PER_ROW
        };
        Some(self.measure()).filter(slower)
    }
}

/// Prints every case that is slower than its plain loop, and how many there are.
fn sweep(cases: &[(Kernel, Format)]) {
    let levels = levels();
    let all: Vec<Case> = cases
        .iter()
        .flat_map(|&(kernel, format)| LENGTHS.map(|length| (kernel, format, length)))
        .flat_map(|(kernel, format, length)| {
            levels.iter().map(move |&level| Case { kernel, format, length, level })
        })
        .collect();
    let mut slower: Vec<(Case, (f64, f64))> = all.iter().map(|&case| (case, (0.0, 0.0))).collect();
    for round in 0..ROUNDS {
        slower = slower.into_iter().filter_map(|(case, _)| Some((case, case.slower()?))).collect();
        println!("round {}: {} of {} are slower than the plain loop", round + 1, slower.len(), all.len());
    }
    for (Case { kernel, format, length, level: (name, _) }, (dispatched, plain)) in &slower {
        let kernel = kernel.name();
        println!(
            "{kernel} of {length} pixels in {format}, {name}: {dispatched:.1} ns a row, plainly {plain:.1}"
        );
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let chosen = |kernel: Kernel, format: Format| {
        let mut words = words.iter().filter(|word| *word != "sweep");
        words.all(|word| kernel.name().contains(word.as_str()) || format.name() == word)
    };
    let formats = || Format::ALL.into_iter().filter(|format| format.is_native());
    let cases: Vec<_> = Kernel::ALL
        .into_iter()
        .flat_map(|kernel| formats().map(move |format| (kernel, format)))
        .filter(|&(kernel, format)| kernel.differs_in(format) && chosen(kernel, format))
        .collect();
    if words.iter().any(|word| word == "sweep") {
        sweep(&cases);
    } else {
        table(&cases);
    }
}
