//! The colour map of a framebuffer: what indices, or the values of channels, are shown as.

use std::fs::File;
use std::os::fd::AsRawFd;

use super::ioctl::*;
use crate::pixel::palette::Rgb;

/// What a framebuffer does with its colour map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mapped {
    /// Nothing: pixels are colours.
    Not,
    /// Pixels are indices into so many entries that may be changed.
    Palette(u32),
    /// Pixels are indices into so many entries that may not.
    StaticPalette(u32),
    /// Each channel of so many bits (red, green, blue) is an index into a ramp of its own.
    Ramps([u32; 3]),
}

impl Mapped {
    /// What the driver says.
    pub(super) fn of(fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) -> Self {
        let bits = var.bits_per_pixel;
        match (fix.visual, var.grayscale) {
            // A FOURCC says what the pixels are; nothing in it is an index.
            (_, 2..) => Self::Not,
            // Greys by way of a palette are right if it is a ramp.
            (FB_VISUAL_PSEUDOCOLOR, 1) if bits <= 8 => Self::Ramps([bits; 3]),
            (FB_VISUAL_PSEUDOCOLOR, _) if bits <= 8 => Self::Palette(1 << bits),
            (FB_VISUAL_STATIC_PSEUDOCOLOR, 0) if bits <= 8 => Self::StaticPalette(1 << bits),
            (FB_VISUAL_DIRECTCOLOR, _) => {
                // The entries are 16 bits wide; a driver that says more is not believed.
                Self::Ramps([var.red, var.green, var.blue].map(|field| field.length.min(10)))
            }
            _ => Self::Not,
        }
    }

    /// How many entries there are.
    pub(super) fn entries(self) -> u32 {
        match self {
            Self::Not => 0,
            Self::Palette(entries) | Self::StaticPalette(entries) => entries,
            Self::Ramps(bits) => 1 << bits.into_iter().max().unwrap_or(0),
        }
    }
}

/// A colour map: red, green and blue of each entry, 0–65535.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ColorMap {
    channels: [Vec<u16>; 3],
}

impl ColorMap {
    /// A palette of `entries`; those that `colors` has none for are black.
    pub(super) fn palette(colors: &[Rgb], entries: u32) -> Self {
        let value =
            |color: Option<&Rgb>, channel: usize| color.map_or(0, |color| u16::from(color[channel]) * 257);
        let entries = entries as usize;
        Self {
            channels: [0, 1, 2]
                .map(|channel| (0..entries).map(|index| value(colors.get(index), channel)).collect()),
        }
    }

    /// Straight lines from 0 to the largest value, which is reached with the last of 2 to the power of `bits`.
    pub(super) fn ramps(bits: [u32; 3]) -> Self {
        let entries = Mapped::Ramps(bits).entries();
        let ramp = |bits: u32| {
            let last = (1 << bits) - 1;
            (0..entries)
                .map(move |index| if index >= last { u16::MAX } else { (index * 65535 / last) as u16 })
        };
        Self { channels: bits.map(|bits| ramp(bits).collect()) }
    }

    /// The colours, to eight bits.
    pub(super) fn colors(&self) -> Vec<Rgb> {
        let [red, green, blue] = &self.channels;
        let eight = |value: &u16| (value >> 8) as u8;
        red.iter().zip(green).zip(blue).map(|((r, g), b)| [eight(r), eight(g), eight(b)]).collect()
    }

    /// Asks for the first `entries`. Those that the driver has not stay black.
    pub(super) fn read(file: &File, entries: u32) -> nix::Result<Self> {
        let mut map = Self { channels: [(); 3].map(|()| vec![0; entries as usize]) };
        let request = map.request();
        #[expect(unsafe_code, reason = "an ioctl writes through pointers in its argument")]
        // SAFETY: `request` points to three buffers of `len` values each, which outlive the call and nobody else
        // uses meanwhile; the kernel writes at most that many, and any value is valid (`fb_cmap_to_user` in
        // drivers/video/fbdev/core/fbcmap.c). It keeps no pointer.
        unsafe { fbiogetcmap(file.as_raw_fd(), &raw const request) }?;
        Ok(map)
    }

    /// Has it used.
    pub(super) fn write(&mut self, file: &File) -> nix::Result<()> {
        let request = self.request();
        #[expect(unsafe_code, reason = "an ioctl reads through pointers in its argument")]
        // SAFETY: as in `read`; the kernel only reads (`fb_set_user_cmap` copies first).
        unsafe { fbioputcmap(file.as_raw_fd(), &raw const request) }?;
        Ok(())
    }

    fn request(&mut self) -> fb_cmap {
        let len = self.channels[0].len() as u32;
        let [red, green, blue] = self.channels.each_mut().map(Vec::as_mut_ptr);
        fb_cmap { start: 0, len, red, green, blue, transp: std::ptr::null_mut() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(visual: u32, grayscale: u32, bits_per_pixel: u32, lengths: [u32; 3]) -> Mapped {
        let [red, green, blue] = lengths.map(|length| fb_bitfield { length, ..Default::default() });
        let var = fb_var_screeninfo { grayscale, bits_per_pixel, red, green, blue, ..Default::default() };
        Mapped::of(&fb_fix_screeninfo { visual, ..Default::default() }, &var)
    }

    #[test]
    fn visuals_say_what_is_mapped() {
        assert_eq!(mapped(FB_VISUAL_PSEUDOCOLOR, 0, 8, [8; 3]), Mapped::Palette(256));
        assert_eq!(mapped(FB_VISUAL_PSEUDOCOLOR, 0, 4, [8; 3]).entries(), 16);
        assert_eq!(mapped(FB_VISUAL_STATIC_PSEUDOCOLOR, 0, 8, [8; 3]), Mapped::StaticPalette(256));
        assert_eq!(mapped(FB_VISUAL_STATIC_PSEUDOCOLOR, 1, 8, [8; 3]), Mapped::Not, "greys of e-paper");
        assert_eq!(mapped(FB_VISUAL_PSEUDOCOLOR, 1, 4, [4; 3]), Mapped::Ramps([4; 3]));
        assert_eq!(mapped(FB_VISUAL_TRUECOLOR, 0, 32, [8; 3]), Mapped::Not);
        assert_eq!(mapped(FB_VISUAL_DIRECTCOLOR, 0, 16, [5, 6, 5]).entries(), 64);
        assert_eq!(mapped(FB_VISUAL_DIRECTCOLOR, 0, 32, [u32::MAX; 3]).entries(), 1024);
        assert_eq!(mapped(FB_VISUAL_PSEUDOCOLOR, u32::from_le_bytes(*b"XR24"), 32, [8; 3]), Mapped::Not);
    }

    #[test]
    fn ramps_are_straight_and_end_at_the_top() {
        let map = ColorMap::ramps([5, 6, 5]);
        let [red, green, blue] = &map.channels;
        assert_eq!((red.len(), green.len(), blue.len()), (64, 64, 64));
        assert_eq!((red[0], red[1], red[31], red[63]), (0, 65535 / 31, 65535, 65535));
        assert_eq!((green[0], green[1], green[63]), (0, 65535 / 63, 65535));
        assert!(red.is_sorted() && green.is_sorted());
        assert_eq!(ColorMap::ramps([8; 3]).colors()[77], [77; 3]);
    }

    #[test]
    fn palettes_keep_their_colours() {
        let map = ColorMap::palette(&[[255, 128, 1], [0, 3, 9]], 4);
        assert_eq!(map.colors(), [[255, 128, 1], [0, 3, 9], [0; 3], [0; 3]]);
        assert_eq!(map.channels[0][0], 65535);
    }

    #[test]
    fn what_is_no_framebuffer_refuses() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(ColorMap::read(&file, 256), Err(nix::errno::Errno::ENOTTY));
        assert_eq!(ColorMap::ramps([8; 3]).write(&file), Err(nix::errno::Errno::ENOTTY));
    }
}
