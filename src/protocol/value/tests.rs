//! What each value takes and what it refuses.

use super::*;

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn coordinates_are_bounded() {
    assert_eq!(read("-16777216"), Ok(Coord(-16_777_216.0)));
    assert_eq!(read("1.25"), Ok(Coord(1.25)));
    for text in ["16777217", "-1e30", "1e308", "\"5\"", "null", "[1]"] {
        assert!(read::<Coord>(text).is_err(), "{text}");
    }
    assert!(read::<Length>("-3").unwrap_err().starts_with("must not be negative, it is -3"));
    assert_eq!(read("3.0"), Ok(Whole(3)));
    assert!(read::<Whole>("3.5").is_err());
    assert!(read::<WholeLength>("-1").is_err());
    assert!(read::<Opacity>("1.01").is_err());
    assert!(read::<MiterLimit>("0.5").is_err());
}

#[test]
fn corners_are_one_or_four() {
    assert_eq!(read("3"), Ok(Corners([3.0; 4])));
    assert_eq!(read("[1,2,3,4.5]"), Ok(Corners([1.0, 2.0, 3.0, 4.5])));
    for text in ["[1,2]", "[1,2,3,4,5]", "-1", "[1,2,3,-4]", "\"3\""] {
        assert!(read::<Corners>(text).is_err(), "{text}");
    }
}
