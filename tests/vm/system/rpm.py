"""The RPM is installed, upgraded and erased, by rpm itself; the machine is Debian all the same."""

from system.kiosk import Kiosk

# Whatever is said of dependencies: rpm knows nothing of Debian's packages, which have them all.
RPM = "rpm --force-debian --nodeps"


def play(kiosk: Kiosk) -> str:
    """In place of the other package, which is back in the end."""
    steps, machine = kiosk.steps(), kiosk.machine
    machine.run("dpkg -P fbdraw")
    machine.run(f"{RPM} -i /opt/tests/fbdraw-1.rpm")
    socket = machine.run("stat -c '%A %U:%G' /run/fbdraw/fbdraw.sock").strip()
    enabled = machine.attempt("systemctl is-enabled fbdrawd.socket fbdrawd.service")[0].split()
    right = socket == "srw-rw---- root:fbdraw" and enabled == ["enabled", "disabled"]
    steps.check(right, f"installed: {socket}, {enabled}")
    kiosk.run("fbdraw clear olive")
    steps.shown((128, 128, 0), 1.0, "drawn")
    process = kiosk.shows("MainPID")
    kiosk.configure('log = "warn"')
    machine.run(f"{RPM} -U /opt/tests/fbdraw-2.rpm")
    kiosk.until(lambda: kiosk.is_active("fbdrawd.service"), "the upgraded daemon")
    steps.check(kiosk.shows("MainPID") != process, f"upgraded to {machine.run('rpm --force-debian -q fbdraw').strip()}")
    changed = machine.attempt(f"{RPM} -V fbdraw")[0].strip()
    told = [line.split()[-1] for line in changed.splitlines()]
    steps.check(told == ["/etc/fbdraw/fbdrawd.toml"], f"changed since, and kept: {told}")
    steps.shown((128, 128, 0), 1.0, "the last frame stays")
    machine.run("systemctl enable fbdraw-splash.service fbdrawd@fb1.socket")
    machine.run(f"{RPM} -e fbdraw")
    kiosk.check_gone(steps)
    left = kiosk.left()
    steps.check(left == ["/etc/fbdraw/fbdrawd.toml.rpmsave"], f"left: {left}")
    machine.run("rm -r /etc/fbdraw && dpkg -i /opt/tests/fbdraw-2.deb")
    return steps.told()
