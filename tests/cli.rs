//! The programs as people type them.

mod common;

use common::Daemon;
use fbdraw::color::Color;
use serde_json::json;

#[test]
fn a_client_draws_and_asks() {
    let mut daemon = Daemon::start("320x240");
    let mut client = daemon.client();
    client.draw(&json!({"op": "rect", "x": 10, "y": 10, "width": 20, "height": 20, "fill": "red"})).unwrap();
    assert_eq!(client.pixel(10, 10).unwrap(), Color::opaque(255, 0, 0));
    assert_eq!(client.info().unwrap().width, 320);
    assert!(daemon.stop().success(), "{}", daemon.log());
}
