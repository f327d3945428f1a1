"""A display that no driver has bound: drawn on through /dev/mem, panned by a register."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from play import ARGUMENTS, start_daemon
from steps import Steps

BOCHS = named("bochs")

# "1234:1111" is Bochs's display; its registers are 16-bit words from byte 0x500 of its third region on, in the order
# of the indices in QEMU's `docs/specs/standard-vga.rst`.
FIND = "for d in /sys/bus/pci/devices/*; do grep -q 0x1111 $d/device && grep -q 0x1234 $d/vendor && echo $d; done"
REGISTERS = ["id", "width", "height", "depth", "enable", "bank", "virtual_width", "virtual_height", "x", "y"]
ENABLED_LINEAR = 0x41

# Two screens above each other.
WIDTH, HEIGHT = 640, 400


def play(image: Image, host: Host, pictures: Path) -> str:
    """The mode is set by pokes, half of what is drawn is seen, the other half after one more."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        steps = Steps(machine)
        device = machine.run(FIND).strip()
        machine.run(f"echo 1 >{device}/enable")
        memory = machine.run(f"head -1 {device}/resource").split()[0]
        registers = machine.run(f"sed -n 3p {device}/resource").split()[0]
        machine.run(f"cat >/tmp/fbdrawd.toml <<'END'\n{_configuration(device, int(registers, 16))}END")
        window = f"--device /dev/mem --offset {memory} --size {WIDTH}x{2 * HEIGHT} --format xrgb8888"
        info = start_daemon(machine, f"--config /tmp/fbdrawd.toml --buffer shadow {window}")
        steps.check(info["device"] == "/dev/mem" and info["height"] == 2 * HEIGHT, f"a window at {memory}")
        for name in ["id", "id_in_memory"]:
            found = machine.run(f"fbdraw peek {name}").strip()
            steps.check(found == "0xb0c5", f"{name} {found}")
        for name, value in [("width", WIDTH), ("height", HEIGHT), ("depth", 32), ("virtual_width", WIDTH)]:
            machine.run(f"fbdraw poke {name} {value}")
        machine.run(f"fbdraw poke enable {ENABLED_LINEAR:#x}")
        machine.run("fbdraw clear red; fbdraw rect x=0 y=50% width=100% height=50% fill=blue")
        steps.shown((255, 0, 0), 1.0, "red above")
        machine.run(f"fbdraw poke y {HEIGHT}")
        steps.shown((0, 0, 255), 1.0, "blue below, panned to")
        steps.check(machine.run("fbdraw --json peek y").strip() == f'{{"value":{HEIGHT}}}', "y reads back")
        steps.refused("poke id 1", "may not be written")
        (pictures / "registers.ppm").write_bytes(machine.screendump().ppm())
        return steps.told()


def _configuration(device: str, registers: int) -> str:
    """The registers by way of the device's own file, and the first by way of all memory too."""
    tables = ['[permissions]\nregisters = ["root"]\n']
    tables.append(_table("id_in_memory", "/dev/mem", registers + 0x500, "read"))
    for index, name in enumerate(REGISTERS):
        access = "read" if name == "id" else "read-write"
        tables.append(_table(name, f"{device}/resource2", 0x500 + 2 * index, access))
    return "".join(tables)


def _table(name: str, file: str, address: int, access: str) -> str:
    return f'[registers.{name}]\nfile = "{file}"\naddress = {address:#x}\nwidth = 16\naccess = "{access}"\n'
