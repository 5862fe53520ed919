//! Sentences of each language, one to a line of a case. Joined with a space (with nothing in Chinese and Japanese), they must come apart at
//! the same places.

use super::segment;
use crate::model::{Block, BlockKind, Document, SourceOffsets, Split};

fn split(text: &str, language: &str, split: Split, kind: BlockKind) -> Vec<String> {
    let blocks = vec![Block { range: 0..text.len(), kind }];
    let document = Document::new("-", text.to_owned(), blocks, SourceOffsets::Shifted(0)).unwrap();
    let text = segment(document, language, split).unwrap();
    (0..text.len()).map(|at| text.sentence(at).to_owned()).collect()
}

fn sentences(text: &str, language: &str) -> Vec<String> {
    split(text, language, Split::Sentences, BlockKind::Paragraph)
}

/// Language, then sentences.
const CASES: &[(&str, &[&str])] = &[
    ("en", &["Dr. Smith met Mr. and Mrs. Jones at 3.30 p.m. on Friday.", "Nobody saw them."]),
    ("en", &["J. R. R. Tolkien wrote it.", "He lived in Oxford."]),
    ("en", &["He moved to the U.S. in 1999.", "The U.S. Senate met.", "She stayed in the U.S.", "It was cold."]),
    ("en", &["It costs $3.50.", "20 people came.", "See Fig. 3 and pp. 12-15, e.g. the table."]),
    ("en", &["“Really?” he asked.", "“Yes!”", "“Come in,” she said.", "He came (at last)."]),
    ("en", &["Visit www.example.com or write to john.smith@example.org.", "Open foo.txt now.", "See https://a.b/c?d=e.f!g for more."]),
    ("en", &["What?!", "No way!!!", "Well... so I think.", "He paused... and went on."]),
    ("en", &["1. First item.", "2. Second item.", "a) Third item.", "(iv) Fourth item."]),
    ("en", &["The Acme Inc. Board met.", "He works for Acme Inc.", "They pay well."]),
    ("en", &["This was shown before.[12]", "Others disagree.³", "We do not."]),
    ("en", &["He had vitamin C.", "It helped."]),
    ("en", &["Yahoo! is a company.", "iPhone sales rose.", "eBay did not."]),
    ("en", &["i went home.", "it was late.", "was it?", "yes it was."]),
    ("en", &["He left.", "(She stayed.)", "“They know.”", "'We do not.'"]),
    ("en", &["It was over [...] for good.", "He (sic!) went."]),
    ("en", &["Great! :)", "See you!😀", "Bye. 👍🏽", "Now."]),
    ("fr", &["M. Dupont et Mme Durand sont là.", "« Vraiment ? »", "« Oui ! » dit-il.", "Il partit."]),
    ("fr", &["Voir p. ex. la p. 12 et l'art. 3 ci-joint.", "J.-C. Martin l'a dit.", "Qu'en pensez-vous ?"]),
    ("fr", &["Il vécut au XIXe siècle, av. J.-C. ou après.", "— Non ! cria-t-il.", "— Si."]),
    ("fr", &["Hélas ! pauvre homme.", "Les prix… montent."]),
    ("de", &["Am 3. Oktober 1990 war Dr. Müller z. B. in Berlin.", "Das war gut."]),
    ("de", &["Er kam am 21. 2. an.", "„Wirklich?“, fragte sie.", "„Ja.“", "»Nein!«"]),
    ("de", &["Im 19. Jahrhundert, d. h. unter Wilhelm II. von Preußen, gab es bzw. galt das.", "Vgl. Abb. 3 auf S. 12."]),
    ("de", &["Das geschah 1984.", "Der Rest ist bekannt usw.", "Die anderen gingen."]),
    ("es", &["El Sr. García vive en EE.UU. desde 1990.", "¿Qué dice?", "¡Nada!", "—¿Vienes? —preguntó ella.", "—No."]),
    ("es", &["Véase la pág. 5, p. ej. el art. 3.", "Ud. lo sabe."]),
    ("it", &["Il dott. Rossi e la sig.ra Bianchi arrivano.", "Cfr. pag. 3, n. 5.", "È vero?", "«Sì», disse."]),
    ("pt", &["O Sr. Silva chegou às 21h50.", "A Dra. Costa, p. ex., não veio.", "Disse: «Não!»"]),
    ("nl", &["Dhr. De Vries woont o.a. in Den Haag.", "Hij zei bijv. niets.", ",,Kom je?''", "Nee."]),
    ("sv", &["Han bor bl.a. i Stockholm.", "Dr. Ek kom kl. 12 t.ex. på måndag.", "Varför?"]),
    ("da", &["Den 21. Februar kom hr. Jensen.", "Det skete f.eks. i går.", "»Ja,« sagde han."]),
    ("no", &["Den 3. mai kom dr. Hansen.", "Det gjelder bl.a. oss.", "Nei!"]),
    ("nb", &["Han kom kl. 12.", "Hun gikk f.eks. hjem."]),
    ("fi", &["Hän syntyi 3. lokakuuta 1990.", "Se on esim. totta, ks. s. 5.", "Niinkö?"]),
    ("pl", &["Prof. Nowak mieszka na ul. Długiej 5, tzn. w centrum.", "Było to np. w XX w. przed wojną.", "Co?"]),
    ("cs", &["Narodil se 21. 2. 1950 v Praze.", "Viz např. str. 5, tzn. tam.", "Karel IV. byl král.", "Přišel p. Novák."]),
    ("sk", &["Narodil sa 3. októbra.", "Pozri napr. str. 5, t. j. tam.", "Prišiel p. Novák."]),
    ("hu", &["1990. október 3-án történt.", "A 3. fejezet pl. rövid.", "Dr. Kovács eljött.", "XIV. Lajos meghalt."]),
    ("ro", &["Dl. Popescu locuiește pe str. Lungă nr. 5.", "Cf. p. 12.", "„De ce?”", "Nu știu."]),
    ("bg", &["Г-н Иванов живее на ул. Дълга.", "Това стана през 1990 г. в София.", "Защо?"]),
    ("ru", &["Это было в 1990 г. в Москве.", "А. С. Пушкин жил на ул. Мойка, т. е. рядом.", "В XIX в. всё было иначе и т. д.", "Почему?"]),
    ("ru", &["— Да! — сказал он.", "— Нет.", "«Что?» — спросила она."]),
    ("uk", &["Це було в 1990 р. у Києві.", "Т. Г. Шевченко жив на вул. Довгій, т. зв. старій.", "Чому?"]),
    ("el", &["Ο κ. Παπαδόπουλος ήρθε π.χ. χθες.", "Τι είπε;", "Τίποτα.", "Ο Δρ. Νίκου έφυγε."]),
    ("tr", &["Prof. Dr. Yılmaz 3. Cadde'de oturuyor.", "Bkz. s. 5.", "Elma, armut vb. aldı.", "Neden?"]),
    ("ar", &["ذهب الولد إلى المدرسة.", "هل عاد؟", "نعم، عاد."]),
    ("he", &["הילד הלך לבית הספר.", "האם חזר?", "כן, חזר."]),
    ("fa", &["پسر به مدرسه رفت.", "آیا برگشت؟", "بله."]),
    ("ur", &["لڑکا سکول گیا۔", "کیا وہ واپس آیا؟"]),
    ("hi", &["डॉ. शर्मा आए।", "क्या वे गए?", "नहीं।"]),
    ("zh", &["他说：“你好。”", "她走了。", "真的吗？", "“太好了！”他说。", "价格是3.5元。"]),
    ("ja", &["「行こう。」と彼は言った。", "彼女は笑った。", "本当ですか？", "「はい！」", "そうです。"]),
    ("ko", &["그는 3.5킬로를 걸었다.", "정말입니까?", "네."]),
    ("ko", &["네.", "정말 좋다.", "아니."]),
    ("en", &["See http://a.b/c.d", "http://e.f/g.h"]),
    ("en", &["Best regards.", "====================", "Sent from my telephone."]),
    ("pl", &["Należy: 1. Ustawić kursor.", "Potem kliknąć."]),
    ("fr", &["Pourquoi ?", "vous étiez là.", "Quoi ? dit-il."]),
    ("sv", &["Hur långt?", "Det är 5 km.", "Kom!"]),
    ("vi", &["TS. Nguyễn Văn A. đến từ TP. Hồ Chí Minh.", "Bạn khỏe không?", "Tốt."]),
    ("id", &["Bpk. Budi tinggal di Jl. Sudirman No. 5.", "Apa kabar?", "Baik."]),
    ("hy", &["Նա գնաց։", "Նա եկավ։"]),
    ("am", &["ሰው ሄደ።", "ሰው መጣ።"]),
    ("tlh", &["Dr. Foo left.", "Bar stayed."]),
    ("en", &["Is it true?", "No. 5 is.", "No.", "I doubt it.", "Do it.", "3 men came."]),
    ("it", &["Il sig. Rossi è qui.", "Ecco."]),
    ("es", &["En EE. UU. es así.", "Vive en EE. UU.", "El resto no."]),
    ("hu", &["Lásd az 5. §-t.", "Jó."]),
    ("de", &["Es kostet 5 Mio. Euro.", "Das ist viel."]),
    ("ru", &["Столы, стулья и т. д.", "Стояли кровати и т. п.", "Потом ушли."]),
    ("und", &["One sentence here.", "Another one there!"]),
];

#[test]
fn sentences_come_apart_where_they_were_joined() {
    let mut wrong = Vec::new();
    for (language, gold) in CASES {
        let joint = if matches!(*language, "zh" | "ja") { "" } else { " " };
        let found = sentences(&gold.join(joint), language);
        if found != *gold {
            wrong.push(format!("{language}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_breaks_within_a_block_are_spaces() {
    assert_eq!(sentences("Dr.\nSmith\nleft. He\nreturned.", "en"), ["Dr.\nSmith\nleft.", "He\nreturned."]);
    assert_eq!(sentences("A heading\n\nA text\r\n\r\nand more", "en"), ["A heading", "A text", "and more"]);
}

#[test]
fn list_items_begin_on_their_lines() {
    assert_eq!(sentences("We need:\n• bread\n• milk", "en"), ["We need:", "• bread", "• milk"]);
    assert_eq!(sentences("We need:\n1) bread;\n2) milk.", "en"), ["We need:", "1) bread;", "2) milk."]);
    assert_eq!(sentences("It took from 1939 to\n1945. They", "en"), ["It took from 1939 to\n1945.", "They"]);
}

#[test]
fn thai_is_split_at_spaces_between_long_clauses() {
    let text = "บ้านหลังนั้นตั้งอยู่ที่ปลายถนนสายเล็กๆ นอกเมือง ไม่มีใครอาศัยอยู่ที่นั่นมาเป็นเวลาหลายปีแล้ว และไม่มีใครกล้าเข้าไปในบ้านหลังนั้นเลย";
    let found = sentences(text, "th");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[1].starts_with("ไม่มีใคร"));
}

#[test]
fn lines_keep_blank_lines_and_paragraphs_do_not() {
    let text = "One. Two.\n\n  \nThree.";
    let ranges = [0..9, 10..10, 11..13, 14..20];
    let blocks: Vec<_> = ranges.iter().map(|range| Block { range: range.clone(), kind: BlockKind::Line }).collect();
    let document = Document::new("-", text.to_owned(), blocks, SourceOffsets::Shifted(0)).unwrap();
    let lines = segment(document.clone(), "en", Split::Lines).unwrap();
    assert_eq!((0..lines.len()).map(|at| lines.sentence(at)).collect::<Vec<_>>(), ["One. Two.", "", "", "Three."]);
    let paragraphs = segment(document.clone(), "en", Split::Paragraphs).unwrap();
    assert_eq!((0..paragraphs.len()).map(|at| paragraphs.sentence(at)).collect::<Vec<_>>(), ["One. Two.", "Three."]);
    let found = segment(document, "en", Split::Sentences).unwrap();
    assert_eq!((0..found.len()).map(|at| found.sentence(at)).collect::<Vec<_>>(), ["One.", "Two.", "Three."]);
    assert_eq!(split(" A. B. ", "en", Split::Lines, BlockKind::Paragraph), ["A. B."]);
}

#[test]
fn an_empty_text_has_no_sentences() {
    for text in ["", " ", "\n\n \u{a0}\u{3000}"] {
        assert_eq!(sentences(text, "en"), Vec::<String>::new());
    }
}
