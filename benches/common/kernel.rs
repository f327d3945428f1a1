//! Every kernel in every native layout, as one function of three names: dispatched or plain.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every benchmark compiles this file and uses its own part of it"
)]

use std::hint::black_box;

use fbdraw::pixel::layout::{self, Pixel, Rgba};
use fbdraw::pixel::{Blend, Format, kernel, plain, rows};
use fearless_simd::{Level, Simd, dispatch};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    Fill,
    Mix,
    MixDithered,
    Masked,
    MaskedAlpha,
    StoreRow,
    StoreRowDithered,
    MixRow,
    MixRowMasked,
    MixRowDithered,
    Multiply,
    Difference,
}

impl Kernel {
    pub const ALL: [Self; 12] = [
        Self::Fill,
        Self::Mix,
        Self::MixDithered,
        Self::Masked,
        Self::MaskedAlpha,
        Self::StoreRow,
        Self::StoreRowDithered,
        Self::MixRow,
        Self::MixRowMasked,
        Self::MixRowDithered,
        Self::Multiply,
        Self::Difference,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Mix => "blend",
            Self::MixDithered => "blend, dithered",
            Self::Masked => "masked blend",
            Self::MaskedAlpha => "masked blend, translucent",
            Self::StoreRow => "row store",
            Self::StoreRowDithered => "row store, dithered",
            Self::MixRow => "row blend",
            Self::MixRowMasked => "row blend, masked",
            Self::MixRowDithered => "row blend, masked and dithered",
            Self::Multiply => "row multiply, masked",
            Self::Difference => "row difference, masked",
        }
    }

    /// Whether it does anything in a layout that another kernel does not do there as well.
    pub fn differs_in(self, format: Format) -> bool {
        let dithers = matches!(self, Self::MixDithered | Self::StoreRowDithered | Self::MixRowDithered);
        !dithers || format.bits_per_pixel() == 16
    }
}

/// Bytes between rows.
const GAP: usize = 20;

/// Pixels to draw on, and what is drawn.
pub struct Rows {
    bytes: Vec<u8>,
    stride: usize,
    length: usize,
    colors: Vec<Rgba>,
    mask: Vec<u8>,
}

impl Rows {
    /// `count` rows of `length` pixels, each beginning elsewhere in a cache line.
    pub fn new(format: Format, length: usize, count: usize) -> Self {
        let stride = format.row_bytes(length as u32) + GAP;
        Self {
            bytes: vec![40; stride * count],
            stride,
            length,
            colors: (0..length)
                .map(|i| [i as u8, (i * 7) as u8, (i * 31) as u8, (i * 3 + 1) as u8])
                .collect(),
            mask: (0..length).map(|i| i as u8 | 1).collect(),
        }
    }

    /// Sets every byte: the bound of all that writes.
    pub fn memset(&mut self) {
        for row in self.bytes.chunks_exact_mut(self.stride) {
            black_box(&mut row[..self.stride - GAP]).fill(black_box(7));
        }
    }

    /// Copies a row of as many bytes to every row: the bound of all that reads and writes.
    pub fn memcpy(&mut self, source: &[u8]) {
        for row in self.bytes.chunks_exact_mut(self.stride) {
            let row = &mut row[..self.stride - GAP];
            let length = row.len();
            black_box(row).copy_from_slice(black_box(&source[..length]));
        }
    }

    #[inline(always)]
    fn each<P: Pixel>(&mut self, draw: impl Fn(&mut [P::Bytes], &[Rgba], &[u8])) {
        for row in self.bytes.chunks_exact_mut(self.stride) {
            draw(&mut P::row_mut(row)[..self.length], &self.colors, &self.mask);
        }
    }
}

/// Runs an expression with `$pixel` naming the layout of a format.
macro_rules! with_layout {
    ($format:expr, $pixel:ident => $body:expr) => {
        with_layout!(@ $format, $pixel => $body, Xrgb8888 Argb8888 Xbgr8888 Abgr8888 Rgbx8888 Bgrx8888 Rgb888
            Bgr888 Rgb565 Bgr565 Xrgb1555 Xbgr1555 Gray8)
    };
    (@ $format:expr, $pixel:ident => $body:expr, $($name:ident)*) => {
        match $format {
            $(Format::$name => {
                type $pixel = layout::$name;
                $body
            })*
            other => unreachable!("{other} is not native"),
        }
    };
}

/// One colour, made ready.
#[derive(Clone, Copy)]
struct Paint<P: Pixel> {
    stored: P::Bytes,
    ink: P::Ink,
    alpha: u8,
}

fn paint<P: Pixel>() -> Paint<P> {
    let color = black_box([250, 120, 10, 255]);
    Paint { stored: P::pack(color), ink: P::ink(color), alpha: black_box(120) }
}

/// All rows by the kernels of `level`, which is chosen once, as it is for a shape.
pub fn dispatched(kernel: Kernel, format: Format, level: Level, rows: &mut Rows) {
    with_layout!(format, P => {
        let paint = paint::<P>();
        dispatch!(level, simd => draw::<_, P>(simd, kernel, paint, level, rows));
    });
}

#[inline(always)]
fn draw<S: Simd, P: Pixel>(simd: S, kernel: Kernel, paint: Paint<P>, level: Level, all: &mut Rows) {
    let at = Some((3, 5));
    let Paint { stored, ink, alpha } = paint;
    simd.vectorize(
        #[inline(always)]
        || match kernel {
            Kernel::Fill => all.each::<P>(|row, _, _| kernel::fill::<P>(row, stored)),
            Kernel::Mix => all.each::<P>(|row, _, _| kernel::mix::<P>(row, ink, alpha, None)),
            Kernel::MixDithered => all.each::<P>(|row, _, _| kernel::mix::<P>(row, ink, alpha, at)),
            Kernel::Masked => all.each::<P>(|row, _, mask| kernel::mix_masked::<P>(row, ink, 255, mask)),
            Kernel::MaskedAlpha => {
                all.each::<P>(|row, _, mask| kernel::mix_masked::<P>(row, ink, alpha, mask));
            }
            Kernel::StoreRow => all.each::<P>(|row, colors, _| rows::store_row::<P>(row, colors, None)),
            Kernel::StoreRowDithered => {
                all.each::<P>(|row, colors, _| rows::store_row::<P>(row, colors, at));
            }
            Kernel::MixRow => {
                all.each::<P>(|row, colors, _| rows::mix_row::<P>(row, colors, alpha, None, None));
            }
            Kernel::MixRowMasked => {
                all.each::<P>(|row, colors, mask| rows::mix_row::<P>(row, colors, alpha, Some(mask), None));
            }
            Kernel::MixRowDithered => {
                all.each::<P>(|row, colors, mask| rows::mix_row::<P>(row, colors, alpha, Some(mask), at));
            }
            Kernel::Multiply | Kernel::Difference => all.each::<P>(|row, colors, mask| {
                rows::blend_row::<P>(level, row, colors, alpha, Some(mask), mode(kernel), None);
            }),
        },
    );
}

fn mode(kernel: Kernel) -> Blend {
    if kernel == Kernel::Multiply { Blend::Multiply } else { Blend::Difference }
}

/// All rows by the plainest loops, compiled for what every processor has.
pub fn plainly(kernel: Kernel, format: Format, rows: &mut Rows) {
    with_layout!(format, P => draw_plainly::<P>(kernel, paint(), rows));
}

fn draw_plainly<P: Pixel>(kernel: Kernel, Paint { stored, ink, alpha }: Paint<P>, all: &mut Rows) {
    let at = (3, 5);
    match kernel {
        Kernel::Fill => all.each::<P>(|row, _, _| plain::fill::<P>(row, stored)),
        Kernel::Mix => all.each::<P>(|row, _, _| plain::mix::<P>(row, ink, alpha)),
        Kernel::MixDithered => all.each::<P>(|row, _, _| plain::mix_dithered::<P>(row, ink, alpha, at)),
        Kernel::Masked => all.each::<P>(|row, _, mask| plain::mix_masked::<P>(row, ink, 255, mask)),
        Kernel::MaskedAlpha => {
            all.each::<P>(|row, _, mask| plain::mix_masked::<P>(row, ink, alpha, mask));
        }
        Kernel::StoreRow => all.each::<P>(|row, colors, _| plain::store_row::<P>(row, colors)),
        Kernel::StoreRowDithered => {
            all.each::<P>(|row, colors, _| plain::store_row_dithered::<P>(row, colors, at));
        }
        Kernel::MixRow => all.each::<P>(|row, colors, _| plain::mix_row::<P>(row, colors, alpha)),
        Kernel::MixRowMasked => {
            all.each::<P>(|row, colors, mask| plain::mix_row_masked::<P>(row, colors, alpha, mask));
        }
        Kernel::MixRowDithered => {
            all.each::<P>(|row, colors, mask| plain::mix_row_dithered::<P>(row, colors, alpha, mask, at));
        }
        Kernel::Multiply | Kernel::Difference => all.each::<P>(|row, colors, mask| {
            plain::blend_row::<P>(row, colors, alpha, Some(mask), mode(kernel), None);
        }),
    }
}
