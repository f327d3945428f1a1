#!/usr/bin/env node
// A ticket display. Every line of standard input calls a ticket to a counter: A042 3
// Usage: tickets.js [--once]    The daemon listens on $FBDRAW_SOCKET. With --once it ends when its input does.
const net = require("net");
const readline = require("readline");

const screen = net.connect(process.env.FBDRAW_SOCKET || "/run/fbdraw/fbdraw.sock");
const replies = readline.createInterface({ input: screen })[Symbol.asyncIterator]();
const once = process.argv.includes("--once");
const called = [];

async function ask(request) {
  screen.write(JSON.stringify(request) + "\n");
  const { error, result } = JSON.parse((await replies.next()).value);
  if (error) throw new Error(`fbdraw: ${error.message}`);
  return result;
}

const rect = (x, y, width, height, fill, rx = 0) => ({ op: "rect", x, y, width, height, fill, rx });
const text = (x, y, text, size, fill, align = "center") => ({ op: "text", x, y, text, size, fill, align, baseline: "middle" });

function picture(width, height) {
  const unit = Math.min(width / 100, height / 60); // letters go by the tighter side, places by percent
  const [now, ...before] = [...called].reverse();
  const blue = { linear: { x1: 0, y1: 0, x2: "62%", y2: "100%", stops: [[0, "#1556c0"], [1, "#0b2f7a"]] } };
  const rows = before.slice(0, 4).flatMap(({ ticket, counter }, row) => [
    rect("66%", `${19 + 13 * row}%`, "30%", "11%", "#ffffff", unit * 1.5),
    text("69%", `${24.5 + 13 * row}%`, ticket, unit * 4, "#16243b", "left"),
    text("93%", `${24.5 + 13 * row}%`, counter, unit * 4, "#1556c0", "right"),
  ]);
  const size = Math.min(width * 0.3, height * 0.22);
  return [
    { op: "clear", color: "#e9eef6" },
    rect(0, 0, "62%", "100%", blue),
    text("31%", "20%", "Now serving", unit * 5, "#bcd3ff"),
    text("31%", "46%", now ? now.ticket : "–", unit * 22, "#ffffff"),
    rect("14%", "70%", "34%", "15%", "#ffffff1f", unit * 2),
    text("31%", "77.5%", now ? `Counter ${now.counter}` : "Please wait", unit * 5, "#ffffff"),
    text("66%", "11%", "Ticket", unit * 2.6, "#66768f", "left"),
    text("96%", "11%", "Counter", unit * 2.6, "#66768f", "right"),
    ...rows,
    { op: "qr", x: "66%", y: height * 0.96 - size, size, data: "https://example.org/queue", fill: "#16243b", quiet_zone: 2 },
  ];
}

async function main() {
  const { width, height } = await ask({ op: "info" });
  const show = () => ask({ id: 1, frame: picture(width, height) });
  await show();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [ticket, counter = "1"] = line.trim().split(/\s+/);
    if (ticket) called.push({ ticket, counter });
    await show();
  }
  if (once) screen.end();
}

main().catch((error) => { console.error(error.message); process.exit(1); });
