//! Bytes from a socket, cut into lines.

use memchr::memchr;

/// Room for one read. A stream socket of Linux hands over about 200 KiB at most.
const READ_BYTES: usize = 128 << 10;

/// A line of a client.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The bytes before its end.
    Whole(&'a [u8]),
    /// It is longer than the limit. Said once; what follows up to its end is dropped.
    TooLong,
}

/// What has been read and not yet been handled.
///
/// # Guarantees
///
/// It never holds more than the limit and one read, however long a line is.
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
}

impl LineBuffer {
    /// An empty buffer for lines of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), start: 0, end: 0, searched: 0, discarding: false, limit }
    }

    /// Room for the next read, at least 128 KiB.
    pub fn space(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end, self.searched) = (0, 0, 0);
            // What one long line needed is not kept for the short ones after it.
            if self.bytes.len() > 4 * READ_BYTES {
                self.bytes = Vec::new();
            }
        } else if self.start > 0 && self.bytes.len() - self.end < READ_BYTES {
            self.bytes.copy_within(self.start..self.end, 0);
            self.searched -= self.start;
            self.end -= self.start;
            self.start = 0;
        }
        if self.bytes.len() - self.end < READ_BYTES {
            // Doubling, so that a long line is moved a bounded number of times.
            let most = self.limit.saturating_add(READ_BYTES);
            let length = (self.end + READ_BYTES).max((2 * self.end).min(most));
            self.bytes.resize(length, 0);
        }
        &mut self.bytes[self.end..]
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

    fn unfinished(&mut self) -> Option<Line<'_>> {
        let too_long = self.end - self.start > self.limit;
        if self.discarding || too_long {
            self.start = self.end;
        }
        if too_long && !self.discarding {
            self.discarding = true;
            return Some(Line::TooLong);
        }
        None
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

    /// What comes out when `input` arrives in pieces of `size` bytes; too long lines as `None`.
    fn lines(input: &[u8], size: usize, limit: usize) -> Vec<Option<Vec<u8>>> {
        let mut buffer = LineBuffer::new(limit);
        let mut lines = Vec::new();
        let keep = |line: Line<'_>| match line {
            Line::Whole(bytes) => Some(bytes.to_vec()),
            Line::TooLong => None,
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

    #[test]
    fn memory_is_bounded_by_the_limit() {
        let limit = 1 << 20;
        let mut buffer = LineBuffer::new(limit);
        let mut said = 0;
        for _ in 0..(16 << 20) / READ_BYTES {
            let space = buffer.space();
            space.fill(b'x');
            let count = space.len();
            buffer.filled(count);
            said += usize::from(buffer.next_line().is_some());
            assert!(buffer.bytes.len() <= limit + 2 * READ_BYTES, "{} bytes", buffer.bytes.len());
        }
        assert_eq!(said, 1);
        buffer.space();
        assert!(buffer.bytes.len() <= 4 * READ_BYTES, "{} bytes are kept", buffer.bytes.len());
    }
}
