//! Which values of a text a value of the other may be, looked up instead of comparing each with each: a cell may hold a table of thousands.
//!
//! A year may be without its century (the 30s), a century be counted or named by its hundreds (1600-talet); a time may look like a decimal
//! number (9.30), a full hour may be written without its minutes, and by twelve hours; 7:55 may be 7 o'clock 55.

use super::values::{Value, Values};
use crate::hash::Set;

/// The values of a text, by everything that a value of the other text may have in common with them.
#[derive(Default)]
pub(super) struct Counterparts<'a> {
    forms: Set<&'a str>,
    /// Whole numbers.
    numbers: Set<u32>,
    /// Hours and minutes of times.
    hours: Set<u32>,
    minutes: Set<u32>,
    /// The last two digits of years.
    short_years: Set<&'a str>,
    /// Times, and all other numbers, as [`decimal`] has them.
    times_as_decimals: Set<String>,
    decimals: Set<String>,
    /// Those behind which a word may stand unseen that multiplies them,
    open: Set<&'a str>,
    /// and those before such a word.
    bare: Set<&'a str>,
}

impl<'a> Counterparts<'a> {
    /// All values of a text.
    pub fn of(values: &'a Values) -> Self {
        let mut found = Self::default();
        for value in values.digits.iter().chain(&values.words).chain(&values.months) {
            if value.open {
                found.open.insert(&value.form);
            }
            found.bare.extend(value.bare.as_deref());
            found.add(&value.form);
        }
        found
    }

    fn add(&mut self, form: &'a str) {
        if !self.forms.insert(form) {
            return;
        }
        match form.split_once(':') {
            Some((hour, minute)) => {
                self.hours.extend(hour.parse::<u32>());
                self.minutes.extend(minute.parse::<u32>());
                self.times_as_decimals.insert(decimal(form));
            }
            None => {
                self.numbers.extend(form.parse::<u32>());
                self.short_years.extend(year(form).and_then(|_| form.get(2..)));
                self.decimals.insert(decimal(form));
            }
        }
    }

    /// Whether one of them may be this value, multiplied or not.
    pub fn meet(&self, value: &Value) -> bool {
        let multiplied = || value.bare.as_deref().is_some_and(|bare| self.open.contains(bare));
        self.may_be(&value.form) || multiplied() || value.open && self.bare.contains(value.form.as_str())
    }

    /// Whether one of them may be the value of this form.
    pub fn may_be(&self, form: &str) -> bool {
        if self.forms.contains(form) {
            return true;
        }
        let half_a_day = |of: &Set<u32>, number: u32| {
            of.contains(&number)
                || of.contains(&(number.saturating_add(12)))
                || number.checked_sub(12).is_some_and(|less| of.contains(&less))
        };
        if let Some((hour, minute)) = form.split_once(':') {
            return self.decimals.contains(&decimal(form))
                || hour.parse().is_ok_and(|hour| half_a_day(&self.numbers, hour))
                || minute.parse().is_ok_and(|minute: u32| self.numbers.contains(&minute));
        }
        if self.times_as_decimals.contains(&decimal(form)) {
            return true;
        }
        let Ok(number) = form.parse::<u32>() else { return false };
        let of_year = year(form).is_some_and(|year| {
            form.get(2..).is_some_and(|short| self.forms.contains(short))
                || year.is_multiple_of(100) && self.numbers.contains(&(year / 100 + 1))
        });
        let short = form.len() == 2 && self.short_years.contains(form);
        let century = (11..=21).contains(&number) && self.numbers.contains(&((number - 1) * 100));
        of_year || short || century || half_a_day(&self.hours, number) || self.minutes.contains(&number)
    }
}

/// A number of four digits that may be a year.
fn year(form: &str) -> Option<u32> {
    form.parse().ok().filter(|year| form.len() == 4 && (1000..2100).contains(year))
}

/// How a time may be written as a decimal number.
fn decimal(form: &str) -> String {
    form.replace(':', ".").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether two values may be one, from the definition.
    fn same(one: &str, other: &str) -> bool {
        if one.contains(':') != other.contains(':') && decimal(one) == decimal(other) {
            return true;
        }
        let plain = |form: &str| form.parse::<u32>().ok();
        let hours = |clock: Option<u32>, number: Option<u32>| {
            clock.zip(number).is_some_and(|(clock, number)| clock == number || clock == number.saturating_add(12))
        };
        let (shorter, longer) = if one.len() < other.len() { (one, other) } else { (other, one) };
        let year = longer.len() == 4 && plain(longer).is_some_and(|year| (1000..2100).contains(&year));
        let short = year && shorter.len() == 2 && longer.ends_with(shorter);
        let century = year && plain(shorter).zip(plain(longer)).is_some_and(|(nth, year)| nth > 10 && (nth - 1) * 100 == year);
        let part = longer.split_once(':').is_some_and(|(hour, minute)| {
            let hour = hour.parse::<u32>().ok();
            !shorter.contains(':') && (hours(hour, plain(shorter)) || hours(plain(shorter), hour) || plain(minute) == plain(shorter))
        });
        let hour = |form: &str| form.strip_suffix(":00").and_then(|hour| hour.parse::<u32>().ok());
        short || century || part || one == other || hours(hour(one), plain(other)) || hours(hour(other), plain(one))
    }

    #[test]
    fn what_is_looked_up_is_what_comparing_each_with_each_finds() {
        let mut forms: Vec<String> = (0..70).chain(95..103).chain((990..2110).step_by(5)).map(|number| number.to_string()).collect();
        forms.extend((0..25).flat_map(|hour| [0, 5, 9, 12, 30, 55].map(|minute| format!("{hour}:{minute:02}"))));
        forms.extend(
            ["0.5", "9.3", "9.35", "12.12", "1000.5", "7.05", "4294967295", "99999999999999999999", "12345", "120000"].map(str::to_owned),
        );
        for one in &forms {
            let mut alone = Counterparts::default();
            alone.add(one);
            for other in &forms {
                assert_eq!(alone.may_be(other), same(one, other), "{one} {other}");
                assert_eq!(alone.may_be(other), same(other, one), "{other} {one}");
            }
        }
    }
}
