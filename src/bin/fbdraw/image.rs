//! Picture files for the daemon: this program opens them, so that the daemon need not be allowed to.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fbdraw::client::Client;
use serde_json::{Map, Value};

use crate::{Failure, output, shapes};

/// What the words after the file's name stand for, one after another.
const PLACE: [&str; 4] = ["x", "y", "width", "height"];

/// Where a request's picture comes from.
enum Picture {
    /// A file that is passed along.
    File(File),
    /// A name in the request.
    Named,
}

/// Draws a picture: a file, or with `name=NAME` in its place one that is loaded and shared.
pub(crate) fn image(client: Client, file: &str, words: &[String], json: bool) -> Result<(), Failure> {
    let mut request = Map::from_iter([("op".to_owned(), Value::from("image"))]);
    let (is_named, words) = match file.split_once('=') {
        Some(("name", name)) => {
            request.insert("name".to_owned(), name.into());
            (true, words)
        }
        _ => (false, words),
    };
    members(words, &mut request)?;
    for (member, value) in [("x", 0), ("y", 0)] {
        request.entry(member).or_insert_with(|| value.into());
    }
    let picture = if is_named { Picture::Named } else { open(file, &mut request)? };
    ask(client, request, &picture, json)
}

/// Has the daemon keep a picture, or fonts, for everybody.
pub(crate) fn load(client: Client, font: bool, name: &str, file: &str, json: bool) -> Result<(), Failure> {
    let mut request = Map::from_iter([
        ("op".to_owned(), Value::from("load")),
        (member(font).to_owned(), name.into()),
        ("shared".to_owned(), true.into()),
    ]);
    let picture = open(file, &mut request)?;
    ask(client, request, &picture, json)
}

/// Has the daemon forget a shared picture, or fonts.
pub(crate) fn forget(client: Client, font: bool, name: &str, json: bool) -> Result<(), Failure> {
    let request =
        Map::from_iter([("op".to_owned(), Value::from("drop")), (member(font).to_owned(), name.into())]);
    ask(client, request, &Picture::Named, json)
}

/// What a name stands in.
fn member(font: bool) -> &'static str {
    if font { "font" } else { "name" }
}

fn members(words: &[String], request: &mut Map<String, Value>) -> Result<(), Failure> {
    let mut places = PLACE.iter();
    for word in words {
        let (member, value) = match word.split_once('=') {
            Some((member, value)) => (member, value),
            None => match places.next() {
                Some(&member) => (member, word.as_str()),
                None => return Err(Failure::Other(format!("`{word}` is one number too many: x y w h"))),
            },
        };
        let value = shapes::value(value).map_err(Failure::Other)?;
        // The id is how the client finds the reply.
        if member == "id" || request.insert(member.to_owned(), value).is_some() {
            return Err(Failure::Other(format!("`{member}` cannot be set, or is set twice")));
        }
    }
    Ok(())
}

/// Opens a file; what is no regular one, such as a pipe, is read here and put into the request.
fn open(file: &str, request: &mut Map<String, Value>) -> Result<Picture, Failure> {
    let failed = |source: io::Error| Failure::Io { task: format!("read {file}"), source };
    let mut bytes = Vec::new();
    if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let mut opened = File::open(file).map_err(failed)?;
        if opened.metadata().map_err(failed)?.is_file() {
            request.insert("fd".to_owned(), true.into());
            return Ok(Picture::File(opened));
        }
        opened.read_to_end(&mut bytes).map_err(failed)?;
    }
    request.insert("data".to_owned(), STANDARD.encode(bytes).into());
    Ok(Picture::Named)
}

fn ask(
    mut client: Client,
    request: Map<String, Value>,
    picture: &Picture,
    json: bool,
) -> Result<(), Failure> {
    let descriptor: Option<BorrowedFd<'_>> = match picture {
        Picture::File(file) => Some(file.as_fd()),
        Picture::Named => None,
    };
    let result: Value = client.ask_with(&request.into(), descriptor.as_slice())?;
    if json { output::line(&result.to_string()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_a_place_or_members() {
        let words = ["10", "50%", "fit=cover", "-3"].map(str::to_owned);
        let mut request = Map::new();
        members(&words, &mut request).unwrap();
        assert_eq!(Value::from(request), json!({"x": 10, "y": "50%", "fit": "cover", "width": -3}));
        for words in [&["1", "2", "3", "4", "5"][..], &["1", "x=2"], &["id=2"]] {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            assert!(members(&words, &mut Map::new()).is_err(), "{words:?}");
        }
    }
}
