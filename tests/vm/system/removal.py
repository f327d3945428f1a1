"""The package goes."""

from system.kiosk import Kiosk

# What an administrator has written: a file, and a unit that is enabled.
OWN = "/etc/fbdraw/fb2.toml"
CLOCK = "fbdraw-clock.service"
UNIT = "[Service]\nExecStart=sleep 1d\n[Install]\nWantedBy=multi-user.target"


def play(kiosk: Kiosk) -> str:
    """`dpkg -P` while the daemon draws: nothing of it is left but what an administrator has written."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run("fbdraw clear teal")
    machine.run(f"touch {OWN} && printf '{UNIT}\\n' >/etc/systemd/system/{CLOCK}")
    machine.run(f"systemctl enable fbdrawd.service fbdraw-splash.service fbdrawd@fb1.socket {CLOCK}")
    machine.run("dpkg -P fbdraw")
    kiosk.check_gone(steps)
    left = kiosk.left()
    links = [path for path in left if path.endswith(CLOCK)]
    steps.check(len(links) == 1 and left == [OWN, *links], f"left: {left}")
    machine.run(f"systemctl disable {CLOCK} && rm {OWN} /etc/systemd/system/{CLOCK}")
    return steps.told()
