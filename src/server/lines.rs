//! Bytes from a socket, cut into lines.

use memchr::memchr;

use super::room::{Share, Shortage};
use crate::protocol::{Code, Fault, Limits};

/// What every connection reads into. A stream socket of Linux hands over about 200 KiB at most.
const READ_BYTES: usize = 128 << 10;

/// The least room that a read is given where there is as much.
const LEAST_ROOM: usize = READ_BYTES / 2;

/// What is kept of a long line's memory for the next, where there is enough for others.
const KEPT_BYTES: usize = 4 * READ_BYTES;

/// A line of a client.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The bytes before its end.
    Whole(&'a [u8]),
    /// It is longer than the limit. Said once; what follows up to its end is dropped.
    TooLong,
    /// Other lines that have not ended leave it no room. Otherwise the same.
    NoRoom(Shortage),
}

impl<'a> Line<'a> {
    /// The bytes before its end.
    ///
    /// # Errors
    ///
    /// `too_large` where it was discarded.
    pub fn whole(&self, limits: &Limits) -> Result<&'a [u8], Fault> {
        let text = match *self {
            Self::Whole(bytes) => return Ok(bytes),
            Self::TooLong => {
                format!(
                    "the line is longer than {} bytes (limits.line_bytes); it was discarded",
                    limits.line_bytes
                )
            }
            Self::NoRoom(shortage) => format!(
                "the line found no room: lines that have not ended may take {}; it was discarded, send it again later \
                 or as shorter ones",
                shortage.allowance(limits.unfinished_bytes, "limits.unfinished_bytes")
            ),
        };
        Err(Fault::new(Code::TooLarge, text))
    }
}

/// What has been read and not yet been handled.
///
/// # Guarantees
///
/// It never holds more than the limit and one read, however long a line is, and what is more than a read is part of
/// the room for all clients' lines.
#[derive(Debug)]
pub struct LineBuffer {
    bytes: Vec<u8>,
    /// What is not handled yet lies between these two.
    start: usize,
    end: usize,
    /// No line ends between `start` and here.
    searched: usize,
    /// Inside a line that was too long.
    discarding: bool,
    limit: usize,
    /// What it has of the room for all clients' lines: whatever is more than a read.
    share: Share,
}

impl LineBuffer {
    /// An empty buffer for lines of at most `limit` bytes.
    pub fn new(limit: usize, share: Share) -> Self {
        Self { bytes: Vec::new(), start: 0, end: 0, searched: 0, discarding: false, limit, share }
    }

    /// Room for the next read, once [`LineBuffer::next_line`] has no more lines.
    pub fn space(&mut self) -> &mut [u8] {
        let kept = if self.share.is_scarce() { READ_BYTES } else { KEPT_BYTES };
        let unfinished = self.end - self.start;
        if self.bytes.is_empty() || self.bytes.len() > kept && unfinished <= LEAST_ROOM {
            // What one long line needed is not kept for the short ones after it.
            let mut bytes = vec![0; READ_BYTES];
            bytes[..unfinished].copy_from_slice(&self.bytes[self.start..self.end]);
            self.bytes = bytes;
            self.share.shrink(0);
            self.moved();
        } else if self.is_empty() {
            self.moved();
        }
        &mut self.bytes[self.end..]
    }

    /// What is not handled yet lies at the beginning now.
    fn moved(&mut self) {
        self.searched -= self.start;
        self.end -= self.start;
        self.start = 0;
    }

    /// Makes room for more of a line that has not ended. `false` where there is none at all.
    fn make_room(&mut self) -> bool {
        if self.start > 0 && self.bytes.len() - self.end < LEAST_ROOM {
            self.bytes.copy_within(self.start..self.end, 0);
            self.moved();
        }
        if self.bytes.len() - self.end < LEAST_ROOM {
            // Doubling, so that a long line is moved a bounded number of times.
            let most = self.limit.saturating_add(READ_BYTES);
            let more = self.share.grow((2 * self.bytes.len()).min(most) - READ_BYTES);
            self.bytes.reserve_exact((READ_BYTES + more).saturating_sub(self.bytes.len()));
            self.bytes.resize(READ_BYTES + more, 0);
        }
        self.end < self.bytes.len()
    }

    /// Whether everything that was read has been handed out.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Takes in what was read into the first `count` bytes of [`LineBuffer::space`].
    pub fn filled(&mut self, count: usize) {
        self.end += count;
        debug_assert!(self.end <= self.bytes.len());
    }

    /// The next line, or `None` where its end has not been read yet.
    #[inline]
    pub fn next_line(&mut self) -> Option<Line<'_>> {
        loop {
            let Some(length) = memchr(b'\n', &self.bytes[self.searched..self.end]) else {
                self.searched = self.end;
                return self.unfinished();
            };
            let (start, end) = (self.start, self.searched + length);
            self.start = end + 1;
            self.searched = self.start;
            if std::mem::take(&mut self.discarding) {
                continue;
            }
            let too_long = end - start > self.limit;
            return Some(if too_long { Line::TooLong } else { Line::Whole(&self.bytes[start..end]) });
        }
    }

    /// What is to be said of a line whose end has not been read yet.
    fn unfinished(&mut self) -> Option<Line<'_>> {
        let refused = if self.discarding {
            None
        } else if self.end - self.start > self.limit {
            Some(Line::TooLong)
        } else if !self.is_empty() && !self.make_room() {
            Some(Line::NoRoom(self.share.shortage()))
        } else {
            return None;
        };
        self.discarding = true;
        self.start = self.end;
        refused
    }

    /// The last line, which nothing ended before the client stopped sending.
    pub fn last_line(&mut self) -> Option<Line<'_>> {
        let (start, end) = (self.start, self.end);
        self.start = end;
        self.searched = end;
        (start < end && !self.discarding).then(|| Line::Whole(&self.bytes[start..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::room::Room;

    /// What comes out when `input` arrives in pieces of `size` bytes; too long lines as `None`.
    fn lines(input: &[u8], size: usize, limit: usize) -> Vec<Option<Vec<u8>>> {
        let mut buffer = LineBuffer::new(limit, Share::of(&Room::new(usize::MAX), 0));
        let mut lines = Vec::new();
        let keep = |line: Line<'_>| match line {
            Line::Whole(bytes) => Some(bytes.to_vec()),
            Line::TooLong | Line::NoRoom(_) => None,
        };
        for piece in input.chunks(size) {
            buffer.space()[..piece.len()].copy_from_slice(piece);
            buffer.filled(piece.len());
            while let Some(line) = buffer.next_line() {
                lines.push(keep(line));
            }
        }
        lines.extend(buffer.last_line().map(keep));
        lines
    }

    #[test]
    fn the_pieces_do_not_matter() {
        let input = b"one\n\ntwo\r\nthree is longer\nfour";
        let expected =
            [&b"one"[..], b"", b"two\r", b"three is longer", b"four"].map(|line| Some(line.to_vec()));
        for size in 1..=input.len() {
            assert_eq!(lines(input, size, 100), expected, "pieces of {size}");
        }
    }

    #[test]
    fn a_long_line_is_said_once_and_the_next_is_read() {
        let input = b"12345\n1234567890\nab\n1234567890";
        for size in 1..=input.len() {
            let expected = [Some(b"12345".to_vec()), None, Some(b"ab".to_vec()), None];
            assert_eq!(lines(input, size, 5), expected, "pieces of {size}");
        }
    }

    /// Reads `count` bytes of a line that does not end; what is said of it.
    fn read(buffer: &mut LineBuffer, mut count: usize) -> Vec<Line<'static>> {
        let mut said = Vec::new();
        while count > 0 {
            let space = buffer.space();
            let some = space.len().min(count);
            space[..some].fill(b'x');
            buffer.filled(some);
            count -= some;
            match buffer.next_line() {
                None => {}
                Some(Line::TooLong) => said.push(Line::TooLong),
                Some(Line::NoRoom(who)) => said.push(Line::NoRoom(who)),
                Some(Line::Whole(bytes)) => panic!("a line of {} bytes", bytes.len()),
            }
            assert_eq!(buffer.share.grow(0), buffer.bytes.len() - READ_BYTES, "what is taken is paid");
        }
        said
    }

    fn end(buffer: &mut LineBuffer) -> Option<usize> {
        buffer.space()[0] = b'\n';
        buffer.filled(1);
        match buffer.next_line() {
            Some(Line::Whole(bytes)) => Some(bytes.len()),
            _ => None,
        }
    }

    #[test]
    fn memory_is_bounded_by_the_limit() {
        let (limit, room) = (1 << 20, Room::new(64 << 20));
        let mut buffer = LineBuffer::new(limit, Share::of(&room, 0));
        assert_eq!(read(&mut buffer, limit), []);
        assert!(room.used() <= limit, "{} bytes", room.used());
        assert_eq!(read(&mut buffer, 16 << 20), [Line::TooLong]);
        assert!(room.used() <= limit, "{} bytes", room.used());
        buffer.space();
        assert!(buffer.bytes.len() <= KEPT_BYTES, "{} bytes are kept", buffer.bytes.len());
        assert_eq!(room.used(), buffer.bytes.len() - READ_BYTES);
        drop(buffer);
        assert_eq!(room.used(), 0);
    }

    #[test]
    fn a_line_without_room_is_discarded_and_those_that_fit_a_read_are_not() {
        let (limit, room) = (4 << 20, Room::new(8 << 20));
        let [mut first, mut second] = [(), ()].map(|()| LineBuffer::new(limit, Share::of(&room, 0)));
        assert_eq!(read(&mut first, limit), []);
        assert_eq!(room.used(), limit);
        for _ in 0..3 {
            assert_eq!(read(&mut second, READ_BYTES - 1), []);
            assert_eq!(end(&mut second), Some(READ_BYTES - 1));
            assert_eq!(read(&mut second, limit / 2), [Line::NoRoom(Shortage::User(0))]);
            assert_eq!(end(&mut second), None);
        }
        assert_eq!(end(&mut first), Some(limit));
        first.space();
        assert_eq!(room.used(), 0, "nobody keeps what others may need");
        assert_eq!(read(&mut second, limit / 2), []);
        assert_eq!(end(&mut second), Some(limit / 2));
    }

    #[test]
    fn a_long_lines_memory_is_not_kept_behind_a_short_one() {
        let room = Room::new(64 << 20);
        let mut buffer = LineBuffer::new(4 << 20, Share::of(&room, 0));
        assert_eq!(read(&mut buffer, 2 << 20), []);
        let space = buffer.space();
        space[..3].copy_from_slice(b"\nab");
        buffer.filled(3);
        assert!(matches!(buffer.next_line(), Some(Line::Whole(_))));
        assert_eq!(buffer.next_line(), None);
        assert_eq!((buffer.space().len(), room.used()), (READ_BYTES - 2, 0));
        assert_eq!(buffer.last_line(), Some(Line::Whole(b"ab")));
    }
}
