//! What a client makes of requests and of errors.

use super::*;
use crate::protocol::Code;
use crate::protocol::value::{Whole, WholeLength};

#[test]
fn a_place_is_said_where_it_helps() {
    let error = |at: Option<&str>| WireError {
        code: Code::Invalid,
        message: "r must not be negative".to_owned(),
        at: at.map(str::to_owned),
        line: None,
    };
    for at in [None, Some(""), Some("/r"), Some("/points/3/0")] {
        assert_eq!(one_line(&error(at)), "r must not be negative");
    }
    for at in ["/2/r", "/frame/2/r"] {
        assert_eq!(one_line(&error(Some(at))), format!("r must not be negative (at {at})"));
    }
}

#[test]
fn what_a_region_leaves_out_is_left_out() {
    let region = Region { x: Whole(3), height: Some(WholeLength(9)), ..Region::default() };
    assert_eq!(Value::from(about("checksum", region)), json!({"op":"checksum","x":3,"y":0,"height":9}));
}
