//! A screen on another machine, by ssh.

use crate::common;
use crate::common::process::{Running, run};
use crate::kiosk::{Kiosk, with_key};
use crate::screen::Screen;
use crate::{clear, has, recipe};

/// The scene that the recipes send.
fn write_scene(screen: &Screen, colour: &str) {
    screen.write("scene.jsonl", &(clear(colour) + "\n"));
}

#[test]
fn a_screen_is_drawn_and_looked_at_over_ssh() {
    let Some(kiosk) = Kiosk::start() else { return };
    let screen = &kiosk.screen;
    write_scene(screen, "#ff0000");
    kiosk.ask("anything", recipe("ssh kiosk7 fbdraw send - <"));
    screen.wait_for("#ff0000");
    kiosk.ask("anything", recipe("ssh kiosk7 fbdraw capture"));
    let picture = image::open(screen.directory().join("kiosk7.png")).expect("a PNG").to_rgb8();
    assert_eq!((picture.dimensions(), picture.get_pixel(5, 5).0), ((64, 48), [255, 0, 0]));

    // The key that may draw does nothing else, whatever it asks for.
    write_scene(screen, "#0000ff");
    kiosk.ask("drawing", "ssh kiosk7 'touch harm; fbdraw capture harm.png' < scene.jsonl");
    screen.wait_for("#0000ff");
    assert!(["harm", "harm.png"].iter().all(|harm| !screen.directory().join(harm).exists()));

    let _tunnel = forward_the_socket(screen);
    let mut fbdraw = common::fbdraw(screen.directory());
    let drawn = run(fbdraw.args(["--socket", "kiosk7.sock", "--wait", "10", "clear", "#00ff00"]));
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    screen.wait_for("#00ff00");
    let asked = screen.run(recipe("fbdraw --socket ./kiosk7.sock"));
    assert!(asked.code == Some(0) && asked.stdout.contains("64x48"), "{asked:?}");

    // A stream, and many screens, of which one is out of reach.
    if has("python3") {
        screen.write("dashboard.py", "print('{\"op\":\"clear\",\"color\":\"#123456\"}')\n");
        kiosk.ask("anything", recipe("python3 dashboard.py"));
        screen.wait_for("#123456");
    }
    write_scene(screen, "#ffff00");
    let ended = kiosk.run("anything", recipe("printf '%s\\n' kiosk1"));
    assert_eq!((ended.code, &*ended.stdout), (Some(0), "kiosk3 failed\n"), "{ended:?}");
    screen.wait_for("#ffff00");
}

/// What docs/fleet.md starts in the background, in the foreground of a process that can be ended.
fn forward_the_socket(screen: &Screen) -> Running {
    let line = with_key("anything", recipe("ssh -nNT -L").trim_end_matches(" &"));
    let line = line.replace("/run/fbdraw/fbdraw.sock", &screen.socket().display().to_string());
    Running::start(&mut screen.script(&format!("exec {line}")))
}
