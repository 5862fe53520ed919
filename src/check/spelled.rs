//! Numbers in words up to 99, cardinal and ordinal: `twenty-ninth`, `vingt-deux`, `einundzwanzigsten`; months; Chinese numerals of any size.
//!
//! They only ever explain digits of the other side, so it does no harm that some of them mean something else as well (`second`, `neuf`).

use super::values::month;

/// Words and their values, one language per line. German compounds and Romance ordinals are put together by [`value`].
const WORDS: [(&str, &str); 5] = [
    (
        "en",
        "one 1 first 1 two 2 second 2 three 3 third 3 four 4 fourth 4 five 5 fifth 5 six 6 sixth 6 seven 7 seventh 7 eight 8 eighth 8 nine 9 ninth 9 \
         ten 10 tenth 10 eleven 11 eleventh 11 twelve 12 twelfth 12 thirteen 13 thirteenth 13 fourteen 14 fourteenth 14 fifteen 15 fifteenth 15 \
         sixteen 16 sixteenth 16 seventeen 17 seventeenth 17 eighteen 18 eighteenth 18 nineteen 19 nineteenth 19 twenty 20 twentieth 20 thirty 30 \
         thirtieth 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 dozen 12 couple 2 pair 2 twice 2 double 2 half 2 \
         quarter 4 decade 10 decades 10 century 100 centuries 100 hundred 100 hundreds 100 thousand 1000 thousands 1000 million 1000000",
    ),
    (
        "fr",
        "un 1 une 1 premier 1 première 1 deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix 10 onze 11 douze 12 treize 13 quatorze 14 \
         quinze 15 seize 16 vingt 20 vingts 20 trente 30 quarante 40 cinquante 50 soixante 60 septante 70 huitante 80 nonante 90 douzaine 12 dizaine 10 quinzaine 15 \
         vingtaine 20 trentaine 30 cinquantaine 50 centaine 100 cent 100 cents 100 siècle 100 mille 1000 millier 1000 milliers 1000 demi 2 double 2 quart 4",
    ),
    (
        "de",
        "ein 1 eins 1 eine 1 erste 1 ersten 1 erster 1 zwei 2 drei 3 dritte 3 dritten 3 vier 4 fünf 5 sechs 6 sieben 7 siebte 7 siebten 7 acht 8 achte 8 \
         achten 8 neun 9 zehn 10 elf 11 zwölf 12 dreizehn 13 vierzehn 14 fünfzehn 15 sechzehn 16 siebzehn 17 achtzehn 18 neunzehn 19 zwanzig 20 dreißig 30 \
         vierzig 40 fünfzig 50 sechzig 60 siebzig 70 achtzig 80 neunzig 90 dutzend 12 hundert 100 jahrhundert 100 tausend 1000 halb 2 doppelt 2 zweimal 2 jahrzehnt 10",
    ),
    (
        "es",
        "un 1 uno 1 una 1 primero 1 primera 1 dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14 \
         quince 15 dieciséis 16 diecisiete 17 dieciocho 18 diecinueve 19 veinte 20 veintiuno 21 veintidós 22 veintitrés 23 veinticuatro 24 veinticinco 25 \
         veintiséis 26 veintisiete 27 veintiocho 28 veintinueve 29 treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa 90 docena 12 cien 100 ciento 100 cientos 100 siglo 100 mil 1000 década 10 doble 2",
    ),
    (
        "it",
        "un 1 uno 1 una 1 primo 1 prima 1 due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 undici 11 dodici 12 tredici 13 quattordici 14 \
         quindici 15 sedici 16 diciassette 17 diciotto 18 diciannove 19 venti 20 ventuno 21 ventidue 22 ventitré 23 ventiquattro 24 venticinque 25 \
         ventisei 26 ventisette 27 ventotto 28 ventinove 29 trenta 30 trentuno 31 quaranta 40 cinquanta 50 sessanta 60 settanta 70 ottanta 80 novanta 90 cento 100 secolo 100 mille 1000 mila 1000 decennio 10 dozzina 12 doppio 2",
    ),
];

/// Every value that the words of a text may spell, parts of longer ones included.
pub(super) fn numbers(text: &str, language: &str) -> Vec<u32> {
    if matches!(language.split('-').next(), Some("zh" | "ja" | "yue")) {
        return text.split(|c: char| numeral(c).is_none()).flat_map(chinese).collect();
    }
    let Some((_, table)) = WORDS.iter().find(|(tag, _)| language.split('-').next() == Some(tag)) else { return Vec::new() };
    let mut numbers = Vec::new();
    let mut tens: Option<u32> = None;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        match value(table, &word).or_else(|| u32::try_from(month(&word, language)?).ok()) {
            Some(number) => {
                let whole = match tens {
                    // quatre-vingt
                    Some(4) if number == 20 => 80,
                    Some(tens) if tens >= 20 && number < 20 => tens + number,
                    // dix-neuf, and quatre-vingt-dix-sept
                    Some(tens) if tens % 100 >= 10 && tens % 10 == 0 && number < 10 => tens + number,
                    _ => number,
                };
                numbers.extend([number, whole]);
                tens = Some(whole);
            }
            None if matches!(word.as_str(), "et" | "y" | "e") => {}
            None => tens = None,
        }
    }
    numbers
}

/// A Chinese numeral: a digit, or a power of ten.
enum Numeral {
    Digit(u32),
    Power(u32),
}

fn numeral(c: char) -> Option<Numeral> {
    if let Some(digit) = "零一二三四五六七八九".chars().position(|digit| digit == c) {
        return u32::try_from(digit).ok().map(Numeral::Digit);
    }
    match c {
        '〇' | '○' => Some(Numeral::Digit(0)),
        '两' | '兩' => Some(Numeral::Digit(2)),
        '十' => Some(Numeral::Power(1)),
        '百' => Some(Numeral::Power(2)),
        '千' => Some(Numeral::Power(3)),
        '万' | '萬' => Some(Numeral::Power(4)),
        '亿' | '億' => Some(Numeral::Power(8)),
        _ => None,
    }
}

/// What a run of numerals may say: 一九八九 is 1989, 二十三 is 23.
fn chinese(run: &str) -> Vec<u32> {
    let numerals: Vec<Numeral> = run.chars().filter_map(numeral).collect();
    let digits = numerals.iter().try_fold(0_u32, |number, numeral| match numeral {
        Numeral::Digit(digit) => number.checked_mul(10)?.checked_add(*digit),
        Numeral::Power(_) => None,
    });
    if numerals.is_empty() || digits.is_some() {
        return digits.filter(|_| !numerals.is_empty()).into_iter().collect();
    }
    // Below ten thousand, what was closed by a myriad, and the digit that waits for its power.
    let (mut small, mut large, mut digit) = (0_u64, 0_u64, None);
    for numeral in numerals {
        match numeral {
            Numeral::Digit(next) => digit = Some(u64::from(next)),
            Numeral::Power(power @ 1..=3) => small += digit.take().unwrap_or(1) * 10_u64.pow(power),
            Numeral::Power(power) => {
                large = large.saturating_add((small + digit.take().unwrap_or(0)).max(1).saturating_mul(10_u64.pow(power)));
                small = 0;
            }
        }
    }
    u32::try_from(large.saturating_add(small + digit.unwrap_or(0))).into_iter().collect()
}

fn value(table: &str, word: &str) -> Option<u32> {
    let listed = |word: &str| {
        let mut fields = table.split_whitespace();
        std::iter::from_fn(|| Some((fields.next()?, fields.next()?)))
            .find(|(listed, _)| *listed == word)
            .and_then(|(_, value)| value.parse().ok())
    };
    // einundzwanzig, and the ordinals of German and French: zwanzigsten, deuxième.
    let compound = |word: &str| word.split_once("und").and_then(|(unit, tens)| Some(listed(unit)? + listed(tens)?));
    let plain = |word: &str| listed(word).or_else(|| compound(word));
    plain(word).or_else(|| {
        let stem = ["sten", "ster", "ste", "ten", "ter", "te", "ième"].into_iter().find_map(|end| word.strip_suffix(end))?;
        plain(stem)
            .or_else(|| plain(&format!("{stem}e")))
            .or_else(|| plain(stem.strip_suffix('u')?))
            .or_else(|| plain(&format!("{}f", stem.strip_suffix('v')?)))
    })
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn words_are_put_together() {
        for (text, language, number) in [
            ("on the twenty-ninth", "en", 29),
            ("vingt-deux mois", "fr", 22),
            ("soixante et onze", "fr", 71),
            ("quatre-vingt-dix-sept", "fr", 97),
            ("le dix-neuvième", "fr", 19),
            ("am einundzwanzigsten Mai", "de", 21),
            ("el veintidós", "es", 22),
            ("in late October", "en", 10),
            ("一九八九年", "zh", 1989),
            ("二十三名學生", "zh-TW", 23),
            ("二万五千人", "ja", 25_000),
        ] {
            assert!(numbers(text, language).contains(&number), "{text}: {:?}", numbers(text, language));
        }
    }
}
