"""Pictures in memory: rows of three bytes R G B."""

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


def read_ppm(data: bytes) -> Picture:
    """A binary PPM (P6) of 8 bits, as the emulator and fbcat write it."""
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while not data[end : end + 1].isspace():
            end += 1
        fields.append(data[at:end])
        at = end + 1
    kind, width, height, highest = fields[0], *map(int, fields[1:])
    if kind != b"P6" or highest != 255:
        raise ValueError(f"not a PPM of 8 bits: {kind!r}, highest value {highest}")
    rgb = data[at : at + width * height * 3]
    if len(rgb) != width * height * 3:
        raise ValueError(f"a PPM of {width}x{height} with {len(rgb)} bytes")
    return Picture(width, height, rgb)
