//! Detects the language of a text.
//!
//! Three kinds of evidence are combined over several windows of the text, since a title page, a foreign-language preface or a run of names
//! would mislead a look at the beginning alone. The script settles languages that have one to themselves. The trigram model of `whatlang`
//! is good on long texts and unsure on three sentences; the share of function words of a language (the lists of
//! [`conventions`](super::conventions)) is good on short ones, and knows languages that the model does not. A text for which neither finds
//! anything is `und`, never a guess: the wrong rules are worse than the general ones.

use std::sync::LazyLock;

use whatlang::{Lang, Script};

use super::conventions::Conventions;
use crate::hash::Map;

/// A language with the confidence in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// BCP 47 tag, `und` if no language is likely.
    pub tag: String,
    /// Between 0 (no idea) and 1 (sure): not a probability, but below 0.5 it is wise to ask the user.
    pub confidence: f32,
}

/// A text longer than this is sampled through windows.
const WHOLE: usize = 6_000;
const WINDOWS: usize = 10;
const WINDOW: usize = 600;
/// Function words are a third to a half of running text; their share counts this much beside the vote of the trigram model, which is
/// at most 1.
const FUNCTION_WORD_WEIGHT: f32 = 3.0;
/// Below this combined score no language is likely. One short sentence reaches it, a line of gibberish or a bare list of names does not.
const LIKELY: f32 = 0.45;
/// The same for scripts that few languages share, where gibberish is unlikely.
const LIKELY_OF_FEW: f32 = 0.15;

/// The language a text seems to be in, as a BCP 47 tag (`en`, `zh`), `und` if no language is likely.
pub fn detect(text: &str) -> String {
    identify(text).tag
}

/// The language a text seems to be in, with the confidence in it.
pub fn identify(text: &str) -> Detection {
    let undetermined = Detection { tag: "und".into(), confidence: 0.0 };
    let windows = windows(text);
    let Some(script) = whatlang::detect_script(&windows.concat()) else { return undetermined };
    if matches!(script, Script::Mandarin | Script::Hiragana | Script::Katakana) {
        return Detection { tag: han_or_kana(&windows).into(), confidence: 1.0 };
    }
    match script.langs() {
        [only] => Detection { tag: tag_of(*only), confidence: 1.0 },
        _ => among(&windows, script).unwrap_or(undetermined),
    }
}

/// Chinese has the odd の; Japanese prose is half kana, and even headlines have a tenth.
fn han_or_kana(windows: &[&str]) -> &'static str {
    let (mut han, mut kana) = (0_usize, 0_usize);
    for c in windows.iter().flat_map(|window| window.chars()) {
        han += usize::from(('\u{3400}'..='\u{9fff}').contains(&c));
        kana += usize::from(('\u{3041}'..='\u{30ff}').contains(&c));
    }
    if kana * 12 > han { "ja" } else { "zh" }
}

/// Windows over the text, evenly spread, cut at white space.
fn windows(text: &str) -> Vec<&str> {
    if text.len() <= WHOLE {
        return vec![text];
    }
    (0..WINDOWS).map(|at| window(text, (text.len() - WINDOW) / (WINDOWS - 1) * at)).collect()
}

fn window(text: &str, from: usize) -> &str {
    let boundary = |at: usize| (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let rest = text.get(boundary(from)..boundary(from + WINDOW)).unwrap_or("");
    let start = rest.find(char::is_whitespace).unwrap_or(0);
    let end = rest.rfind(char::is_whitespace).unwrap_or(rest.len());
    rest.get(start..end).unwrap_or(rest)
}

/// The likeliest of several languages that share a script.
fn among(windows: &[&str], script: Script) -> Option<Detection> {
    let mut scores: Map<String, f32> = Map::default();
    for window in windows {
        if let Some(info) = whatlang::detect(window).filter(|info| info.script() == script) {
            *scores.entry(tag_of(info.lang())).or_default() += vote(info.confidence(), window) / windows.len() as f32;
        }
    }
    for (tag, share) in function_words(windows, script) {
        *scores.entry(tag.to_owned()).or_default() += FUNCTION_WORD_WEIGHT * share;
    }
    let mut ranking: Vec<_> = scores.into_iter().collect();
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let likely = if script == Script::Latin { LIKELY } else { LIKELY_OF_FEW };
    let (tag, best) = ranking.first().cloned().filter(|(_, score)| *score >= likely)?;
    let second = ranking.get(1).map_or(0.0, |(_, score)| *score);
    let confidence = ((best - second) / best * 2.0).min(1.0) * (best / (2.0 * LIKELY)).min(1.0);
    Some(Detection { tag, confidence })
}

/// The trigram model counts in full from this many letters on: on a few words it is often sure and wrong.
const ENOUGH_LETTERS: usize = 120;

/// What the trigram model's confidence is worth.
fn vote(confidence: f64, window: &str) -> f32 {
    let letters = window.chars().filter(|c| c.is_alphabetic()).take(ENOUGH_LETTERS).count();
    confidence as f32 * letters as f32 / ENOUGH_LETTERS as f32
}

/// For every function word, the languages it belongs to.
static FUNCTION_WORDS: LazyLock<Map<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut languages: Map<&'static str, Vec<&'static str>> = Map::default();
    for (tag, conventions) in Conventions::all() {
        for word in conventions.function_words() {
            languages.entry(word).or_default().push(tag);
        }
    }
    languages
});

/// The share of words that are function words, for each language.
fn function_words(windows: &[&str], script: Script) -> Vec<(&'static str, f32)> {
    let mut hits: Map<&'static str, usize> = Map::default();
    let mut words = 0_usize;
    for window in windows {
        for word in window.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            words += 1;
            for &tag in FUNCTION_WORDS.get(word.to_lowercase().as_str()).into_iter().flatten() {
                *hits.entry(tag).or_default() += 1;
            }
        }
    }
    let tag = |tag| if tag == "hr" && script == Script::Cyrillic { "sr" } else { tag };
    // One word proves nothing: four more words that are none are added to every text.
    hits.into_iter().map(|(language, hits)| (tag(language), hits as f32 / (words + 4) as f32)).collect()
}

/// BCP 47 tag of a language of the model. Its Norwegian is Bokmål, but a short text in Nynorsk is taken for it, too: `no` is both.
fn tag_of(language: Lang) -> String {
    match language {
        Lang::Nob => "no".into(),
        other => super::parse(other.code()).unwrap_or_else(|| "und".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts() {
        let cases = [
            ("en", "The house stood at the end of the road. Nobody had lived there for years. We went in."),
            ("fr", "La maison se trouvait au bout de la route. Personne n'y vivait depuis des années. Nous sommes entrés."),
            ("de", "Das Haus stand am Ende der Straße. Seit Jahren hatte niemand dort gewohnt. Wir gingen hinein."),
            ("es", "La casa estaba al final del camino. Nadie había vivido allí desde hacía años. Entramos."),
            ("it", "La casa si trovava in fondo alla strada. Da anni non ci viveva nessuno. Entrammo."),
            ("pt", "A casa ficava no fim da estrada. Há anos que ninguém morava lá. Entramos."),
            ("nl", "Het huis stond aan het einde van de weg. Niemand had er jaren gewoond. We gingen naar binnen."),
            ("sv", "Huset stod vid vägens slut. Ingen hade bott där på många år. Vi gick in."),
            ("da", "Huset stod for enden af vejen. Ingen havde boet der i mange år. Vi gik ind."),
            ("fi", "Talo seisoi tien päässä. Kukaan ei ollut asunut siellä vuosiin. Me menimme sisään."),
            ("pl", "Dom stał na końcu drogi. Nikt nie mieszkał tam od lat. Weszliśmy do środka."),
            ("cs", "Dům stál na konci cesty. Nikdo v něm už léta nebydlel. Vešli jsme dovnitř."),
            ("hu", "A ház az út végén állt. Évek óta senki sem lakott ott. Bementünk."),
            ("ro", "Casa se afla la capătul drumului. Nimeni nu mai locuise acolo de ani de zile. Am intrat."),
            ("tr", "Ev yolun sonundaydı. Yıllardır orada kimse yaşamamıştı. İçeri girdik."),
            ("ru", "Дом стоял в конце дороги. Там уже много лет никто не жил. Мы вошли."),
            ("uk", "Будинок стояв у кінці дороги. Там уже багато років ніхто не жив. Ми ввійшли."),
            ("bg", "Къщата стоеше в края на пътя. От години никой не беше живял там. Влязохме."),
            ("el", "Το σπίτι βρισκόταν στο τέλος του δρόμου. Κανείς δεν ζούσε εκεί."),
            ("he", "הבית עמד בסוף הדרך. איש לא גר שם שנים."),
            ("ar", "كان البيت في نهاية الطريق. لم يسكن فيه أحد منذ سنوات."),
            ("fa", "خانه در انتهای جاده بود. سال‌ها کسی در آن زندگی نکرده بود."),
            ("hi", "घर सड़क के अंत में था। वहाँ वर्षों से कोई नहीं रहता था।"),
            ("zh", "房子在路的尽头。多年来没有人住在那里。"),
            ("ja", "家は道の突き当たりにあった。何年も誰も住んでいなかった。"),
            ("ko", "집은 길 끝에 있었다. 몇 년 동안 아무도 살지 않았다."),
            ("th", "บ้านอยู่สุดถนน ไม่มีใครอาศัยอยู่ที่นั่นมาหลายปี"),
            ("vi", "Ngôi nhà nằm ở cuối con đường. Đã nhiều năm không ai sống ở đó."),
            ("id", "Rumah itu berada di ujung jalan. Sudah bertahun-tahun tidak ada yang tinggal di sana."),
            ("is", "Húsið stóð við enda vegarins. Enginn hafði búið þar í mörg ár. Við fórum inn."),
        ];
        let wrong: Vec<_> = cases.iter().filter(|(tag, text)| detect(text) != *tag).map(|(tag, text)| (tag, identify(text))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_no_language_is_undetermined() {
        for text in ["", "   \n ", "12 345 – 67", "xqzt vbnm kjhg wrtp", "☃☃☃", "ᚠᚢᚦᚨᚱᚲ", "asdf jkl; qwer uiop zxcv", "foo_bar(x, y) = 3;"]
        {
            assert_eq!(detect(text), "und", "{:?} {text}", identify(text));
        }
    }

    #[test]
    fn a_foreign_preface_does_not_mislead() {
        let preface = "The house stood at the end of the road. Nobody had lived there for years. ".repeat(20);
        let body = "La maison se trouvait au bout de la route. Personne n'y vivait depuis des années. ".repeat(200);
        let found = identify(&(preface + &body));
        assert_eq!(found.tag, "fr");
        assert!(found.confidence > 0.5, "{found:?}");
    }
}
