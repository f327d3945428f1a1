//! Who may do what: clients of several users and groups on one daemon. Only root can become them all.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::geteuid;
use serde_json::{Value, json};

use crate::common::process::{Running, run};
use crate::common::wire::{Wire, error};
use crate::common::{Daemon, directory, skipped};

/// Users and groups that need not exist.
const STRANGER: u32 = 61_001;
const CLERK: u32 = 61_002;
const CLERKS: u32 = 61_100;
const OPERATORS: u32 = 61_200;

/// Becomes a user with a group and supplementary groups, connects, sends its standard input and prints what comes back.
const CLIENT: &str = "
import os, socket, sys
path, uid, gid, groups = sys.argv[1:]
os.setgroups([int(group) for group in groups.split(',') if group])
os.setgid(int(gid))
os.setuid(int(uid))
client = socket.socket(socket.AF_UNIX)
client.settimeout(20)
client.connect(path)
client.sendall(sys.stdin.buffer.read())
client.shutdown(socket.SHUT_WR)
while received := client.recv(65536):
    sys.stdout.buffer.write(received)
";

#[derive(Clone)]
struct Who {
    uid: u32,
    gid: u32,
    groups: Vec<u32>,
}

/// A user who is in no group that anything is allowed.
fn user(uid: u32) -> Who {
    Who { uid, gid: uid, groups: Vec::new() }
}

impl Who {
    /// What it is told in reply to lines.
    fn told(&self, daemon: &Daemon, lines: &[&str]) -> Vec<Value> {
        let replies = self.replies(&daemon.socket(), lines);
        replies.lines().map(|line| serde_json::from_str(line).expect("replies are JSON")).collect()
    }

    /// The same of one line that has one reply.
    fn asked(&self, daemon: &Daemon, line: &str) -> Value {
        let mut told = self.told(daemon, &[line]);
        assert_eq!(told.len(), 1, "{line}: {told:?}");
        told.remove(0)
    }

    /// The lines that come back on a connection of its own, less than a pipe holds.
    fn replies(&self, socket: &Path, lines: &[&str]) -> String {
        let groups: Vec<String> = self.groups.iter().map(u32::to_string).collect();
        let mut python = Command::new("python3");
        python.args(["-c", CLIENT]).arg(socket);
        python.args([self.uid.to_string(), self.gid.to_string(), groups.join(",")]);
        python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut client = Running::start(&mut python);
        let mut stdin = client.child().stdin.take().expect("it is piped");
        stdin.write_all(format!("{}\n", lines.join("\n")).as_bytes()).expect("it reads");
        drop(stdin);
        let ended = client.ended();
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
        ended.stdout
    }
}

/// A daemon that everybody can connect to, with these lines in its configuration; nothing where this is not root.
fn daemon(configuration: &str, arguments: &[&str]) -> Option<Daemon> {
    if !geteuid().is_root() {
        skipped("who may do what on the wire: only root can become other users");
        return None;
    }
    let setup = Daemon::on("64x48");
    let directory = setup.directory();
    fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("the directory is ours");
    fs::write(directory.join("fbdrawd.toml"), configuration).expect("the directory is ours");
    let open = ["--config", "fbdrawd.toml", "--socket-mode", "0666"];
    Some(setup.with_args(&open).with_args(arguments).start())
}

/// Code, place and message of an error.
fn parts(reply: &Value) -> (&str, &str, &str) {
    let text = |member| error(reply, member).as_str().unwrap_or_default();
    (text("code"), text("at"), text("message"))
}

#[test]
fn whoever_may_not_draw_changes_nothing() {
    let Some(daemon) = daemon("[permissions]\ndraw = [\"root\", \"@61100\"]", &[]) else { return };
    let mut root = Wire::to(&daemon);
    root.send_line(r#"{"op":"clear","color":"teal"}"#);
    let before = root.ask(r#"{"op":"checksum"}"#);
    let lines = [
        (r#"{"op":"clear","color":"red"}"#, "/op", "clear"),
        (r#"{"op":"text","x":5,"y":20,"text":"hello","id":1}"#, "/op", "text"),
        (r#"[{"op":"clear","color":"red"},{"op":"clear"}]"#, "/0/op", "frame"),
        (r#"{"id":7,"frame":[{"op":"clear","color":"red"}]}"#, "/frame/0/op", "frame"),
        (r#"{"op":"image","x":0,"y":0,"data":"aGVsbG8="}"#, "/op", "image"),
        (r#"{"op":"load","name":"a","data":"aGVsbG8="}"#, "/op", "load"),
        (r#"{"op":"drop","name":"a"}"#, "/op", "drop"),
        (r#"{"op":"wait_vsync"}"#, "/op", "wait_vsync"),
    ];
    let sent: Vec<&str> = lines.iter().map(|&(line, ..)| line).collect();
    let told = user(STRANGER).told(&daemon, &sent);
    assert_eq!(told.len(), lines.len(), "{told:?}");
    for ((line, at, op), reply) in lines.iter().zip(&told) {
        let message = format!(
            "uid {STRANGER} may not `{op}`: permissions.draw of the daemon's configuration allows root, @61100"
        );
        assert_eq!(parts(reply), ("denied", *at, &*message), "{line}");
    }
    assert_eq!((&told[1]["id"], &told[3]["id"]), (&json!(1), &json!(7)));
    assert_eq!(root.ask(r#"{"op":"checksum"}"#), before, "nothing was drawn");
    assert_eq!(root.ask(r#"{"op":"stats"}"#)["result"]["denied"], lines.len());
    // What is wrong in itself is told as such, and what is open to everybody goes on.
    let open = [r#"{"op":"retc"}"#, r#"{"op":"ping"}"#, r#"{"op":"measure","x":0,"y":0,"text":"a"}"#, "[]"];
    let told = user(STRANGER).told(&daemon, &open);
    assert_eq!(parts(&told[0]).0, "unknown_op");
    assert!(told.len() == 3 && told[1..].iter().all(|reply| reply["result"].is_object()), "{told:?}");

    let draw = [r#"[{"op":"clear","color":"red"}]"#, r#"{"op":"pixel","x":0,"y":0}"#];
    let red = json!({"result": {"color": "#ff0000"}});
    let first_group = Who { gid: CLERKS, ..user(CLERK) };
    assert_eq!(first_group.told(&daemon, &draw), [red]);
}

#[test]
fn reading_and_drawing_are_allowed_apart() {
    let Some(daemon) = daemon("[permissions]\nread = [\"root\"]\ndraw = [\"*\"]", &[]) else { return };
    let asked = [
        r#"{"op":"pixels","points":[[1,1]],"color":"red"}"#,
        r#"{"op":"pixel","x":1,"y":1}"#,
        r#"{"op":"checksum"}"#,
        r#"{"op":"capture","id":1}"#,
        r#"{"op":"info","id":2}"#,
    ];
    let told = user(STRANGER).told(&daemon, &asked);
    assert_eq!(told.len(), 4, "{told:?}");
    for (reply, op) in told.iter().zip(["pixel", "checksum", "capture"]) {
        let (code, at, message) = parts(reply);
        assert_eq!((code, at), ("denied", "/op"));
        assert!(message.contains(&format!("`{op}`: permissions.read of")), "{message}");
    }
    assert_eq!(told[3]["result"]["permissions"], json!(["draw"]));
    assert_eq!(Wire::to(&daemon).ask(r#"{"op":"pixel","x":1,"y":1}"#)["result"]["color"], "#ff0000");
}

const CONTROL: [&str; 5] = [
    r#"{"op":"blank","on":true}"#,
    r#"{"op":"mode","width":64,"height":48}"#,
    r#"{"op":"palette"}"#,
    r#"{"op":"repaint"}"#,
    r#"{"op":"rotate","degrees":180,"id":1}"#,
];

#[test]
fn control_is_for_those_who_are_named() {
    let Some(default) = daemon("", &[]) else { return };
    for reply in user(STRANGER).told(&default, &CONTROL) {
        let (code, at, message) = parts(&reply);
        assert_eq!((code, at), ("denied", "/op"));
        assert!(
            message
                .ends_with("permissions.control of the daemon's configuration allows root, $self, @fbdraw")
        );
    }
    let info = |who: &Who, daemon| who.asked(daemon, r#"{"op":"info"}"#)["result"]["permissions"].clone();
    assert_eq!(info(&user(STRANGER), &default), json!(["draw", "read"]));
    assert_eq!(info(&user(0), &default), json!(["draw", "read", "control"]));

    let Some(daemon) = daemon("[permissions]\ncontrol = [\"@61200\"]", &[]) else { return };
    let rotate = r#"{"op":"rotate","degrees":180,"id":1}"#;
    assert_eq!(parts(&user(0).asked(&daemon, rotate)).0, "denied", "root is not named");
    let operator = Who { groups: vec![5, OPERATORS, 7], ..user(CLERK) };
    assert_eq!(operator.asked(&daemon, rotate), json!({"id": 1, "result": {}}));
    // More than the first question to the kernel has room for.
    let busy = Who { groups: (1..200).chain([OPERATORS]).collect(), ..user(CLERK) };
    assert_eq!(info(&busy, &daemon), json!(["draw", "read", "control"]));
    // What the user may and the device cannot is another matter.
    assert_eq!(parts(&operator.asked(&daemon, CONTROL[0])).0, "unsupported");
}

#[test]
fn registers_are_for_nobody_unless_somebody_is_named() {
    let setup = Daemon::on("16x4");
    fs::write(setup.directory().join("memory"), [0x5a; 4096]).expect("the directory is ours");
    let configuration = "[registers.r]\nfile = \"memory\"\naddress = 8\nwidth = 8\naccess = \"read-write\"\n";
    fs::write(setup.directory().join("fbdrawd.toml"), configuration).expect("the directory is ours");
    let daemon = setup.with_args(&["--config", "fbdrawd.toml"]).start();
    let mut wire = Wire::to(&daemon);
    for line in [
        r#"{"op":"peek","register":"r"}"#,
        r#"{"op":"poke","register":"r","value":1}"#,
        r#"{"op":"peek","register":"none"}"#,
    ] {
        let reply = wire.ask(line);
        let (code, at, message) = parts(&reply);
        assert_eq!((code, at), ("denied", "/op"), "{line}");
        assert!(
            message.ends_with("permissions.registers of the daemon's configuration allows nobody"),
            "{message}"
        );
    }
    assert_eq!(fs::read(daemon.directory().join("memory")).expect("it is there"), [0x5a; 4096]);
}

/// A clerk with a region, on everything that is drawn on differently.
#[test]
fn a_region_is_all_the_screen_that_there_is() {
    let rules = "[permissions.regions]\n\"@61100\" = [10, 5, 20, 10]\n61002 = [10, 5, 30, 10]\n";
    let clerk = Who { groups: vec![CLERKS], ..user(CLERK) };
    for arguments in [
        &["--buffer", "direct"][..],
        &["--buffer", "shadow", "--format", "rgb565"],
        &["--format", "gray4"],
        &["--rotate", "270"],
    ] {
        let Some(daemon) = daemon(rules, arguments) else { return };
        let mut root = Wire::to(&daemon);
        // White to the left, so that what is copied from there would be seen.
        root.send_line(
            r#"[{"op":"clear"},{"op":"rect","x":0,"y":0,"width":10,"height":"100%","fill":"white"}]"#,
        );
        root.settle();
        let lines = [
            r#"{"op":"rect","x":"-10%","y":0,"width":"120%","height":"50%","fill":"gray"}"#,
            r#"[{"op":"group","opacity":0.5,"commands":[{"op":"clear","color":"white"}]}]"#,
            r#"{"op":"clear","color":"gray"}"#,
            r#"{"op":"copy","x":0,"y":0,"width":10,"height":48,"to_x":15,"to_y":0}"#,
            r#"{"op":"copy","x":15,"y":5,"width":10,"height":5,"to_x":0,"to_y":0,"opacity":0.5}"#,
            r#"{"op":"pixels","points":[[9,5],[10,5],[40,5],[0,47]],"color":"white"}"#,
        ];
        assert_eq!(clerk.told(&daemon, &lines), [] as [Value; 0], "{arguments:?}");
        let raw = r#"{"op":"capture","format":"raw"}"#;
        let size = root.ask(r#"{"op":"info"}"#)["result"].clone();
        let width = size["width"].as_u64().expect("a number") as usize;
        let data = root.ask(raw)["result"]["data"].as_str().expect("text").to_owned();
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).expect("base64");
        for (index, rgb) in bytes.chunks(3).enumerate() {
            let (x, y) = (index % width, index / width);
            let inside = (10..40).contains(&x) && (5..15).contains(&y);
            let expected = match (x, y) {
                (10, 5) => 250..=255,
                _ if inside => 120..=135,
                (0..10, _) => 250..=255,
                _ => 0..=5,
            };
            assert!(rgb.iter().all(|value| expected.contains(value)), "{arguments:?} {x},{y}: {rgb:?}");
        }
    }
}

#[test]
fn a_region_is_all_that_may_be_read() {
    let rules = "[permissions.regions]\n61002 = [40, 5, 30, 10]\n";
    let Some(daemon) = daemon(rules, &[]) else { return };
    let clerk = user(CLERK);
    let outside = [
        r#"{"op":"pixel","x":39,"y":5}"#,
        r#"{"op":"pixel","x":40,"y":15}"#,
        r#"{"op":"checksum"}"#,
        r#"{"op":"capture"}"#,
        r#"{"op":"capture","x":40,"y":5,"height":11}"#,
    ];
    for (line, reply) in outside.iter().zip(clerk.told(&daemon, &outside)) {
        let (code, at, message) = parts(&reply);
        assert_eq!((code, at), ("denied", "/op"), "{line}");
        assert!(
            message.contains("(permissions.regions); ask for x 40, y 5, width 24, height 10"),
            "{message}"
        );
    }
    let inside = [
        r#"{"op":"pixel","x":40,"y":5}"#,
        r#"{"op":"pixel","x":63,"y":14}"#,
        r#"{"op":"checksum","x":40,"y":5,"width":24,"height":10}"#,
        r#"{"op":"capture","x":50,"y":6,"width":2,"height":2}"#,
    ];
    let told = clerk.told(&daemon, &inside);
    assert!(told.len() == 4 && told.iter().all(|reply| reply["result"].is_object()), "{told:?}");
    // One that asks for what is not there is told that, as anybody.
    assert_eq!(parts(&clerk.asked(&daemon, r#"{"op":"pixel","x":64,"y":5}"#)).0, "invalid");
    let info = clerk.asked(&daemon, r#"{"op":"info"}"#)["result"].clone();
    assert_eq!((&info["region"], &info["width"]), (&json!([40, 5, 24, 10]), &json!(64)));
    assert_eq!(user(STRANGER).asked(&daemon, r#"{"op":"info"}"#)["result"]["region"], Value::Null);
}

#[test]
fn a_client_who_insists_does_not_fill_the_log() {
    let Some(daemon) = daemon("[permissions]\ndraw = [\"root\"]", &[]) else { return };
    for _ in 0..3 {
        let told = user(STRANGER).told(&daemon, &[r#"{"op":"clear"}"#; 200]);
        assert_eq!(told.len(), 200);
    }
    user(STRANGER).told(&daemon, &[r#"{"op":"rotate","degrees":90}"#]);
    user(CLERK).told(&daemon, &[r#"{"op":"clear"}"#]);
    let log = daemon.log();
    let lines: Vec<_> = log.lines().filter(|line| line.contains("denied")).collect();
    assert_eq!(lines.len(), 3, "{log}");
    for (line, uid, op, rule) in [
        (lines[0], STRANGER, "clear", "permissions.draw"),
        (lines[1], STRANGER, "rotate", "permissions.control"),
        (lines[2], CLERK, "clear", "permissions.draw"),
    ] {
        assert!(
            line.contains(&format!("uid={uid} op=\"{op}\" code=\"denied\" rule=\"{rule}\""))
                && line.contains("WARN"),
            "{line}"
        );
        assert!(line.contains("pid="), "{line}");
    }
    assert_eq!(Wire::to(&daemon).ask(r#"{"op":"stats"}"#)["result"]["denied"], 602);
}

/// A daemon that is not root's, as one that somebody tries out is.
#[test]
fn the_daemon_s_own_user_controls_it() {
    if !geteuid().is_root() {
        // Then every other test of this program is that already.
        return;
    }
    let directory = directory();
    let path = directory.path();
    fs::set_permissions(path, Permissions::from_mode(0o777)).expect("the directory is ours");
    // Where the original lies, others may not be allowed to look.
    let copied = run(Command::new("cp").arg(env!("CARGO_BIN_EXE_fbdrawd")).arg(path));
    assert_eq!(copied.code, Some(0), "{copied:?}");
    let mut command = Command::new(path.join("fbdrawd"));
    command.env_clear().current_dir(path).uid(STRANGER).gid(STRANGER);
    command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "s", "--socket-mode", "0666"]);
    let _running = Running::serving(&mut command, &path.join("s"));
    let rotate = |uid| user(uid).replies(&path.join("s"), &[r#"{"op":"rotate","degrees":90,"id":1}"#]);
    assert_eq!(rotate(STRANGER), "{\"id\":1,\"result\":{}}\n");
    assert_eq!(rotate(0), "{\"id\":1,\"result\":{}}\n");
    assert!(rotate(CLERK).contains("permissions.control"), "another user");
}

/// Of two groups' regions that have nothing in common, a member of both has nothing.
#[test]
fn whoever_has_no_pixel_is_told_so() {
    let rules = "[permissions.regions]\n\"@61100\" = [0, 0, 10, 10]\n\"@61200\" = [20, 0, 10, 10]\n";
    let Some(daemon) = daemon(rules, &[]) else { return };
    let both = Who { groups: vec![CLERKS, OPERATORS], ..user(CLERK) };
    let lines = [
        r#"{"op":"clear","color":"red"}"#,
        r#"{"op":"clear","color":"red","id":1}"#,
        r#"[{"op":"clear","color":"red"}]"#,
        r#"{"op":"pixel","x":0,"y":0}"#,
    ];
    let told = both.told(&daemon, &lines);
    assert_eq!(told.len(), lines.len(), "{told:?}");
    for (reply, at) in told.iter().zip(["/op", "/op", "/0/op", "/op"]) {
        let (code, found, message) = parts(reply);
        assert_eq!((code, found), ("denied", at));
        assert!(message.contains("no pixel of the screen is in all of the regions"), "{message}");
    }
    let one = Who { groups: vec![CLERKS], ..user(CLERK) };
    assert_eq!(one.told(&daemon, &lines[..1]), [] as [Value; 0]);
}
