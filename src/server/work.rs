//! Work for another thread, which waits for the disk, a decoder or the display while the thread that draws serves
//! others.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::device::Vsync;
use crate::picture::budget::Reservation;
use crate::picture::file::{Encoded, from_base64, open_beneath};
use crate::picture::{Bitmap, PictureError, Purse, decode};
use crate::protocol::image::Origin;
use crate::protocol::{Code, Fault};
use crate::service::{Kept, Store};

use super::control::vsync_fault;

/// Where an encoded picture is.
#[derive(Debug)]
pub(super) enum Source {
    /// In base64.
    Data(String),
    /// A file beneath one of the directories that are open to clients.
    Path(String),
    /// A file that the client has opened.
    Descriptor(OwnedFd),
}

impl Source {
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
}

/// What one request needs before it can be done. It holds nothing of the thread that draws, and may run anywhere.
#[derive(Debug)]
pub struct Work(pub(super) Task);

#[derive(Debug)]
pub(super) enum Task {
    /// Pictures, to be decoded.
    Pictures(Vec<Source>, Allowance),
    /// A picture, to be decoded and left where it outlives the daemon, by its name.
    Shared(Source, Allowance, String, Arc<Store>),
    /// A file, wanted as it is.
    File(Source, Allowance),
    /// A vertical blank.
    Vsync(Vsync),
}

/// What has become of [`Work`]: for each picture itself or what is wrong with it. After the first that failed none
/// was tried.
#[derive(Debug, Default)]
pub struct Done {
    pub(super) pictures: Vec<Result<Arc<Bitmap>, Fault>>,
    /// Where the picture outlives the daemon.
    pub(super) kept: Option<Kept>,
    /// The file, where one was wanted as it is, and the memory set aside for it until it has its place.
    pub(super) file: Option<Result<(Vec<u8>, Reservation), Fault>>,
    /// Why the vertical blank was not waited for.
    pub(super) missed: Option<Fault>,
}

impl Work {
    /// Does it. This takes as long as it takes, and waits for the disk.
    pub fn run(self) -> Done {
        match self.0 {
            Task::Pictures(sources, allowance) => {
                Done { pictures: pictures(sources, &allowance), ..Done::default() }
            }
            Task::Shared(source, allowance, name, store) => {
                let pictures = pictures(vec![source], &allowance);
                let bitmap = pictures.iter().flatten().next();
                let kept = bitmap.and_then(|bitmap| store.keep(&name, bitmap));
                Done { pictures, kept, ..Done::default() }
            }
            Task::File(source, allowance) => {
                let origin = source.origin();
                let file = allowance.file(source).map_err(|error| fault(origin, &error));
                Done { file: Some(file), ..Done::default() }
            }
            Task::Vsync(vsync) => {
                Done { missed: vsync.wait().err().map(|error| vsync_fault(&error)), ..Done::default() }
            }
        }
    }
}

fn pictures(sources: Vec<Source>, allowance: &Allowance) -> Vec<Result<Arc<Bitmap>, Fault>> {
    let mut done = Vec::with_capacity(sources.len());
    for source in sources {
        let origin = source.origin();
        let picture = allowance.picture(source).map(Arc::new).map_err(|error| fault(origin, &error));
        let failed = picture.is_err();
        done.push(picture);
        if failed {
            break;
        }
    }
    done
}

impl Done {
    /// What is left of work whose thread was lost.
    pub(super) fn lost() -> Self {
        let lost = || fault(Origin::Data, &PictureError::Panicked);
        let waiter = Fault::new(Code::Internal, "the thread that waited was lost");
        Self { pictures: vec![Err(lost())], kept: None, file: Some(Err(lost())), missed: Some(waiter) }
    }
}

impl Allowance {
    /// A file of fonts.
    fn file(&self, source: Source) -> Result<(Vec<u8>, Reservation), PictureError> {
        let reserve = |bytes: usize| self.fonts.reserve(bytes);
        let read = |descriptor: OwnedFd| {
            let encoded = Encoded::new(descriptor, self.font_bytes)?;
            let paid = reserve(encoded.length())?;
            Ok((encoded.read()?, paid))
        };
        let file = match source {
            Source::Data(text) => {
                reserve(text.len() / 4 * 3).and_then(|paid| Ok((from_base64(&text, self.font_bytes)?, paid)))
            }
            Source::Path(path) => open_beneath(&self.directories, Path::new(&path)).and_then(read),
            Source::Descriptor(descriptor) => read(descriptor),
        };
        file.map_err(|error| match error {
            PictureError::TooLong { limit } => PictureError::FontTooLong { limit },
            PictureError::NoRoom { wanted, used, limit, .. } => {
                PictureError::FontNoRoom { wanted, used, limit }
            }
            error => error,
        })
    }

    fn picture(&self, source: Source) -> Result<Bitmap, PictureError> {
        let file = match source {
            Source::Data(text) => {
                let bytes = from_base64(&text, self.bytes)?;
                return decode::decode(&bytes, self.pixels, &self.purse);
            }
            Source::Path(path) => open_beneath(&self.directories, Path::new(&path))?,
            Source::Descriptor(descriptor) => descriptor,
        };
        let encoded = Encoded::new(file, self.bytes)?;
        let _paid = self.purse.reserve(encoded.length())?;
        decode::decode(&encoded.read()?, self.pixels, &self.purse)
    }
}

/// What is wrong with a picture, as the wire says it.
fn fault(origin: Origin, error: &PictureError) -> Fault {
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
