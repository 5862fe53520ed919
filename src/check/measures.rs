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

/// How many degrees Fahrenheit are one Celsius,
const DEGREES: f64 = 1.8;
/// and how far a temperature may be off.
const WARM: f64 = 1.5;

fn celsius(fahrenheit: f64) -> f64 {
    (fahrenheit - 32.0) / DEGREES
}

/// The numbers of a text, ascending, so that one in a range is found without looking at all.
pub(super) struct Numbers(Vec<f64>);

impl Numbers {
    /// Those of these forms that are numbers, which times are not.
    pub fn of<'a>(forms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut numbers: Vec<f64> = forms.into_iter().filter_map(|form| form.parse().ok()).collect();
        numbers.sort_unstable_by(f64::total_cmp);
        Self(numbers)
    }

    /// Whether one of them is no further off than it may be. What it is off by must fall as numbers rise.
    fn have(&self, off: impl Fn(f64) -> f64, may: impl Fn(f64) -> f64) -> bool {
        let first = self.0.partition_point(|&number| off(number) > may(number));
        self.0.get(first).is_some_and(|&number| off(number).abs() <= may(number))
    }
}

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

    /// Whether the text names no unit.
    pub fn is_empty(&self) -> bool {
        self.factors.is_empty() && !self.degrees
    }

    /// Whether a number of the text may have become this other one.
    pub fn make(&self, number: &str, other: &str) -> bool {
        self.make_one_of(number, &Numbers::of([other]))
    }

    /// Whether a number of the text may have become one of these.
    pub fn make_one_of(&self, number: &str, others: &Numbers) -> bool {
        let Ok(number) = number.parse::<f64>() else { return false };
        let about = |made: f64| others.have(|other| made - other, |_| ROUNDED * made.abs());
        // A difference of temperatures loses nothing but the size of its degrees.
        let warm = || others.have(|other| celsius(number) - other, |_| WARM) || about(number / DEGREES);
        self.degrees && warm() || self.factors.iter().any(|factor| about(number * factor))
    }

    /// Whether one of these numbers of the text may have become this other one.
    pub fn make_of_one_of(&self, numbers: &Numbers, other: &str) -> bool {
        let Ok(other) = other.parse::<f64>() else { return false };
        let about = |factor: f64| numbers.have(|number| other - number * factor, |number| ROUNDED * (number * factor).abs());
        let smaller = || numbers.have(|number| other - number / DEGREES, |number| ROUNDED * (number / DEGREES).abs());
        let warm = || numbers.have(|number| other - celsius(number), |_| WARM) || smaller();
        self.degrees && warm() || self.factors.iter().any(|&factor| about(factor))
    }
}

#[cfg(test)]
mod tests {
    use super::{Conversions, Numbers};

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

    #[test]
    fn one_of_many_is_found_as_if_each_were_tried() {
        let text = Conversions::of("miles, inches, feet, knots, 70 degrees", "en");
        let forms: Vec<String> = (0..400).map(|at: u32| (f64::from(at * at) / 16.0).to_string()).collect();
        for skipped in 1..40 {
            let some: Vec<&str> = forms.iter().step_by(skipped).map(String::as_str).collect();
            let numbers = Numbers::of(some.iter().copied());
            for one in &forms {
                assert_eq!(text.make_one_of(one, &numbers), some.iter().any(|other| text.make(one, other)), "{one}");
                assert_eq!(text.make_of_one_of(&numbers, one), some.iter().any(|number| text.make(number, one)), "{one}");
            }
        }
    }
}
