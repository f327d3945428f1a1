//! PNG files written by hand, so that what they hold is known without any decoder: ISO/IEC 15948.

/// What a file is to hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
    pub(crate) color: u8,
    /// Bits of a sample.
    pub(crate) depth: u8,
    pub(crate) interlaced: bool,
    /// Whether there is a tRNS chunk.
    pub(crate) transparent: bool,
}

/// Every kind there is.
pub(crate) fn kinds() -> Vec<Kind> {
    let depths: [(u8, &[u8]); 5] =
        [(0, &[1, 2, 4, 8, 16]), (2, &[8, 16]), (3, &[1, 2, 4, 8]), (4, &[8, 16]), (6, &[8, 16])];
    let mut kinds = Vec::new();
    for (color, depths) in depths {
        for &depth in depths {
            for interlaced in [false, true] {
                for transparent in [false, true] {
                    if !transparent || color < 4 {
                        kinds.push(Kind { color, depth, interlaced, transparent });
                    }
                }
            }
        }
    }
    kinds
}

impl Kind {
    fn channels(self) -> usize {
        [1, 0, 3, 1, 2, 0, 4][usize::from(self.color)]
    }

    /// The samples of the pixel at `x`, `y`: anything, with every value of the shallow depths.
    fn samples(self, x: usize, y: usize) -> Vec<u16> {
        let largest = ((1_u32 << self.depth) - 1) as u16;
        let mix = |channel: usize| (x * 7919 + y * 104_729 + channel * 1301 + x * y * 31) as u16;
        (0..self.channels()).map(|channel| mix(channel) & largest).collect()
    }

    /// Which samples are transparent in a file with a tRNS chunk and no palette.
    fn key(self) -> Vec<u16> {
        self.samples(1, 1)
    }

    /// Red, green, blue and straight alpha of a pixel.
    pub(crate) fn expected(self, x: usize, y: usize) -> [u8; 4] {
        let samples = self.samples(x, y);
        let largest = f64::from((1_u32 << self.depth) - 1);
        let byte = |sample: u16| (f64::from(sample) * 255.0 / largest).round() as u8;
        let keyed = if self.transparent && samples == self.key() { 0 } else { 255 };
        match self.color {
            0 => [byte(samples[0]), byte(samples[0]), byte(samples[0]), keyed],
            2 => [byte(samples[0]), byte(samples[1]), byte(samples[2]), keyed],
            3 => {
                let [r, g, b, a] = palette(samples[0]);
                [r, g, b, if self.transparent { a } else { 255 }]
            }
            4 => [byte(samples[0]), byte(samples[0]), byte(samples[0]), byte(samples[1])],
            _ => [byte(samples[0]), byte(samples[1]), byte(samples[2]), byte(samples[3])],
        }
    }

    /// A file of this kind.
    pub(crate) fn file(self, width: usize, height: usize) -> Vec<u8> {
        let header = [self.depth, self.color, 0, 0, u8::from(self.interlaced)];
        let mut chunks = Vec::new();
        if self.color == 3 {
            let entries = (0..1_u16 << self.depth).map(palette);
            chunks.push((*b"PLTE", entries.clone().flat_map(|[r, g, b, _]| [r, g, b]).collect()));
            if self.transparent {
                chunks.push((*b"tRNS", entries.map(|[.., a]| a).collect()));
            }
        } else if self.transparent {
            chunks.push((*b"tRNS", self.key().iter().flat_map(|sample| sample.to_be_bytes()).collect()));
        }
        chunks.push((*b"IDAT", zlib(&self.scanlines(width, height))));
        file(width as u32, height as u32, header, &chunks)
    }

    fn scanlines(self, width: usize, height: usize) -> Vec<u8> {
        let adam7 = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let passes: &[_] = if self.interlaced { &adam7 } else { &[(0, 0, 1, 1)] };
        let mut lines = Vec::new();
        for &(x0, y0, dx, dy) in passes {
            for y in (y0..height).step_by(dy) {
                let columns = (x0..width).step_by(dx);
                if columns.len() == 0 {
                    continue;
                }
                // No filter.
                lines.push(0);
                lines.extend(self.packed(columns.flat_map(|x| self.samples(x, y))));
            }
        }
        lines
    }

    fn packed(self, samples: impl Iterator<Item = u16>) -> Vec<u8> {
        let mut bits: Vec<u8> = Vec::new();
        for sample in samples {
            bits.extend((0..self.depth).rev().map(|bit| (sample >> bit & 1) as u8));
        }
        bits.chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i)))
            .collect()
    }
}

fn palette(index: u16) -> [u8; 4] {
    [index * 67 + 5, index * 29 + 90, 255 - index * 13 % 256, index * 51 + 17].map(|value| value as u8)
}

/// A file from its chunks, header and end added.
pub(crate) fn file(width: u32, height: u32, header: [u8; 5], chunks: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let ihdr = [&width.to_be_bytes()[..], &height.to_be_bytes(), &header].concat();
    let end = (*b"IEND", Vec::new());
    for (name, data) in [(*b"IHDR", ihdr)].iter().chain(chunks).chain([&end]) {
        let body = [&name[..], data].concat();
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(&body);
        bytes.extend(crc32fast::hash(&body).to_be_bytes());
    }
    bytes
}

/// A zlib stream of stored blocks: RFC 1950, RFC 1951.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x78, 0x01];
    let blocks = data.chunks(65_535).count();
    for (index, block) in data.chunks(65_535).enumerate() {
        let length = block.len() as u16;
        bytes.push(u8::from(index + 1 == blocks));
        bytes.extend(length.to_le_bytes());
        bytes.extend((!length).to_le_bytes());
        bytes.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for &byte in data {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    bytes.extend((b << 16 | a).to_be_bytes());
    bytes
}
