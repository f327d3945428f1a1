//! A screen whose device goes away, and comes back, perhaps as another.

use crate::device::Loss;
use crate::geometry::PixelRect;

use super::{Buffering, Screen, Setup};

impl Screen {
    /// Whether what was drawn has not reached the device. No system call.
    #[inline]
    pub fn has_failed(&self) -> bool {
        self.device.has_failed()
    }

    /// Why nothing can be drawn for now, if so; noticed by [`Screen::check`].
    pub fn loss(&self) -> Option<&Loss> {
        self.device.loss()
    }

    /// Asks whether the device is still there (see [`Device::check`](crate::device::Device::check)).
    pub fn check(&mut self) -> Option<&Loss> {
        self.device.check()
    }

    /// Takes up the device again; `false` where it is not there yet.
    ///
    /// What was drawn before is shown again where there is a shadow. A screen that has another size now keeps what
    /// of the picture's top left lies on it, and is black elsewhere. Without a shadow there is no other copy: what
    /// the device kept is what is shown. A display that is left to others is not taken up, they may be about to change
    /// it back.
    pub fn reopen(&mut self) -> bool {
        if self.is_hidden() {
            return false;
        }
        let Some(device) = self.device.reopen() else { return false };
        device.light_up();
        // What came back may have a format that cannot be drawn directly; that is no reason to stay dark.
        let native = device.geometry().format().is_native();
        let possible = |&buffering: &Buffering| native || buffering != Buffering::Direct;
        let setup = Setup { buffering: self.setup.buffering.filter(possible), ..self.setup };
        let Ok(screen) = Self::with_setup(device, setup) else { return false };
        let mut old = std::mem::replace(self, Self { setup: self.setup, dither: self.dither, ..screen });
        if old.shadow.is_some() {
            self.take_over(&mut old);
        }
        self.present();
        true
    }

    /// Draws what `old` showed.
    fn take_over(&mut self, old: &mut Self) {
        let (whole, shared) = (self.size().rect(), self.size().rect().intersect(old.size().rect()));
        let (before, _) = old.canvas();
        let (mut canvas, damage) = self.canvas();
        let black = [0, 0, 0, 255];
        let mut row = vec![black; whole.width()];
        for y in whole.y0..whole.y1 {
            row.fill(black);
            if y < shared.y1 {
                before.read(PixelRect { y0: y, y1: y + 1, ..shared }, &mut row[..shared.width()]);
            }
            canvas.write(PixelRect { y0: y, y1: y + 1, ..whole }, &row);
        }
        damage.add(|| whole);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::Path;

    use super::*;
    use crate::color::Color;
    use crate::device::{Device, Source};
    use crate::geometry::Size;
    use crate::pixel::Format;

    const SIZE: Size = Size { width: 100, height: 50 };

    fn screen(path: &Path, size: Size, format: Format, buffering: Buffering) -> Screen {
        let source = Source::File { path: path.to_owned(), size, format, stride: None, offset: 0 };
        Screen::new(Device::open(&source).unwrap(), Some(buffering)).unwrap()
    }

    /// Draws something with every row and column of its own.
    fn draw(screen: &mut Screen) {
        let rect = screen.size().rect();
        let (mut canvas, damage) = screen.canvas();
        for (x, y) in (rect.y0..rect.y1).flat_map(|y| (rect.x0..rect.x1).map(move |x| (x, y))) {
            canvas.put([(x, y)].into_iter(), rect, Color::opaque(x as u8 * 2, y as u8 * 4, 255), 255);
        }
        damage.add(|| rect);
        screen.present();
    }

    fn picture(screen: &mut Screen, region: PixelRect) -> Vec<u8> {
        screen.read_rgb(region)
    }

    #[test]
    fn a_shadow_comes_back_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        for format in [Format::Xrgb8888, Format::Argb8888, Format::Rgb565, Format::Gray4] {
            let path = directory.path().join(format.name());
            let mut screen = screen(&path, SIZE, format, Buffering::Shadow);
            draw(&mut screen);
            let shown = std::fs::read(&path).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_len(0).unwrap();
            draw(&mut screen);
            assert!(screen.has_failed(), "{format}");
            let loss = screen.check().unwrap().to_string();
            let needed = shown.len();
            assert!(
                loss.contains(&format!("is 0 bytes long and the picture ends at byte {needed};")),
                "{loss}"
            );
            assert!(!screen.reopen());
            file.set_len(needed as u64 - 1).unwrap();
            assert!(!screen.reopen());
            let loss = screen.loss().unwrap().to_string();
            assert!(loss.contains(&format!("is {} bytes long", needed - 1)), "{loss}");
            assert_eq!(std::fs::read(&path).unwrap(), vec![0; needed - 1], "nothing is drawn meanwhile");
            file.set_len(needed as u64).unwrap();
            assert!(screen.reopen());
            assert!(screen.loss().is_none() && !screen.has_failed());
            assert!(std::fs::read(&path).unwrap() == shown, "{format}");
        }
    }

    #[test]
    fn without_a_shadow_what_the_file_kept_is_shown() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let mut screen = screen(&path, SIZE, Format::Xrgb8888, Buffering::Direct);
        draw(&mut screen);
        let shown = std::fs::read(&path).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(8192).unwrap();
        assert!(!screen.has_failed(), "nobody has touched it yet");
        assert!(screen.check().is_some(), "and yet it is noticed");
        draw(&mut screen);
        file.set_len(shown.len() as u64).unwrap();
        assert!(screen.reopen());
        let kept = [&shown[..8192], &vec![0; shown.len() - 8192]].concat();
        assert!(std::fs::read(&path).unwrap() == kept);
        draw(&mut screen);
        assert!(std::fs::read(&path).unwrap() == shown, "and it is drawn on again");
    }

    #[test]
    fn another_size_and_format_keep_what_fits() {
        let directory = tempfile::tempdir().unwrap();
        let mut old = screen(&directory.path().join("old"), SIZE, Format::Bgr888, Buffering::Shadow);
        draw(&mut old);
        let size = Size { width: 80, height: 70 };
        let mut new = screen(&directory.path().join("new"), size, Format::Xrgb8888, Buffering::Shadow);
        let (mut canvas, _) = new.canvas();
        canvas.write(size.rect(), &vec![[255; 4]; 80 * 70]);
        new.take_over(&mut old);
        new.present();
        let shared = PixelRect { x0: 0, y0: 0, x1: 80, y1: 50 };
        assert!(picture(&mut new, shared) == picture(&mut old, shared));
        let below = PixelRect { x0: 0, y0: 50, x1: 80, y1: 70 };
        assert!(picture(&mut new, below) == vec![0; 80 * 20 * 3]);
        assert!(new.device().bytes()[80 * 50 * 4..].chunks(4).all(|pixel| pixel[..3] == [0; 3]));
    }

    #[test]
    fn what_cannot_be_mapped_is_written_row_by_row() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        std::fs::write(&path, [9; 512 * 50]).unwrap();
        let source = Source::File {
            path: path.clone(),
            size: SIZE,
            format: Format::Xrgb8888,
            stride: Some(512),
            offset: 0,
        };
        let device = Device::open(&source).unwrap().unmapped();
        let mut screen = Screen::new(device, Some(Buffering::Direct)).unwrap();
        assert_eq!(screen.buffering(), Buffering::Shadow, "whatever was asked for");
        // Somebody else's, in rows that do not change.
        let other = File::options().write(true).open(&path).unwrap();
        std::os::unix::fs::FileExt::write_all_at(&other, &[1; 512], 512 * 40).unwrap();
        let (mut canvas, damage) = screen.canvas();
        canvas.put([(99, 10)].into_iter(), SIZE.rect(), Color::opaque(255, 255, 255), 255);
        damage.add(|| PixelRect::pixel(99, 10));
        assert_eq!(
            std::fs::read(&path).unwrap()[512 * 10 + 396..][..4],
            [9; 4],
            "not before it is presented"
        );
        screen.present();
        let mut expected = [9; 512 * 50];
        expected[512 * 40..512 * 41].fill(1);
        expected[512 * 10 + 396..][..4].fill(255);
        assert!(std::fs::read(&path).unwrap() == expected);
        // It is looked after like any other.
        other.set_len(100).unwrap();
        assert!(screen.check().is_some());
        assert!(!screen.reopen());
    }
}
