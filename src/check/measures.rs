//! Converted measures: `300 miles` and `480 km` are one distance.
//!
//! Only units that English has and other languages lack, by their English names: where one of them is in a text, a number of the other text
//! that is roughly its conversion is no evidence of an error. Translators round, so roughly means within an eighth.

/// Units with what one of them is in those of the metre.
const UNITS: [(&str, &[f64]); 11] = [
    ("mile miles mph mi", &[1.609, 2.59]),
    ("inch inches", &[2.54, 25.4]),
    ("foot feet ft", &[0.3048, 30.48, 0.0929]),
    ("yard yards yd", &[0.9144]),
    ("pound pounds lb lbs", &[0.4536]),
    ("ounce ounces oz", &[28.35]),
    ("stone stones", &[6.35]),
    ("acre acres", &[0.4047, 4047.0]),
    ("gallon gallons", &[3.785, 4.546]),
    ("pint pints", &[0.473, 0.568]),
    ("knot knots", &[1.852]),
];

/// How far a conversion may be off, as a share.
const ROUNDED: f64 = 0.125;

/// What the numbers of a text may become.
pub(super) struct Conversions {
    factors: Vec<f64>,
    degrees: bool,
}

impl Conversions {
    /// Those of the units that a text names; none in another language than English.
    pub fn of(text: &str, language: &str) -> Self {
        let mut factors = Vec::new();
        let mut degrees = false;
        if language.split('-').next() == Some("en") {
            let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase);
            for (names, these) in UNITS {
                if words().any(|word| names.split(' ').any(|name| name == word)) {
                    factors.extend_from_slice(these);
                }
            }
            degrees =
                words().any(|word| matches!(word.as_str(), "degrees" | "degree" | "fahrenheit" | "f" | "temperature" | "temperatures"));
        }
        Self { factors, degrees }
    }

    /// Whether a number of the text may have become this other one.
    pub fn make(&self, number: &str, other: &str) -> bool {
        let (Ok(number), Ok(other)) = (number.parse::<f64>(), other.parse::<f64>()) else { return false };
        let about = |made: f64| (made - other).abs() <= ROUNDED * made.abs();
        let celsius = (number - 32.0) / 1.8;
        // A difference of temperatures loses nothing but the size of its degrees.
        let warm = self.degrees && ((celsius - other).abs() <= 1.5 || about(number / 1.8));
        warm || self.factors.iter().any(|factor| about(number * factor))
    }
}

#[cfg(test)]
mod tests {
    use super::Conversions;

    #[test]
    fn units_are_converted_where_they_are_named() {
        for (text, number, other, may) in [
            ("300 miles away", "300", "480", true),
            ("3 to 6 inches", "3", "7.5", true),
            ("a 650 pound pig", "650", "290", true),
            ("a 20-foot wave", "20", "6", true),
            ("80 degrees", "80", "26", true),
            ("300 miles away", "300", "300000", false),
            ("300 men", "300", "480", false),
        ] {
            assert_eq!(Conversions::of(text, "en").make(number, other), may, "{text}");
        }
        assert!(!Conversions::of("300 miles", "fr").make("300", "480"));
    }
}
