"""The modes: which display, which driver, how its framebuffer is set, what is expected of it."""

from dataclasses import dataclass


@dataclass
class Mode:
    """A framebuffer of a guest."""

    name: str
    # Options of the emulator, arguments of the kernel, commands in the guest.
    display: list[str]
    # What `fbset -i` must say, or this is not the mode that the name says.
    bits_per_pixel: int
    # Red, green, blue as fbset writes them: length/offset.
    channels: str
    kernel: str = ""
    setup: str = "true"
    # Whether the emulator shows it; a virtual framebuffer has no display.
    shown: bool = True
    # Bits of a channel that reach the display, where those are not the pixel's.
    display_bits: int | None = None
    # How far colours are apart where most have to be mixed by dithering, on the scale of 0 to 255.
    step: int | None = None

    def precision(self) -> tuple[int, int, int]:
        """The bits of red, green and blue that can be held to what was drawn."""
        if self.display_bits:
            return (self.display_bits,) * 3
        return tuple(int(field.split("/")[0]) for field in self.channels.split(","))


def _vesa(name: str, number: str, bits_per_pixel: int, channels: str, **more) -> Mode:
    """The firmware's framebuffer, in a mode that the boot loader's `vga=` chooses."""
    return Mode(name, ["-vga", "std"], bits_per_pixel, channels, kernel=f"vga={number}", **more)


def _virtual(bits_per_pixel: int, channels: str, **more) -> Mode:
    """The kernel's virtual framebuffer, whose red is in the lowest bits, with a virtual screen twice as high."""
    load = "modprobe vfb vfb_enable=1 videomemorysize=16777216"
    setup = f"{load} && fbset -xres 640 -yres 480 -vxres 640 -vyres 960 -depth {bits_per_pixel}"
    name = f"vfb-{bits_per_pixel}"
    return Mode(name, ["-vga", "none"], bits_per_pixel, channels, setup=setup, shown=False, **more)


# The palette of 256 colours has six levels of red and blue.
LEVELS = 255 // 5

MODES = [
    # The colours of a VGA's palette have six bits a channel, though the kernel says eight.
    _vesa("vesafb-8", "0x301", 8, "8/0,8/0,8/0", display_bits=6, step=LEVELS),
    _vesa("vesafb-15", "0x310", 16, "5/10,5/5,5/0"),
    _vesa("vesafb-16", "0x311", 16, "5/11,6/5,5/0"),
    _vesa("vesafb-24", "0x312", 24, "8/16,8/8,8/0"),
    Mode("bochs", ["-vga", "none", "-device", "bochs-display"], 32, "8/16,8/8,8/0", setup="modprobe bochs"),
    Mode("cirrus", ["-vga", "cirrus"], 16, "5/11,6/5,5/0", setup="modprobe cirrus"),
    Mode(
        "virtio-gpu",
        ["-vga", "none", "-device", "virtio-gpu-pci"],
        32,
        "8/16,8/8,8/0",
        setup="modprobe virtio_gpu",
    ),
    # Black or white, where the kernel tells of eight bits.
    _virtual(1, "8/0,8/0,8/0", display_bits=1, step=255),
    _virtual(8, "8/0,8/0,8/0", step=LEVELS),
    _virtual(16, "5/0,6/5,5/11"),
    _virtual(24, "8/0,8/8,8/16"),
    _virtual(32, "8/0,8/8,8/16"),
]


def named(name: str) -> Mode:
    """The mode of this name."""
    return next(mode for mode in MODES if mode.name == name)
