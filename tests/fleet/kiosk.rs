//! A machine with a screen that is reached by ssh: this machine stands for it.

use std::fs::{self, File, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::common::process::{Ended, Running, run, wait_for};
use crate::screen::Screen;
use crate::{free_port, has, path, recipe};

/// Whoever has the key `anything` may do anything there; who has `drawing` may draw, as docs/fleet.md has it. The keys
/// lie in the screen's directory, which the client's side uses too.
pub(crate) struct Kiosk {
    _server: Running,
    _empty: EmptyDirectory,
    /// Below the server, whose files lie in its directory.
    pub(crate) screen: Screen,
}

impl Kiosk {
    /// One with a black screen; `None` where the programs are not installed.
    pub(crate) fn start() -> Option<Self> {
        if !has("sshd") || !has("ssh") {
            return None;
        }
        let screen = Screen::start();
        let port = free_port();
        make_key(&screen, "host");
        let (anything, drawing) = (make_key(&screen, "anything"), make_key(&screen, "drawing"));
        let (restricted, _) = recipe("restrict").split_once("ssh-ed25519").expect("a kind of key");
        screen.write("authorized_keys", &format!("{anything}{restricted}{drawing}"));
        fs::set_permissions(screen.directory(), Permissions::from_mode(0o755)).expect("it is ours");
        write_hosts(&screen, port);
        let empty = EmptyDirectory::make();
        Some(Self { _server: server(&screen, port), _empty: empty, screen })
    }

    /// Runs a recipe as who has a key.
    pub(crate) fn run(&self, key: &str, recipe: &str) -> Ended {
        self.screen.run(&with_key(key, recipe))
    }

    /// The same for a recipe that nothing goes wrong in. What it prints is the answer.
    pub(crate) fn ask(&self, key: &str, recipe: &str) -> String {
        let ended = self.run(key, recipe);
        let log = fs::read_to_string(self.screen.directory().join("sshd.log")).unwrap_or_default();
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{recipe}\n{log}");
        ended.stdout
    }
}

/// A recipe with this test's way to the machines, and one of its keys.
pub(crate) fn with_key(key: &str, recipe: &str) -> String {
    recipe.replace("ssh ", &format!("ssh -F ssh_config -i {key} "))
}

/// Makes a pair of keys and returns the public one, a line.
fn make_key(screen: &Screen, name: &str) -> String {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(screen.directory().join(name));
    let made = run(&mut command);
    assert_eq!(made.code, Some(0), "{made:?}");
    fs::read_to_string(screen.directory().join(format!("{name}.pub"))).expect("it has been made")
}

/// The machines that ssh finds: every kiosk is this one, but for `kiosk3`, where nobody answers.
fn write_hosts(screen: &Screen, port: u16) {
    let hosts = format!(
        "Host kiosk3\nPort {}\nHost kiosk*\nHostName 127.0.0.1\nPort {port}\nIdentitiesOnly yes\nStrictHostKeyChecking no\n\
         UserKnownHostsFile {}/known_hosts\nLogLevel ERROR\n",
        free_port(),
        screen.directory().display()
    );
    screen.write("ssh_config", &hosts);
}

fn server(screen: &Screen, port: u16) -> Running {
    let directory = screen.directory();
    let settings = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized_keys\n\
         StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin prohibit-password\n\
         SetEnv FBDRAW_SOCKET={1} PATH={2}\n",
        directory.display(),
        screen.socket().display(),
        path()
    );
    screen.write("sshd_config", &settings);
    let mut command = Command::new("/usr/sbin/sshd");
    command.args(["-D", "-e", "-f"]).arg(directory.join("sshd_config"));
    let log = File::create(directory.join("sshd.log")).expect("the directory is ours");
    let running = Running::start(command.stderr(log).stdout(Stdio::null()));
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
