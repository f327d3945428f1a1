//! A screen on another machine, by ssh: this machine stands for it.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::directory;
use crate::common::process::{Running, run, wait_for};
use crate::{daemon, free_port, has, path, recipe, socket, wait_for_colour};

/// A server that lets in whoever has the key `name` in `directory`, and its log.
fn server(directory: &Path, port: u16) -> Running {
    let settings = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized_keys\n\
         StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin prohibit-password\n\
         SetEnv FBDRAW_SOCKET={1} PATH={2}\n",
        directory.display(),
        socket(directory).display(),
        path()
    );
    let file = directory.join("sshd_config");
    fs::write(&file, settings).expect("the directory is ours");
    let mut command = Command::new("/usr/sbin/sshd");
    let log = fs::File::create(directory.join("sshd.log")).expect("the directory is ours");
    let running =
        Running::start(command.args(["-D", "-e", "-f"]).arg(file).stderr(log).stdout(Stdio::null()));
    wait_for("sshd listens", || TcpStream::connect(("127.0.0.1", port)).ok());
    running
}

/// The empty directory that sshd wants where root starts it, made at boot where it is a service. What was not there
/// before goes again.
struct EmptyDirectory(Option<&'static str>);

impl EmptyDirectory {
    fn make() -> Self {
        let path = "/run/sshd";
        Self(fs::create_dir(path).is_ok().then_some(path))
    }
}

impl Drop for EmptyDirectory {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            let _ = fs::remove_dir(path);
        }
    }
}

fn key(directory: &Path, name: &str) -> String {
    let made = run(Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(directory.join(name)));
    assert_eq!(made.code, Some(0), "{made:?}");
    fs::read_to_string(directory.join(format!("{name}.pub"))).expect("it has been made")
}

#[test]
fn a_screen_is_drawn_and_looked_at_over_ssh() {
    if !has("sshd") || !has("ssh") {
        return;
    }
    let directory = directory();
    let directory = directory.path();
    let port = free_port();
    key(directory, "host");
    let (anything, drawing) = (key(directory, "anything"), key(directory, "drawing"));
    let (restricted, _) = recipe("restrict").split_once("ssh-ed25519").expect("a kind of key");
    let keys = format!("{anything}{restricted}{drawing}");
    fs::write(directory.join("authorized_keys"), keys).expect("the directory is ours");
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    let client = format!(
        "Host kiosk3\nPort {}\nHost kiosk*\nHostName 127.0.0.1\nPort {port}\nIdentitiesOnly yes\nStrictHostKeyChecking no\n\
         UserKnownHostsFile {}/known_hosts\nLogLevel ERROR\n",
        free_port(),
        directory.display()
    );
    fs::write(directory.join("ssh_config"), client).expect("the directory is ours");
    let _daemon = daemon(directory);
    let _empty = EmptyDirectory::make();
    let _server = server(directory, port);
    let scene = |color: &str| {
        fs::write(directory.join("scene.jsonl"), format!("[{{\"op\":\"clear\",\"color\":\"{color}\"}}]\n"))
            .expect("the directory is ours");
    };
    let shell = |key: &str, recipe: &str| {
        let recipe = recipe.replace("ssh ", &format!("ssh -F ssh_config -i {key} "));
        let ended = run(Command::new("sh").args(["-c", &recipe]).current_dir(directory).stdin(Stdio::null()));
        let log = fs::read_to_string(directory.join("sshd.log")).unwrap_or_default();
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{recipe}\n{log}");
        ended.stdout
    };
    scene("#ff0000");
    shell("anything", recipe("ssh kiosk7 fbdraw send - <"));
    wait_for_colour(directory, "#ff0000");
    shell("anything", recipe("ssh kiosk7 fbdraw capture"));
    let picture = image::open(directory.join("kiosk7.png")).expect("a PNG").to_rgb8();
    assert_eq!((picture.dimensions(), picture.get_pixel(5, 5).0), ((64, 48), [255, 0, 0]));

    // The key that may draw does nothing else, whatever it asks for.
    scene("#0000ff");
    shell("drawing", "ssh kiosk7 'touch harm; fbdraw capture harm.png' < scene.jsonl");
    wait_for_colour(directory, "#0000ff");
    assert!(!directory.join("harm").exists() && !directory.join("harm.png").exists());

    // The socket, forwarded.
    let line =
        recipe("ssh -nNT -L").trim_end_matches(" &").replace("ssh ", "exec ssh -F ssh_config -i anything ");
    let line = line.replace("/run/fbdraw/fbdraw.sock", &socket(directory).display().to_string());
    let mut tunnel = Command::new("sh");
    tunnel.args(["-c", &line]).current_dir(directory);
    let _tunnel = Running::start(&mut tunnel);
    let mut fbdraw = crate::common::fbdraw(directory);
    let drawn = run(fbdraw.args(["--socket", "kiosk7.sock", "--wait", "10", "clear", "#00ff00"]));
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    wait_for_colour(directory, "#00ff00");

    // A stream, and many screens, of which one is out of reach.
    if has("python3") {
        fs::write(directory.join("dashboard.py"), "print('{\"op\":\"clear\",\"color\":\"#123456\"}')\n")
            .expect("ours");
        shell("anything", recipe("python3 dashboard.py"));
        wait_for_colour(directory, "#123456");
    }
    scene("#ffff00");
    let line = recipe("printf '%s\\n' kiosk1").replace("ssh ", "ssh -F ssh_config -i anything ");
    let ended = run(Command::new("sh").args(["-c", &line]).current_dir(directory).stdin(Stdio::null()));
    assert_eq!((ended.code, &*ended.stdout), (Some(0), "kiosk3 failed\n"), "{line}\n{ended:?}");
    wait_for_colour(directory, "#ffff00");
}
