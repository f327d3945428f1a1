//! Work for another thread, which waits for the disk, a decoder or the display while the thread that draws serves
//! others.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::device::Vsync;
use crate::picture::budget::Reservation;
use crate::picture::decoded::{DecodedCache, DecodedFrom};
use crate::picture::file::{Encoded, from_base64, open_beneath};
use crate::picture::version::Version;
use crate::picture::{Bitmap, PictureError, Purse, Resized, decode};
use crate::protocol::image::Origin;
use crate::protocol::{Code, Fault};
use crate::service::{Kept, Store};

use super::control::vsync_fault;

/// Where an encoded picture is.
#[derive(Debug)]
pub(super) enum Location {
    /// In base64.
    Data(String),
    /// A file beneath one of the directories that are open to clients.
    Path(String),
    /// A file that the client has opened.
    Descriptor(OwnedFd),
}

impl Location {
    fn origin(&self) -> Origin {
        match self {
            Self::Data(_) => Origin::Data,
            Self::Path(_) => Origin::Path,
            Self::Descriptor(_) => Origin::Descriptor,
        }
    }
}

/// What a client's pictures may cost, and where they may lie.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    /// Encoded bytes of one.
    pub bytes: usize,
    /// Bytes of a file of fonts.
    pub font_bytes: usize,
    /// Memory for all files of fonts that are being read.
    pub fonts: Purse,
    /// Pixels of one.
    pub pixels: usize,
    /// Memory for all of them.
    pub purse: Purse,
    /// The directories that are open to clients.
    pub directories: Arc<[PathBuf]>,
    /// Those decoded lately.
    pub decoded: Arc<DecodedCache>,
}

/// What one request needs before it can be done. It holds nothing of the thread that draws, and may run anywhere.
#[derive(Debug)]
pub struct Work(pub(super) Task);

#[derive(Debug)]
pub(super) enum Task {
    /// Pictures to be drawn, which may have been decoded before.
    Pictures(Vec<Location>, Allowance),
    /// A picture that is to have a name, which its client pays for; where it is to outlive the daemon, in that store by
    /// that name.
    Named(Location, Allowance, Option<(Arc<Store>, String)>),
    /// Pictures to be scaled before they are drawn.
    Scale(Vec<Arc<Resized>>),
    /// A file, wanted as it is.
    File(Location, Allowance),
    /// A vertical blank.
    Vsync(Vsync),
}

/// What has become of [`Work`]: for each picture itself or what is wrong with it. After the first that failed none
/// was tried.
#[derive(Debug, Default)]
pub struct Outcome {
    pub(super) pictures: Vec<Result<Arc<Bitmap>, Fault>>,
    /// How many of them had been decoded before.
    pub(super) reused: usize,
    /// Where the picture that is to have a name outlives the daemon.
    pub(super) kept: Option<Kept>,
    /// Pictures that were to be scaled.
    pub(super) scaled: Vec<Arc<Resized>>,
    /// The file, where one was wanted as it is, and the memory set aside for it until it has its place.
    pub(super) file: Option<Result<(Vec<u8>, Reservation), Fault>>,
    /// Why the vertical blank was not waited for.
    pub(super) missed: Option<Fault>,
}

impl Work {
    /// Does it. This takes as long as it takes, and waits for the disk.
    pub fn run(self) -> Outcome {
        match self.0 {
            Task::Pictures(sources, allowance) => pictures(sources, &allowance),
            Task::Named(source, allowance, store) => {
                let origin = source.origin();
                let picture = allowance.named(source).map(Arc::new).map_err(|error| fault(origin, &error));
                let outlives = picture.as_ref().ok().zip(store);
                let kept = outlives.and_then(|(bitmap, (store, name))| store.keep(&name, bitmap));
                Outcome { pictures: vec![picture], kept, ..Outcome::default() }
            }
            Task::Scale(scaled) => {
                scaled.iter().for_each(|resized| resized.make());
                Outcome { scaled, ..Outcome::default() }
            }
            Task::File(source, allowance) => {
                let origin = source.origin();
                let file = allowance.file(source).map_err(|error| fault(origin, &error));
                Outcome { file: Some(file), ..Outcome::default() }
            }
            Task::Vsync(vsync) => {
                Outcome { missed: vsync.wait().err().map(|error| vsync_fault(&error)), ..Outcome::default() }
            }
        }
    }
}

fn pictures(sources: Vec<Location>, allowance: &Allowance) -> Outcome {
    let mut done = Outcome { pictures: Vec::with_capacity(sources.len()), ..Outcome::default() };
    for source in sources {
        let origin = source.origin();
        match allowance.drawn(source) {
            Ok((picture, was_kept)) => {
                done.reused += usize::from(was_kept);
                done.pictures.push(Ok(picture));
            }
            Err(error) => {
                done.pictures.push(Err(fault(origin, &error)));
                break;
            }
        }
    }
    done
}

impl Outcome {
    /// What is left of work whose thread was lost.
    pub(super) fn lost() -> Self {
        let lost = || fault(Origin::Data, &PictureError::Panicked);
        let waiter = Fault::new(Code::Internal, "the thread that waited was lost");
        Self { pictures: vec![Err(lost())], file: Some(Err(lost())), missed: Some(waiter), ..Self::default() }
    }
}

impl Allowance {
    /// A file of fonts.
    fn file(&self, source: Location) -> Result<(Vec<u8>, Reservation), PictureError> {
        let reserve = |bytes: usize| self.fonts.reserve(bytes);
        let read = |descriptor: OwnedFd| {
            let encoded = Encoded::new(descriptor, self.font_bytes)?;
            let paid = reserve(encoded.length())?;
            Ok((encoded.read()?, paid))
        };
        let file = match source {
            Location::Data(text) => {
                reserve(text.len() / 4 * 3).and_then(|paid| Ok((from_base64(&text, self.font_bytes)?, paid)))
            }
            Location::Path(path) => open_beneath(&self.directories, Path::new(&path)).and_then(read),
            Location::Descriptor(descriptor) => read(descriptor),
        };
        file.map_err(|error| match error {
            PictureError::TooLong { limit } => PictureError::FontTooLong { limit },
            PictureError::NoRoom { wanted, used, limit, .. } => {
                PictureError::FontNoRoom { wanted, used, limit }
            }
            error => error,
        })
    }

    /// A picture to be drawn, and whether it had been decoded before. Files that came as descriptors never were: most are
    /// memfds, each a file of its own.
    fn drawn(&self, source: Location) -> Result<(Arc<Bitmap>, bool), PictureError> {
        match source {
            Location::Data(text) => {
                let origin = DecodedFrom::Text(text.into());
                if let Some(bitmap) = self.decoded.get(&origin) {
                    return Ok((bitmap, true));
                }
                let DecodedFrom::Text(text) = &origin else { return Err(PictureError::Panicked) };
                let bitmap = self.text(text)?;
                Ok((self.decoded.insert(origin, bitmap), false))
            }
            Location::Path(path) => {
                let file = File::from(open_beneath(&self.directories, Path::new(&path))?);
                let version = Version::of(&file).map_err(PictureError::Unreadable)?;
                if let Some(bitmap) = version.and_then(|version| self.decoded.get(&version.into())) {
                    return Ok((bitmap, true));
                }
                let again = file.try_clone().map_err(PictureError::Unreadable)?;
                let bitmap = self.file_picture(file.into())?;
                // A file that changed while it was read may be neither what it was nor what it is.
                let is_steady = Version::of(&again).map_err(PictureError::Unreadable)? == version;
                Ok((
                    match version.filter(|_| is_steady) {
                        Some(version) => self.decoded.insert(version.into(), bitmap),
                        None => Arc::new(bitmap),
                    },
                    false,
                ))
            }
            Location::Descriptor(descriptor) => Ok((Arc::new(self.file_picture(descriptor)?), false)),
        }
    }

    /// A picture that is decoded for its client alone.
    fn named(&self, source: Location) -> Result<Bitmap, PictureError> {
        match source {
            Location::Data(text) => self.text(&text),
            Location::Path(path) => self.file_picture(open_beneath(&self.directories, Path::new(&path))?),
            Location::Descriptor(descriptor) => self.file_picture(descriptor),
        }
    }

    fn text(&self, text: &str) -> Result<Bitmap, PictureError> {
        let bytes = from_base64(text, self.bytes)?;
        self.with_room(|| decode::decode(&bytes, self.pixels, &self.purse))
    }

    fn file_picture(&self, descriptor: OwnedFd) -> Result<Bitmap, PictureError> {
        let encoded = Encoded::new(descriptor, self.bytes)?;
        let length = encoded.length();
        let _paid = self.with_room(|| self.purse.reserve(length))?;
        let bytes = encoded.read()?;
        self.with_room(|| decode::decode(&bytes, self.pixels, &self.purse))
    }

    /// Does what takes memory, after forgetting as many pictures decoded lately as that needs. Memory is reserved before
    /// any pixel is decoded, so that trying again costs little.
    pub(super) fn with_room<T>(
        &self,
        mut attempt: impl FnMut() -> Result<T, PictureError>,
    ) -> Result<T, PictureError> {
        loop {
            match attempt() {
                Err(PictureError::NoRoom { setting, .. })
                    if setting == self.purse.all.setting() && self.decoded.evict() => {}
                outcome => return outcome,
            }
        }
    }
}

/// What is wrong with a picture, as the wire says it.
pub(super) fn fault(origin: Origin, error: &PictureError) -> Fault {
    let code = match error {
        PictureError::TooLong { .. }
        | PictureError::TooManyPixels { .. }
        | PictureError::TooMuch { .. }
        | PictureError::NoRoom { .. }
        | PictureError::FontTooLong { .. }
        | PictureError::FontNoRoom { .. } => Code::TooLarge,
        PictureError::NoDirectories | PictureError::Outside(_) => Code::Denied,
        PictureError::NoSuchFile(_) => Code::NotFound,
        PictureError::Unreadable(_) => Code::Io,
        PictureError::Panicked => Code::Internal,
        PictureError::UnknownFormat => Code::Unsupported,
        PictureError::NotBase64(_) | PictureError::Broken { .. } | PictureError::NotAFile => Code::Invalid,
    };
    Fault::of_value(code, error.to_string()).inside(origin.member())
}
