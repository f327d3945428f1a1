//! A decoded picture.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::budget::{Budget, Reservation};
use super::error::PictureError;
use crate::geometry::Size;
use crate::pixel::Rgba;

/// Pixels in memory that is paid for: R G B A bytes, premultiplied, rows from top to bottom without padding.
#[derive(Debug)]
pub struct Bitmap {
    id: u64,
    bytes: Vec<u8>,
    size: Size,
    is_opaque: bool,
    paid: Reservation,
}

impl Bitmap {
    /// A picture of R G B A bytes with straight alpha.
    ///
    /// # Panics
    ///
    /// When there are not as many as `size` has pixels.
    pub fn new(mut bytes: Vec<u8>, size: Size, paid: Reservation) -> Self {
        let pixels = bytes.as_chunks_mut().0;
        if pixels.iter().any(|pixel: &Rgba| pixel[3] != 255) {
            pixels.iter_mut().for_each(premultiply);
        }
        Self::premultiplied(bytes, size, paid)
    }

    /// The same of bytes that are premultiplied: no colour is above its alpha.
    ///
    /// # Panics
    ///
    /// As [`Bitmap::new`].
    pub fn premultiplied(bytes: Vec<u8>, size: Size, paid: Reservation) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (pixels, rest): (&[Rgba], _) = bytes.as_chunks();
        assert!(rest.is_empty(), "{size:?}");
        assert_eq!(pixels.len(), size.width as usize * size.height as usize, "{size:?}");
        let is_opaque = pixels.iter().all(|pixel| pixel[3] == 255);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { id, bytes, size, is_opaque, paid }
    }

    /// A number that no other picture of this process has.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The pixels.
    pub fn pixels(&self) -> &[Rgba] {
        self.bytes.as_chunks().0
    }

    /// How many there are.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The bytes that are paid for it.
    pub fn paid_bytes(&self) -> usize {
        self.paid.bytes()
    }

    /// Has another client's budget pay for it.
    ///
    /// # Errors
    ///
    /// [`PictureError::NoRoom`] when that has too little left; then nothing changes.
    pub fn charge(&mut self, client: &Arc<Budget>) -> Result<(), PictureError> {
        self.paid.charge(client)
    }

    /// Whether nothing shows through any pixel.
    pub fn is_opaque(&self) -> bool {
        self.is_opaque
    }
}

fn premultiply([r, g, b, a]: &mut Rgba) {
    for channel in [r, g, b] {
        *channel = crate::pixel::layout::div_255(u32::from(*channel) * u32::from(*a));
    }
}
