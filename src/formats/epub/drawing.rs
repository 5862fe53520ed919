//! Makes of a drawing (SVG) from a stranger one that draws and does nothing else.
//!
//! Readers of books run scripts, fetch what a drawing names and follow its links, each in its own way and by its own reading of XML and CSS.
//! So nothing is searched for that might do harm: the drawing is read and written anew, and only elements and attributes of these lists come
//! into the new one, with values in which nothing can be fetched. What is not listed (scripts, animations, pages, notes of the program that made
//! it) is left out, with all that is in it.

use std::borrow::Cow;
use std::path::Path;

use super::styles::{self, Of, Reference};
use crate::formats::output::xml::escaped;
use crate::hash::{Map, Set};
use crate::source::xml::{Element, Node, Xml};

/// Elements that draw.
const DRAWING: [&str; 10] = ["circle", "ellipse", "image", "line", "path", "polygon", "polyline", "rect", "text", "use"];

/// Elements that hold, describe or colour those. Filters read what was drawn before them, and nothing else; `feImage` could.
const HOLDING: [&str; 47] = [
    "clipPath",
    "defs",
    "desc",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "glyph",
    "glyphRef",
    "hkern",
    "linearGradient",
    "marker",
    "mask",
    "missing-glyph",
    "pattern",
    "radialGradient",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "textPath",
    "title",
    "tspan",
    "view",
];

/// Attributes, beside references and `style`; those in lower case with hyphens are properties of CSS as well.
const ATTRIBUTES: &str = " alignment-baseline amplitude azimuth baseFrequency baseline-shift bias class clip-path clip-rule clipPathUnits color \
    color-interpolation color-interpolation-filters cx cy d diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation \
    exponent fill fill-opacity fill-rule filter filterUnits flood-color flood-opacity font-family font-size font-size-adjust font-stretch \
    font-style font-variant font-weight fr fx fy gradientTransform gradientUnits height id image-rendering in in2 intercept isolation k1 k2 k3 k4 \
    kernelMatrix kernelUnitLength lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end marker-mid marker-start markerHeight \
    markerUnits markerWidth mask mask-type maskContentUnits maskUnits method mix-blend-mode mode numOctaves offset opacity operator order \
    orient overflow paint-order pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ \
    preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result rotate rx ry scale seed shape-rendering side slope spacing \
    specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray \
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width surfaceScale systemLanguage tableValues \
    targetX targetY text-anchor text-decoration text-rendering textLength transform transform-origin type unicode-bidi values vector-effect \
    version viewBox visibility white-space width word-spacing writing-mode x x1 x2 xChannelSelector xml:lang xml:space y y1 y2 \
    yChannelSelector z ";

/// Elements that a drawing may have once all that it refers to is put in its place: what draws itself many times over in itself ends in no
/// time that a reader of books has.
const MOST: usize = 1_000_000;
/// Namespaces of a drawing, and how often one is named.
const NAMESPACES: usize = 20;
/// How deep elements stand in each other, references followed.
const DEEPEST: usize = 500;

/// The drawing, if there is one in the text.
pub(super) fn made_plain(text: &str) -> Option<String> {
    let text = named(text.trim_start_matches('\u{feff}'))?;
    let mut xml = Xml::new(Path::new("drawing"), "", &text);
    let mut drawing = Drawing::default();
    loop {
        match xml.next().ok()? {
            Node::Start(element) => drawing.begin(&element)?,
            Node::End(_) => drawing.end(),
            Node::Text(text) => drawing.text(&text),
            Node::Eof => return drawing.done(),
        }
    }
}

/// The same with the names of namespaces, which old programs declare as entities, where they are used: in the first element. Nothing if another
/// kind of entity is declared.
fn named(text: &str) -> Option<Cow<'_, str>> {
    let Some((head, rest)) = text.split_once("<!DOCTYPE") else { return Some(Cow::Borrowed(text)) };
    let Some((subset, body)) = rest.split_once(']').filter(|(subset, _)| subset.contains("<!ENTITY")) else {
        return Some(Cow::Borrowed(text));
    };
    let at = body.find("<svg")?;
    let (first, others) = body.split_at_checked(at + body.get(at..)?.find('>')?)?;
    let mut first = first.to_owned();
    for declared in subset.split("<!ENTITY").skip(1).take(NAMESPACES) {
        let mut words = declared.split_whitespace();
        let (name, address) = (words.next()?, words.next()?.trim_end_matches('>'));
        let address = ['"', '\''].iter().find_map(|&mark| address.strip_prefix(mark)?.strip_suffix(mark))?;
        if !address.starts_with("http://") || address.len() > 200 || address.contains(['&', '<', '%', '"', '\'']) {
            return None;
        }
        first = first.replacen(&format!("&{name};"), address, NAMESPACES);
    }
    Some(Cow::Owned(format!("{head}<!DOCTYPE svg{first}{others}")))
}

/// A drawing that is being written.
#[derive(Default)]
struct Drawing {
    out: String,
    /// The elements that are open, by their names.
    open: Vec<String>,
    /// How many are open of what is left out.
    left_out: usize,
    /// The style sheet that is being read.
    sheet: String,
    /// Whether something draws.
    draws: bool,
    /// Whether a style is said to be inherited that is not by itself.
    inherits: bool,
    elements: Vec<Drawn>,
    /// Places of open elements in `elements`.
    path: Vec<usize>,
    /// What style sheets refer to, and for which elements.
    of_sheets: Vec<(Of, Reference)>,
    ids: Map<String, usize>,
}

/// An element as far as it matters for how much is drawn.
#[derive(Default)]
struct Drawn {
    name: String,
    id: Option<String>,
    classes: Vec<String>,
    children: Vec<usize>,
    refers: Vec<Reference>,
}

impl Drawing {
    /// An element begins; nothing if this is no drawing.
    fn begin(&mut self, element: &Element<'_>) -> Option<()> {
        // A link draws what is in it, and leads nowhere.
        let name = if element.name() == "a" { "g" } else { element.name() };
        let attributes = element.attributes();
        if self.open.is_empty() {
            let declared = attributes.iter().any(|(key, value)| key.starts_with("xmlns") && value == "http://www.w3.org/2000/svg");
            // A second root is no XML.
            if name != "svg" || !declared || !self.out.is_empty() || self.left_out > 0 {
                return None;
            }
        }
        if self.left_out > 0
            || self.open.last().is_some_and(|open| open == "style")
            || !(DRAWING.contains(&name) || HOLDING.contains(&name))
        {
            self.left_out += 1;
            return Some(());
        }
        self.draws |= DRAWING.contains(&name);
        let place = self.elements.len();
        if let Some(parent) = self.path.last().and_then(|&parent| self.elements.get_mut(parent)) {
            parent.children.push(place);
        }
        self.path.push(place);
        let mut drawn = Drawn { name: name.to_owned(), ..Drawn::default() };
        self.out.push('<');
        self.out.push_str(name);
        if self.open.is_empty() {
            self.out.push_str(r#" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink""#);
        }
        let mut written: Set<&str> = Set::default();
        for (key, value) in &attributes {
            let Some((key, value, refers)) = plain(name, key, value) else { continue };
            if !written.insert(key) {
                continue;
            }
            self.inherits |= !matches!(key, "d" | "xlink:href") && inherits(&value);
            match key {
                "id" => {
                    self.ids.entry(value.to_string()).or_insert(place);
                    drawn.id = Some(value.to_string());
                }
                "class" => drawn.classes = value.split_whitespace().map(str::to_owned).collect(),
                _ => {}
            }
            drawn.refers.extend(refers);
            self.out.push_str(&format!(" {key}=\"{}\"", escaped(&value)));
        }
        self.out.push('>');
        self.elements.push(drawn);
        self.open.push(name.to_owned());
        Some(())
    }

    fn text(&mut self, text: &str) {
        match self.open.last().map(String::as_str) {
            _ if self.left_out > 0 => {}
            Some("style") => self.sheet.push_str(text),
            Some(_) => self.out.push_str(&escaped(text)),
            None => {}
        }
    }

    fn end(&mut self) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        let Some(name) = self.open.pop() else { return };
        self.path.pop();
        let sheet = std::mem::take(&mut self.sheet);
        if name == "style" {
            let (sheet, refers) = styles::sheet(&sheet);
            self.inherits |= inherits(&sheet);
            self.of_sheets.extend(refers);
            self.out.push_str(&escaped(&sheet));
        }
        // An empty element is written as one.
        let begun = self.out.ends_with('>') && !self.out.ends_with("/>");
        if begun && self.out.rfind('<').is_some_and(|at| self.out.get(at + 1..).is_some_and(|tag| !tag.starts_with('/'))) {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str(&format!("</{name}>"));
        }
    }

    /// The whole, if it draws something, and in a reasonable time.
    fn done(mut self) -> Option<String> {
        self.dress()?;
        let mut known = vec![Cost::Unknown; self.elements.len()];
        (self.draws && self.cost(0, 0, &mut known)? <= MOST).then_some(self.out)
    }

    /// Gives to elements what style sheets refer to for them; nothing if that comes to too much.
    fn dress(&mut self) -> Option<()> {
        let mut sheets = std::mem::take(&mut self.of_sheets);
        sheets.retain(|(_, reference)| !self.is_gradient(&reference.id));
        if sheets.is_empty() {
            return Some(());
        }
        let mut meant: Map<Of, Vec<usize>> = Map::default();
        for (place, element) in self.elements.iter().enumerate() {
            let classes = element.classes.iter().cloned().map(Of::Class);
            let others = [Of::All, Of::Element(element.name.clone())].into_iter().chain(element.id.clone().map(Of::Id));
            classes.chain(others).for_each(|of| meant.entry(of).or_default().push(place));
        }
        let mut references = 0;
        for (of, reference) in sheets {
            let places = meant.get(&of).map(Vec::as_slice).unwrap_or_default();
            references += places.len();
            if references > MOST {
                return None;
            }
            for &place in places {
                self.elements.get_mut(place)?.refers.push(reference.clone());
            }
        }
        Some(())
    }

    fn is_gradient(&self, id: &str) -> bool {
        let element = self.ids.get(id).and_then(|&place| self.elements.get(place));
        element.is_none_or(|element| element.name.ends_with("Gradient"))
    }

    /// How many elements one element comes to; nothing where references lead round or too far.
    fn cost(&self, place: usize, depth: usize, known: &mut Vec<Cost>) -> Option<usize> {
        match known.get(place)? {
            Cost::Known(cost) => return Some(*cost),
            Cost::Open => return None,
            Cost::Unknown => {}
        }
        let element = self.elements.get(place).filter(|_| depth < DEEPEST)?;
        *known.get_mut(place)? = Cost::Open;
        let mut cost = 1_usize;
        // What is inherited is drawn by each element within.
        let mut each = 0_usize;
        for &other in &element.children {
            cost = cost.saturating_add(self.cost(other, depth + 1, known)?);
        }
        for reference in &element.refers {
            let Some(&other) = self.ids.get(&reference.id) else { continue };
            let other = self.cost(other, depth + 1, known)?;
            if (reference.is_inherited || self.inherits) && !self.is_gradient(&reference.id) {
                each = each.saturating_add(other);
            } else {
                cost = cost.saturating_add(other);
            }
        }
        cost = cost.saturating_add(cost.saturating_mul(each));
        *known.get_mut(place)? = Cost::Known(cost);
        Some(cost)
    }
}

/// What is known of how many elements one comes to.
#[derive(Clone, Copy, Debug)]
enum Cost {
    Unknown,
    /// It is being counted.
    Open,
    Known(usize),
}

/// An attribute as it may be written, and what it refers to.
fn plain<'a>(element: &str, key: &'a str, value: &'a str) -> Option<(&'a str, Cow<'a, str>, Vec<Reference>)> {
    let same = Cow::Borrowed(value);
    match key {
        "href" | "xlink:href" if element == "image" => is_picture(value).then_some(("xlink:href", same, Vec::new())),
        "href" | "xlink:href" => {
            let id = value.strip_prefix('#').filter(|id| styles::is_id(id))?;
            Some(("xlink:href", same, vec![Reference { id: id.to_owned(), is_inherited: false }]))
        }
        "id" => styles::is_id(value).then_some((key, same, Vec::new())),
        "style" => styles::declarations(value).map(|(value, refers)| (key, value, refers)),
        _ if ATTRIBUTES.split_ascii_whitespace().any(|known| known == key) => styles::value(key, value).map(|refers| (key, same, refers)),
        _ => None,
    }
}

fn inherits(style: &str) -> bool {
    style.to_ascii_lowercase().contains("inherit")
}

/// Whether a reference is a picture in itself.
fn is_picture(value: &str) -> bool {
    let data = ["png", "jpeg", "jpg", "gif"].iter().find_map(|kind| value.strip_prefix(&format!("data:image/{kind};base64,")));
    data.is_some_and(|data| data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/= \n\r\t".contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(content: &str) -> String {
        format!(
            "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 1 1'>{content}</svg>"
        )
    }

    /// What becomes of this in a drawing.
    fn made(content: &str) -> Option<String> {
        let made = made_plain(&drawing(&format!("{content}<path d='M0 0'/>")))?;
        let inside = made.split_once('>')?.1.strip_suffix("<path d=\"M0 0\"/></svg>")?.to_owned();
        Some(inside)
    }

    #[test]
    fn what_draws_is_kept() {
        for content in [
            r##"<defs><g id="a"/></defs><path d="M0 0" fill="url(#a)"/><text x="1">x &amp; y</text>"##,
            r##"<style>.a{fill:#fff;stroke:rgb(1,2,3)} .b > .c{opacity:.5}</style>"##.replace("> .c", "&gt; .c").as_str(),
            r##"<linearGradient id="b" xlink:href="#a"/><rect style="fill:url('#b')" transform="translate(1 2)"/>"##,
            r##"<image xlink:href="data:image/png;base64,iVBORw0KGgo="/>"##,
            r##"<title>A boat</title><use xlink:href="#x" x="1"/>"##,
        ] {
            assert_eq!(made(content).as_deref(), Some(content));
        }
        let deep = "<g>".repeat(200) + "<path/>" + &"</g>".repeat(200);
        assert!(made(&deep).is_some());
        let old = "<!DOCTYPE svg PUBLIC 'x' 'y' [\n<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\n<!ENTITY ns_x 'http://x/'>\n]>\n";
        assert!(made_plain(&format!("{old}<svg xmlns='&ns_svg;' xmlns:x='&ns_x;'><path d='M0 0'/></svg>")).is_some());
        let careless = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>";
        assert!(made_plain(&format!("{careless}<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>")).is_some());
        assert_eq!(made("<style><![CDATA[.a{fill:red}]]></style>").unwrap(), "<style>.a{fill:red}</style>");
        assert_eq!(made("<g inkscape:label='x' data-name='y'><sodipodi:namedview><a/></sodipodi:namedview></g>").unwrap(), "<g/>");
    }

    #[test]
    fn what_could_fetch_or_run_is_left_out() {
        for (evil, left) in [
            ("<script>alert(1)</script>", ""),
            ("<path onclick='x()'/>", "<path/>"),
            ("<image href='http://x/y.png'/>", "<image/>"),
            ("<image href='data:image/svg+xml;base64,PHN2Zz4='/>", "<image/>"),
            ("<use href='http://x/#y'/>", "<use/>"),
            ("<use xlink:href='y.svg#y'/>", "<use/>"),
            ("<style>@import url(http://x)</style>", "<style/>"),
            ("<style>@IMPORT 'http://x'</style>", "<style/>"),
            ("<style>.a{fill:URL(http://x)}</style>", "<style/>"),
            (r"<style>.a{fill:\75rl(http://x)}</style>", "<style/>"),
            ("<style>.a{fill:image-set('http://x' 1x)}</style>", "<style/>"),
            ("<style>.a{fill:src('http://x')}</style>", "<style/>"),
            ("<style>.a{fill:ur<b/>l(http://x)}</style>", "<style/>"),
            ("<style>.a{fill:&#117;rl(http://x)}</style>", "<style/>"),
            ("<style>.a{fill:url(/**/http://x)}</style>", "<style/>"),
            ("<path fill='url(http://x)'/>", "<path/>"),
            ("<path style='fill:url(#a);stroke:url(http://x)'/>", r##"<path style="fill:url(#a)"/>"##),
            ("<path style='stroke:url(http://x)'/>", "<path/>"),
            ("<path fill='&#117;rl(http://x)'/>", "<path/>"),
            ("<path fill=\"url( 'http://x' )\"/>", "<path/>"),
            ("<filter><feImage href='http://x'/></filter>", "<filter/>"),
            ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", ""),
            ("<a href='http://x'><path/></a>", "<g><path/></g>"),
            ("<g><animate attributeName='href' to='javascript:x'/><set/></g>", "<g/>"),
            ("<x:script xmlns:x='http://www.w3.org/2000/svg'>x</x:script>", ""),
            ("<g xml:base='http://x/' xmlns='http://x'/>", "<g/>"),
        ] {
            assert_eq!(made(evil).as_deref(), Some(left), "{evil}");
        }
        for none in ["<svg/>".to_owned(), drawing("<g>"), drawing("<script/>"), drawing("<path/>") + "<path/>", "<html/>".into()] {
            assert_eq!(made_plain(&none), None, "{none}");
        }
        assert_eq!(made_plain(&format!("<!DOCTYPE svg [<!ENTITY a 'url(http://x)'>]>{}", drawing("<path fill='&a;'/>"))), None);
    }

    #[test]
    fn what_refers_to_itself_many_times_over_is_no_picture() {
        let uses = |id: usize| format!("<g id='g{}'>{}</g>", id + 1, format!("<use href='#g{id}'/>").repeat(10));
        let bomb: String = (0..9).map(uses).collect();
        assert_eq!(made(&format!("<g id='g0'><path/></g>{bomb}")), None);
        assert_eq!(made("<g id='a'><use href='#a'/></g>"), None, "round and round");
        assert_eq!(made("<style>.a{fill:url(#p)}</style><pattern id='p'><path class='a'/></pattern>"), None);
        assert_eq!(made("<style>*{fill:url(#p)}</style><pattern id='p'><path/></pattern>"), None);
        assert_eq!(made("<style>#a{mask:url(#p)}</style><mask id='p'><path id='a'/></mask>"), None);
        let sheet = |id: usize| format!("<style>.c{}{{fill:url(#p{id})}}</style>", id + 1);
        let pattern = |id: usize| format!("<pattern id='p{id}'><g class='c{id}'>{}</g></pattern>", "<path/>".repeat(20));
        let bomb: String = (0..9).map(|id| sheet(id) + &pattern(id)).collect();
        assert_eq!(made(&bomb), None, "what is within inherits the pattern");
        let inherit = "<style>*{clip-path:inherit}</style>";
        let clips = |id: usize| format!("<clipPath id='p{}'><g clip-path='url(#p{id})'>{}</g></clipPath>", id + 1, "<path/>".repeat(20));
        let bomb: String = (0..9).map(clips).collect();
        assert_eq!(made(&format!("{inherit}{bomb}<clipPath id='p0'><path/></clipPath>")), None);
        assert!(made(&format!("{bomb}<clipPath id='p0'><path/></clipPath>")).is_some());
        for property in ["clip-path", "filter", "mask", "marker-end", "fill"] {
            let ordinary = format!("<style>.a{{{property}:url(#p)}}</style><g id='p'><path/></g>{}", "<path class='a'/>".repeat(5_000));
            assert!(made(&ordinary).is_some_and(|made| made.contains(&format!("{property}:url(#p)"))), "{property}");
        }
        assert!(made("<style>.a{fill:url(#p)}</style><linearGradient id='p'/>").is_some());
        let map: String = (0..2000).map(|at| format!("<use href='#g0' x='{at}'/>")).collect();
        assert!(made(&format!("<g id='g0'><path/></g>{map}")).is_some());
    }
}
