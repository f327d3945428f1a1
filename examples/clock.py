#!/usr/bin/env python3
"""A clock with hands and digits. Usage: clock.py [--once [HH:MM:SS]]; the daemon listens on $FBDRAW_SOCKET."""
import json, math, os, socket, sys, time

screen = socket.socket(socket.AF_UNIX)
screen.connect(os.environ.get("FBDRAW_SOCKET", "/run/fbdraw/fbdraw.sock"))
replies = screen.makefile()

def ask(request):
    screen.sendall(json.dumps(request).encode() + b"\n")
    reply = json.loads(replies.readline())
    if "error" in reply:
        sys.exit(f"fbdraw: {reply['error']['message']}")
    return reply["result"]

info = ask({"op": "info"})
width, height = info["width"], info["height"]
wide = width > height
# The face stands beside the digits, or above them on an upright screen.
r = min(width * 0.21, height * 0.38) if wide else min(width * 0.38, height * 0.25)
cx, cy = (width * 0.27, height * 0.5) if wide else (width * 0.5, height * 0.34)
tx, ty = (width * 0.73, height * 0.47) if wide else (width * 0.5, height * 0.76)

def hand(turn, start, end, thickness, color):
    """A line from the middle outwards; turn is 0 to 1, lengths are parts of the radius."""
    x, y = math.sin(turn * math.tau) * r, -math.cos(turn * math.tau) * r
    return {"op": "line", "x1": cx + x * start, "y1": cy + y * start, "x2": cx + x * end, "y2": cy + y * end,
            "stroke": color, "stroke_width": thickness * r, "stroke_linecap": "round"}

def text(what, dy, size, color):
    return {"op": "text", "x": tx, "y": ty + dy * r, "text": what, "size": size * r, "fill": color,
            "align": "center", "baseline": "middle"}

def picture(now):
    hour, minute, second = now.tm_hour, now.tm_min, now.tm_sec
    sky = {"linear": {"x1": 0, "y1": 0, "x2": 0, "y2": "100%", "stops": [[0, "#16233f"], [1, "#0a101f"]]}}
    ticks = [hand(i / 60, 0.86 if i % 5 else 0.8, 0.92, 0.012 if i % 5 else 0.028, "#8fa3c8") for i in range(60)]
    return [{"op": "rect", "x": 0, "y": 0, "width": "100%", "height": "100%", "fill": sky},
            {"op": "circle", "cx": cx, "cy": cy, "r": r, "fill": "#1d2c4d", "stroke": "#2f4470", "stroke_width": r * 0.03},
            *ticks,
            hand((hour + minute / 60) / 12, -0.12, 0.5, 0.075, "#f4f7ff"),
            hand((minute + second / 60) / 60, -0.14, 0.76, 0.05, "#f4f7ff"),
            hand(second / 60, -0.2, 0.84, 0.02, "#ff7a59"),
            {"op": "circle", "cx": cx, "cy": cy, "r": r * 0.06, "fill": "#ff7a59"},
            text(time.strftime("%H:%M", now), -0.12, 0.72, "#f4f7ff"), text(time.strftime("%A, %d %B", now), 0.4, 0.15, "#8fa3c8"),
            {"op": "progress", "x": tx - r * 0.9, "y": ty + r * 0.66, "width": r * 1.8, "height": r * 0.05, "rx": r * 0.025,
             "value": second / 60, "fill": "#ff7a59", "track": "#ffffff1c"}]

while True:
    now = time.strptime(sys.argv[2], "%H:%M:%S") if len(sys.argv) > 2 else time.localtime()
    ask({"id": 1, "frame": picture(now)})
    if "--once" in sys.argv:
        break
    time.sleep(1 - time.time() % 1)
