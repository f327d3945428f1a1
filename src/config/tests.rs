//! Which layer of settings wins, and what is said of contradictions.

use super::*;
use crate::device::Overrides;
use crate::device::Width;
use crate::geometry::Size;
use crate::pixel::Format;
use clap::{Args, Command, FromArgMatches};

/// The configuration from flags and the text of a file.
fn config(arguments: &[&str], file: &str) -> Result<Config, ConfigError> {
    let command = Settings::augment_args(Command::new("fbdrawd"));
    let matches = command.get_matches_from([&["fbdrawd"], arguments].concat());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("fbdrawd.toml");
    fs::write(&path, file).unwrap();
    Config::new(Settings::from_arg_matches(&matches).unwrap(), &matches, Some(&path))
}

#[test]
fn flags_win_over_the_file() {
    let file = r#"
        file = "/tmp/a.raw"
        size = "100x50"
        format = "rgb565"
        socket = "/tmp/a.sock"
        socket_mode = "0600"
        buffer = "shadow"
        rotate = 90
        wait_vsync = true
        log = "debug"
        font_dirs = ["/srv/fonts"]
        image_dirs = ["/srv/a", "/srv/b"]
        [limits]
        clients = 3
    "#;
    let from_file = config(&[], file).unwrap();
    assert_eq!((from_file.socket_mode, from_file.rotation), (0o600, Rotation::R90));
    assert_eq!(config(&["--rotate", "180"], file).unwrap().rotation, Rotation::R180);
    assert_eq!(from_file.font_dirs, [Path::new("/srv/fonts")]);
    assert_eq!(from_file.image_dirs, [Path::new("/srv/a"), Path::new("/srv/b")]);
    let directories = config(&["--image-dir", "/srv/c", "--image-dir", "/srv/d"], file).unwrap().image_dirs;
    assert_eq!(directories, [Path::new("/srv/c"), Path::new("/srv/d")]);
    let directories = config(&["--font-dir", "/srv/e"], file).unwrap().font_dirs;
    assert_eq!(directories, [Path::new("/srv/e")]);
    assert_eq!(from_file.limits, Limits { clients: 3, ..Limits::default() });
    let Source::File { format, size, .. } = &from_file.source else { panic!("{from_file:?}") };
    assert_eq!((*format, *size), (Format::Rgb565, Size { width: 100, height: 50 }));

    assert!(from_file.wait_vsync && !config(&["--wait-vsync", "false"], file).unwrap().wait_vsync);
    let flip = config(&["--buffer", "flip"], file).unwrap();
    assert_eq!((from_file.buffering, flip.buffering), (Some(Buffering::Shadow), Some(Buffering::Flip)));

    let flags = ["--format", "gray8", "--socket", "/tmp/b.sock", "--buffer", "auto", "--log", "warn"];
    let config = config(&flags, file).unwrap();
    let Source::File { format, .. } = config.source else { panic!() };
    assert_eq!(format, Format::Gray8);
    assert_eq!(
        (config.socket.unwrap(), config.buffering, config.log),
        ("/tmp/b.sock".into(), None, LevelFilter::WARN)
    );
}

#[test]
fn a_device_on_the_command_line_wins_over_a_file_in_the_file() {
    let file = "file = \"/tmp/a.raw\"\nsize = \"100x50\"\nsocket = \"/tmp/a.sock\"";
    let found = config(&["--device", "/dev/fb1"], file).unwrap();
    let overrides = Overrides::default();
    assert_eq!(
        found.source,
        Source::Framebuffer { path: "/dev/fb1".into(), overrides },
        "the size is the file's"
    );
    let found = config(&["--socket", "/tmp/a.sock"], "").unwrap();
    assert_eq!(found.source, Source::Framebuffer { path: DEFAULT_DEVICE.into(), overrides });
}

#[test]
fn a_driver_is_overruled_by_what_is_said_of_its_device() {
    let overrides = |flags: &[&str], file| match config(flags, file).unwrap().source {
        Source::Framebuffer { overrides, .. } => overrides,
        other => panic!("{other:?}"),
    };
    let file = "device = \"/dev/fb1\"\nsocket = \"s\"\nsize = \"800x480\"\nstride = 3328\nmemory = 4096";
    let size = Size::new(800, 480);
    let expected = Overrides { size, stride: Some(3328), memory: Some(4096), ..Overrides::default() };
    assert_eq!(overrides(&[], file), expected);
    let flags = ["--stride", "3200", "--offset", "64", "--format", "xrgb8888"];
    let format = Some(Format::Xrgb8888);
    assert_eq!(
        overrides(&flags, file),
        Overrides { stride: Some(3200), offset: Some(64), format, ..expected }
    );
    assert_eq!(overrides(&["--offset", "0xfd000000"], file).offset, Some(0xfd00_0000));
    let nothing = "socket = \"s\"\nfile = \"x\"\nsize = \"5x5\"";
    let flags = ["--device", "/dev/fb1", "--format", "xrgb8888"];
    assert_eq!(overrides(&flags, nothing), Overrides { format, ..Overrides::default() });
}

#[test]
fn contradictions_and_mistakes_are_named() {
    for (flags, file, message) in [
        (&["--device", "/dev/fb0", "--file", "x"][..], "", "names both a device and a file"),
        (&["--file", "x", "--socket", "s"], "", "needs --size"),
        (&["--size", "5x5", "--socket", "s"], "", "--size goes with --file"),
        (&["--memory", "5", "--socket", "s"], "", "--memory goes with --file"),
        (&[], "sise = \"5x5\"", "line 1: unknown field `sise`"),
        (&[], "\nsize = \"5\"", "line 2: a size is WIDTHxHEIGHT"),
        (&[], "socket_mode = \"0999\"", "not octal permissions"),
        (&[], "[limits]\nline_bites = 5", "line 2: unknown field `line_bites`"),
        (&[], "\nrotate = 45", "line 2: must be 0, 90, 180 or 270, clockwise, it is 45"),
        (&[], "[registers.a]\naddress = 2\nwidth = 32", "line 1: address 0x2 is no multiple of the 4 bytes"),
        (&[], "[registers.a]\naddress = 2\nwidth = 24", "line 1: width is 8, 16, 32 or 64 bits, not 24"),
        (&[], "[registers.a]\nadress = 2\nwidth = 8", "line 2: unknown field `adress`"),
        (&[], "[registers.a]\naddress = 2\nwidth = 8\naccess = \"all\"", "line 4: unknown variant `all`"),
        (&[], "[permissions]\npaint = []", "line 2: unknown field `paint`"),
        (&[], "[permissions]\ndraw = \"*\"", "line 2: invalid type: string"),
        (&[], "[permissions]\nread = [\n  \"root\",\n  true\n]", "line 4: invalid type: boolean"),
        (&[], "[permissions]\ndraw = [\"\"]", "line 2: \"\" names nobody: write a user, @GROUP"),
        (
            &[],
            "[permissions]\n\ncontrol = [\"no-such-user\"]",
            "line 3: no such user `no-such-user`: create it",
        ),
        (
            &[],
            "[permissions]\ncontrol = [\"@no-such-group\"]",
            "line 2: no such group `no-such-group`: create it",
        ),
        (&[], "[permissions.regions]\nno-such-user = [0, 0, 5, 5]", "line 2: no such user `no-such-user`"),
        (&[], "[permissions.regions]\nroot = [0, 0, 5]", "line 2: invalid length 3"),
        (&[], "[permissions.regions]\n\nroot = [0, 0, 5, 0]", "line 3: a region is [x, y, width, height]"),
        (&[], "[permissions.regions]\nroot = [30000, 0, 5000, 1]", "ends at 32767 at most"),
        (&[], "[permissions.regions]\nroot = [-1, 0, 5, 5]", "line 2: invalid value: integer `-1`"),
        (&[], "buffer = \"both\"", "none of auto, direct, shadow, flip"),
        (&[], "[limits]\nclients = 3\nunread_bytes = 0", "line 3: this limit must be at least 1, it is 0"),
    ] {
        let error = config(flags, file).expect_err(file).to_string();
        assert!(error.contains(message), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn registers_are_read_only_unless_said_otherwise() {
    let file = "socket = \"s\"\n[registers.display_id]\naddress = 0xfebf0500\nwidth = 16\n\
                [registers.y_offset]\nfile = \"/sys/bus/pci/devices/0000:00:02.0/resource2\"\naddress = 0x512\n\
                width = 16\naccess = \"read-write\"";
    let registers = config(&[], file).unwrap().registers;
    let id = &registers["display_id"];
    assert_eq!((id.file.to_str(), id.address, id.width), (Some("/dev/mem"), 0xfebf_0500, Width::Bits16));
    assert!(id.access.reads() && !id.access.writes());
    let offset = &registers["y_offset"];
    assert!(offset.file.ends_with("resource2") && offset.access.reads() && offset.access.writes());
}

#[test]
fn permissions_that_are_left_out_are_those_by_default() {
    let permissions = |file: &str| config(&[], &format!("socket = \"s\"\n{file}")).unwrap().permissions;
    let default = Permissions::default();
    assert_eq!(permissions(""), default);
    assert_eq!(permissions("[permissions]\n[permissions.regions]"), default);
    let file = "[permissions]\ndraw = [\"root\", 1000, \"@44\"]\nregisters = [\"$self\"]\n\
                [permissions.regions]\n\"@44\" = [10, 20, 300, 400]\n1000 = [0, 0, 1, 1]\n";
    let found = permissions(file);
    let texts =
        |entries: &[crate::permissions::Entry]| entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(texts(&found.draw), ["root", "1000", "@44"]);
    assert_eq!(texts(&found.registers), ["$self"]);
    assert_eq!((&found.read, &found.control), (&default.read, &default.control));
    let regions: Vec<_> =
        found.regions.iter().map(|(entry, region)| (entry.to_string(), region.x0, region.y1)).collect();
    assert_eq!(regions, [("1000".to_owned(), 0, 1), ("@44".to_owned(), 10, 420)]);
    assert!(permissions("[permissions]\ndraw = []").draw.is_empty());
}

#[test]
fn a_console_is_a_word_or_a_number_with_quotes_or_without() {
    let vt = |value: &str| config(&[], &format!("vt = {value}")).map(|config| config.vt);
    for (value, expected) in
        [("7", Vt::Number(7)), ("\"7\"", Vt::Number(7)), ("\"auto\"", Vt::Auto), ("\"none\"", Vt::None)]
    {
        assert_eq!(vt(value).unwrap(), expected, "{value}");
    }
    for value in ["0", "64", "-1", "\"tty7\"", "true", "7.5"] {
        let error = vt(value).unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains("virtual terminal"), "{value}: {error}");
    }
}
