//! The pictures of a request's commands, found before any of it is drawn.

use std::sync::Arc;

use vello_common::kurbo::Affine;

use crate::draw::placed;
use crate::picture::{Bitmap, Budget};
use crate::protocol::command::{Command, Image};
use crate::protocol::image::Origin;
use crate::protocol::load::Load;
use crate::protocol::name::Name;
use crate::protocol::{Action, Body, Code, Fault};

use super::descriptors::Descriptors;
use super::display::Display;
use super::pictures::{Names, Pictures, not_found};
use super::work::{Location, Outcome, Task};

/// What one client's names and descriptors stand for.
#[derive(Debug, Default)]
pub(super) struct Belongings {
    pub names: Names,
    pub descriptors: Descriptors,
    /// Made once there is something to pay.
    pub budget: Option<Arc<Budget>>,
}

impl Belongings {
    /// What must be done before a request can be, which draws so many `images`: pictures decoded, files read.
    pub(super) fn task(
        &mut self,
        body: &mut Body,
        images: usize,
        display: &mut Display,
    ) -> Result<Option<Task>, Fault> {
        match body {
            Body::Action(Action::Load(load)) => {
                let source = self.gather_load(load)?;
                let allowance = self.allowance(display);
                Ok(Some(match load.font {
                    Some(_) => Task::File(source, allowance),
                    None => {
                        let store = display.pictures.store().filter(|_| load.shared);
                        let name = || load.name.clone().unwrap_or_default();
                        Task::Named(source, allowance, store.map(|store| (store, name())))
                    }
                }))
            }
            Body::Action(Action::WaitVsync(_)) => Ok(Some(Task::Vsync(display.vsync()?))),
            _ if images == 0 => Ok(None),
            _ => {
                let sources = self.gather(body, &display.pictures)?;
                Ok((!sources.is_empty()).then(|| Task::Pictures(sources, self.allowance(display))))
            }
        }
    }

    /// Gives each `image` in `body` the picture that its name stands for, and returns where the others' are. All
    /// descriptors that the commands need are taken, also where one of them fails.
    fn gather(&mut self, body: &mut Body, shared: &Pictures) -> Result<Vec<Location>, Fault> {
        let mut sources = Vec::new();
        each_image(body, Affine::IDENTITY, &mut |image, _| {
            let origin = image.origin()?;
            if origin == Origin::Name {
                let name = image.name.as_ref().map_or("", Name::as_str);
                let found = self.names.get(name).or_else(|| shared.shared.get(name));
                let bitmap = found.cloned().ok_or_else(|| not_found(name))?;
                return image.show(bitmap);
            }
            let path = image.path.as_ref().map(Name::as_str);
            sources.push(self.source(origin, path, image.data.take())?);
            Ok(())
        })?;
        Ok(sources)
    }

    /// Where the picture is that a name is asked for.
    fn gather_load(&mut self, load: &mut Load) -> Result<Location, Fault> {
        let path = load.path.as_ref().map(Name::as_str);
        self.source(load.origin()?, path, load.data.take())
    }

    fn source(
        &mut self,
        origin: Origin,
        path: Option<&str>,
        data: Option<String>,
    ) -> Result<Location, Fault> {
        match origin {
            Origin::Descriptor => self.descriptor().map(Location::Descriptor),
            Origin::Path => Ok(Location::Path(path.unwrap_or_default().to_owned())),
            Origin::Name | Origin::Data => Ok(Location::Data(data.unwrap_or_default())),
        }
    }

    fn descriptor(&mut self) -> Result<std::os::fd::OwnedFd, Fault> {
        self.descriptors.take().ok_or_else(|| {
            let text = if self.descriptors.overflowed() {
                "needs a descriptor, and it came with more than may wait (limits.descriptors); send fewer at once"
            } else {
                "needs a descriptor, and none came; send it in one message with this line (sendmsg, SCM_RIGHTS)"
            };
            Fault::of_value(Code::Invalid, text).inside("fd")
        })
    }
}

/// Gives the images that have no picture yet what was decoded for them.
pub(super) fn hand_out(body: &mut Body, done: Outcome) -> Result<(), Fault> {
    let mut done = done.pictures.into_iter();
    let mut failed = false;
    each_image(body, Affine::IDENTITY, &mut |image, _| {
        if image.bitmap.is_some() || failed {
            return Ok(());
        }
        let bitmap: Option<Result<Arc<Bitmap>, Fault>> = done.next();
        let outcome = bitmap.unwrap_or_else(|| Err(Fault::new(Code::Internal, "a picture was lost")));
        let shown = outcome.and_then(|bitmap| image.show(bitmap));
        failed = shown.is_err();
        shown
    })
}

/// Calls `visit` for every `image`, those in groups included, in the order in which they are drawn, with where its
/// surroundings lie; those of the body are placed by `outer`. Of several faults the first is returned, at its place in
/// the line.
pub(super) fn each_image(
    body: &mut Body,
    outer: Affine,
    visit: &mut dyn FnMut(&mut Image, Affine) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match body {
        Body::Command(command) => of_command(command, outer, visit),
        Body::Frame(frame) => {
            of_list(frame.commands.list_mut(), outer, visit).map_err(|fault| frame.place(fault))
        }
        Body::Action(_) | Body::Question(_) => Ok(()),
    }
}

fn of_list(
    commands: &mut [Command],
    outer: Affine,
    visit: &mut dyn FnMut(&mut Image, Affine) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut outcome = Ok(());
    for (index, command) in commands.iter_mut().enumerate() {
        let visited = of_command(command, outer, visit);
        outcome = outcome.and(visited.map_err(|fault| fault.inside_item(index)));
    }
    outcome
}

fn of_command(
    command: &mut Command,
    outer: Affine,
    visit: &mut dyn FnMut(&mut Image, Affine) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match command {
        Command::Image(image) => visit(image, outer),
        Command::Group(group) => {
            let outer = placed(outer, group.transform.as_deref().copied()).affine();
            of_list(group.commands.list_mut(), outer, visit).map_err(|fault| fault.inside("commands"))
        }
        _ => Ok(()),
    }
}
