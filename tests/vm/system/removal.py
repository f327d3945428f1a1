"""The package goes."""

from system.kiosk import Kiosk

# What an administrator has written.
OWN = "/etc/fbdraw/fb2.toml"


def play(kiosk: Kiosk) -> str:
    """`dpkg -P` while the daemon draws: nothing of it is left but what an administrator has written."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run("fbdraw clear teal")
    machine.run(f"systemctl enable fbdrawd.service fbdraw-splash.service && touch {OWN}")
    machine.run("dpkg -P fbdraw")
    kiosk.check_gone(steps)
    left = machine.run("find /etc/fbdraw /usr ! -type d -path '*fbdraw*'; find /etc/systemd -lname '*fbdraw*'").split()
    steps.check(left == [OWN], f"left: {left}")
    machine.run(f"rm -f {OWN}")
    return steps.told()
