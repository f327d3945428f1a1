"""Draws lines of text as FreeType does, without hinting, where HarfBuzz puts their glyphs.

Takes a list of lines in JSON, each with its font file, size, text, direction, place and the size of its picture;
writes the grey pixels of all pictures.
"""

import json
import math
import sys

import freetype
import uharfbuzz


def quarters(place):
    """The place in quarters of a pixel; fbdraw keeps a bitmap of each glyph for each of them."""
    return int(math.copysign(math.floor(abs(place) * 4 + 0.5), place))


def shaped(line):
    """The glyphs of a line and their places from where its baseline begins, in pixels, down the page."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(line["font"]))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(line["text"])
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    pen, scale = 0, line["size"] / face.upem
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions):
        yield glyph.codepoint, (pen + place.x_offset) * scale, -place.y_offset * scale
        pen += place.x_advance


def bitmap(face, glyph, right, down):
    """A glyph's coverage, moved by quarters of a pixel, and where it lies."""
    # FreeType counts upwards, in 64ths of a pixel.
    face.set_transform(freetype.Matrix(0x10000, 0, 0, 0x10000), freetype.Vector(16 * right, -16 * down))
    face.load_glyph(glyph, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_NO_BITMAP)
    drawn = face.glyph.bitmap
    rows = [drawn.buffer[y * drawn.pitch : y * drawn.pitch + drawn.width] for y in range(drawn.rows)]
    return rows, face.glyph.bitmap_left, -face.glyph.bitmap_top


def picture(line):
    """A line, its glyphs in white over each other on black."""
    width, height = line["width"], line["height"]
    pixels = bytearray(width * height)
    face = freetype.Face(line["font"])
    face.set_char_size(line["size"] * 64)
    begin = quarters(line["x"])
    for glyph, x, y in shaped(line):
        column, right = divmod(quarters(x + begin % 4 / 4), 4)
        row, down = divmod(quarters(y), 4)
        rows, left, top = bitmap(face, glyph, right, down)
        for y, values in enumerate(rows, line["y"] + row + top):
            for x, value in enumerate(values, begin // 4 + column + left):
                under = pixels[y * width + x]
                pixels[y * width + x] = 255 - ((255 - under) * (255 - value) + 127) // 255
    return pixels


for line in json.load(sys.stdin):
    sys.stdout.buffer.write(picture(line))
