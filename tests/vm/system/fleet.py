"""Scenes come from a broker, by the unit that the package installs."""

import json

from play import KIOSK, SETTLING
from shown import BOCHS, check
from system import documents
from system.kiosk import Kiosk

TOPIC, SERVICE = "kiosk/7", "fbdraw-mqtt@7.service"

# How the machine finds its broker, which is its own here.
OPTIONS = "-h 127.0.0.1"


def play(kiosk: Kiosk) -> str:
    """The retained scene is drawn when the unit starts, and again after the broker and the daemon were restarted."""
    steps, machine = kiosk.steps(), kiosk.machine
    machine.run("systemctl start mosquitto")
    kiosk.run("fbdraw clear black")
    _publish(kiosk, f"-r -f /opt/tests/{KIOSK.name}")
    machine.run(_documented())
    options = machine.run("stat -c '%a %U' /etc/fbdraw/mosquitto_sub; cat /etc/fbdraw/mosquitto_sub").split("\n")
    steps.check(options == ["400 fbdraw-client", OPTIONS, ""], f"set up as documented: {options}")
    info = json.loads(kiosk.run("fbdraw --json info"))
    expected = kiosk.host.draw(KIOSK, info["width"], info["height"], info["format"])

    def shown(what: str):
        path = kiosk.pictures / "system-fleet.ppm"
        steps.check(True, f"{what}: {check(machine, BOCHS, expected, path, what)}")

    shown("retained")
    _publish(kiosk, """-m '{"op":"clera"}'""")
    said = lambda: "\n".join(kiosk.journal(f"--output=cat --unit={SERVICE}"))
    kiosk.until(lambda: "did you mean `clear`" in said(), "the message that is refused", SETTLING)
    steps.check(True, "what is no command is in the journal")
    for unit in ["mosquitto", "fbdrawd"]:
        kiosk.run("fbdraw clear olive")
        machine.run(f"systemctl restart {unit}")
        kiosk.until(lambda: kiosk.run("fbdraw pixel 0 0").strip() != "#808000", f"the scene after {unit} was restarted")
        shown(f"after {unit} was restarted")
    owner = machine.run(f"stat -c %U /proc/{kiosk.shows('MainPID', SERVICE)}").strip()
    steps.check(owner == "fbdraw-client" and kiosk.is_active(SERVICE), f"by {owner}")
    machine.run(f"systemctl disable --now {SERVICE} && systemctl stop mosquitto && rm /etc/fbdraw/mosquitto_sub")
    return steps.told()


def _documented() -> str:
    """The commands for the service, where the broker is this machine."""
    commands = documents.commands("fleet.md", "As a service")
    here = commands.replace("-h broker.example.org", OPTIONS)
    return here.replace(" '--cafile /etc/ssl/certs/ca-certificates.crt'", "")


def _publish(kiosk: Kiosk, message: str):
    """Has the broker tell who listens."""
    kiosk.machine.run(f"mosquitto_pub {OPTIONS} -t {TOPIC} -q 1 {message}")
