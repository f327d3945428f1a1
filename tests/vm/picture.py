"""Pictures in memory: rows of three bytes R G B."""

import re
from dataclasses import dataclass


@dataclass
class Picture:
    """Rows from top to bottom, three bytes a pixel, nothing between rows."""

    width: int
    height: int
    rgb: bytes

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """The colour of one pixel."""
        at = (y * self.width + x) * 3
        return tuple(self.rgb[at : at + 3])

    def ppm(self) -> bytes:
        """The picture as a binary PPM file."""
        return b"P6\n%d %d\n255\n" % (self.width, self.height) + self.rgb


def read_netpbm(data: bytes) -> Picture:
    """A binary PPM (P6) of 8 bits or PBM (P4), as the emulator and fbcat write them."""
    header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s|P4\s+(\d+)\s+(\d+)\s", data)
    if not header:
        raise ValueError(f"neither a PPM of 8 bits nor a PBM: it begins with {data[:64]!r}")
    width, height = (int(number) for number in header.groups() if number)
    body = data[header.end() :]
    rgb = body if data.startswith(b"P6") else _from_bits(body, width)
    if len(rgb) != width * height * 3:
        raise ValueError(f"a picture of {width}x{height} with {len(rgb)} bytes of colours")
    return Picture(width, height, rgb)


def _from_bits(body: bytes, width: int) -> bytes:
    """A PBM's pixels: the leftmost is the highest bit of a byte, 1 is black, rows end with a byte."""
    black, white = bytes(3), b"\xff" * 3
    bytes_of = [b"".join(black if byte << bit & 128 else white for bit in range(8)) for byte in range(256)]
    stride = (width + 7) // 8
    rows = (body[at : at + stride] for at in range(0, len(body), stride))
    return b"".join(b"".join(bytes_of[byte] for byte in row)[: width * 3] for row in rows)
