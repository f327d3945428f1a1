//! While one client's large picture is decoded, its own lines wait in order, and nobody else does.

use std::io::Write;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fbdraw::protocol::Region;
use nix::sys::memfd::{MFdFlags, memfd_create};
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::Wire;

/// A PNG that takes a moment: 24 million white pixels.
pub(crate) fn large() -> Vec<u8> {
    let (width, height) = (6000, 4000);
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_compression(::png::Compression::Fast);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&vec![255; width as usize * height as usize]).expect("rows");
    writer.finish().expect("an end");
    bytes
}

#[test]
fn lines_of_one_client_wait_in_order() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let data = STANDARD.encode(large());
    let lines = [
        json!({"op": "clear", "color": "red", "id": 1}),
        json!({"op": "load", "name": "large", "data": data, "id": 2}),
        json!({"op": "pixel", "x": 0, "y": 0, "id": 3}),
        json!({"op": "image", "x": 0, "y": 0, "name": "large"}),
        json!({"op": "pixel", "x": 0, "y": 0, "id": 4}),
        json!({"op": "nonsense", "id": 5}),
        json!({"op": "image", "x": 0, "y": 0, "width": 9, "height": 9, "data": data}),
        json!({"op": "rect", "x": 0, "y": 0, "width": 1, "height": 1, "fill": "blue"}),
        json!({"op": "pixel", "x": 0, "y": 0, "id": 6}),
    ];
    for line in &lines {
        wire.send_line(line.to_string());
    }
    let replies: Vec<Value> =
        (0..6).map(|_| serde_json::from_str(&wire.line().expect("a reply")).expect("JSON")).collect();
    assert_eq!(replies[0], json!({"id": 1, "result": {}}));
    assert_eq!(replies[1], json!({"id": 2, "result": {"width": 6000, "height": 4000}}));
    assert_eq!(replies[2], json!({"id": 3, "result": {"color": "#ff0000"}}));
    assert_eq!(replies[3], json!({"id": 4, "result": {"color": "#ffffff"}}));
    assert_eq!((&replies[4]["id"], &replies[4]["error"]["line"]), (&json!(5), &json!(6)));
    assert_eq!(replies[5], json!({"id": 6, "result": {"color": "#0000ff"}}));
    // The last line of a client that hangs up, without an end.
    wire.send(json!({"op": "image", "x": 0, "y": 0, "data": data}).to_string());
    assert_eq!(wire.finish(), "");
    assert!(daemon.bytes().chunks(4).all(|pixel| pixel[..3] == [255; 3]));
}

#[test]
fn others_draw_meanwhile_and_see_frames_whole() {
    let daemon = Daemon::start("64x48");
    let file = {
        let mut file = std::fs::File::from(memfd_create(c"large", MFdFlags::MFD_CLOEXEC).expect("a memfd"));
        file.write_all(&large()).expect("there is memory");
        file
    };
    let is_done = AtomicBool::new(false);
    let rounds = thread::scope(|scope| {
        scope.spawn(|| {
            let frame = json!([{"op": "rect", "x": 0, "y": 0, "width": 10, "height": 48, "fill": "red"},
                {"op": "image", "x": 10, "y": 0, "width": 10, "height": 48, "fd": true}]);
            daemon.client().ask_with::<Value>(&frame, &[file.as_fd()]).expect("it is drawn");
            is_done.store(true, Ordering::SeqCst);
        });
        let mut other = daemon.client();
        let mut rounds = 0;
        while !is_done.load(Ordering::SeqCst) {
            other
                .draw(&json!({"op": "rect", "x": 40, "y": 0, "width": 5, "height": 5, "fill": "lime"}))
                .unwrap();
            let rgb = other.capture_rgb(Region::default()).unwrap();
            let color = |x: usize| [rgb[x * 3], rgb[x * 3 + 1], rgb[x * 3 + 2]];
            let frame = (color(5), color(15));
            let whole = [([0; 3], [0; 3]), ([255, 0, 0], [255; 3])];
            assert!(whole.contains(&frame), "half a frame: {frame:?}");
            assert_eq!(color(42), [0, 255, 0]);
            rounds += usize::from(frame == whole[0]);
        }
        rounds
    });
    assert!(rounds >= 5, "the other client had {rounds} turns while the picture was decoded");
}
