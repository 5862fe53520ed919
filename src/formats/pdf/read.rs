//! Runs the drawing instructions of a PDF for the glyphs that they draw.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings, SoftMask,
    TransformExt, interpret_page,
};

use super::page::{Glyph, Line};
use super::{flow, page};
use crate::error::{Error, Result};
use crate::model::Document;
use crate::source::limits::{PATIENCE, PDF_DRAWN, PDF_GLYPHS, PDF_STACK, pdf_memory, pdf_text, pdf_time};
use crate::source::unusable;

/// Reads a PDF in this process.
pub(super) fn document(path: &Path, bytes: Vec<u8>) -> Result<Document> {
    // On a stack of its own, because that of the caller may be a small one.
    let pages = thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(PDF_STACK).spawn_scoped(scope, || pages(path, bytes));
        reader.map(|reader| reader.join())
    });
    let pages = match pages.map_err(|error| Error::io(path, "read the PDF in a thread", error))? {
        Ok(pages) => pages?,
        Err(cause) => {
            let (what, remedy) = match cause.downcast_ref() {
                Some(Stopped::Endless) => ("the PDF draws without end", "print it into a new PDF and name that"),
                Some(Stopped::Text) => ("there is more text in the PDF than its pages can show", "print it into a new PDF and name that"),
                // A mistake of the crate that reads PDFs: the file is the one that brought it out.
                None => ("the PDF is damaged", "open and save it with another program"),
            };
            return Err(unusable(path, what, remedy));
        }
    };
    flow::document(path, &pages)
}

/// What stops the drawing of a page, from within.
enum Stopped {
    /// It has drawn too much, or for too long.
    Endless,
    /// Its glyphs stand for too many characters.
    Text,
}

impl Stopped {
    /// Ends the thread. Not a panic: no message is printed, and nothing but [`document`] sees it.
    fn here(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

/// The lines of each page.
fn pages(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<Line>>> {
    let mut collector = Collector::new(bytes.len() as u64);
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => unusable(path, "the PDF is protected by a password", "save it without one"),
        LoadPdfError::Invalid => unusable(path, "the PDF is damaged or cut off", "get it again, or open and save it with another program"),
    })?;
    let cache = InterpreterCache::new();
    let (mut named, mut nameless) = (0, 0);
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        collector.glyphs.clear();
        (collector.nameless, collector.drawn) = (0, 0);
        draw(page, &pdf, &cache, &mut collector);
        named += collector.glyphs.len();
        nameless += collector.nameless;
        let lines = page::lines(&collector.glyphs, f64::from(page.render_dimensions().0));
        collector.take_from_memory(lines.len() * size_of::<Line>());
        pages.push(lines);
    }
    if named == 0 && nameless == 0 {
        let (what, remedy) = match collector.images {
            0 => ("there is no text in the PDF", "name another file"),
            _ => (
                "the PDF holds pictures of pages and no text",
                "have its text recognised (OCR, ocrmypdf for example) and name what comes out",
            ),
        };
        return Err(unusable(path, what, remedy));
    }
    if nameless > named {
        let what = "the fonts of the PDF do not say which characters their glyphs are";
        return Err(unusable(path, what, "have its text recognised (OCR), or save it again from the program it comes from"));
    }
    Ok(pages)
}

fn draw<'a>(page: &Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>, collector: &mut Collector) {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, collector);
}

/// What a page draws, as far as it is text.
struct Collector {
    glyphs: Vec<Glyph>,
    /// Glyphs whose characters are unknown.
    nameless: usize,
    images: usize,
    drawn: usize,
    /// Bytes that may still be drawn as text, and that lines may still take.
    text_left: u64,
    memory_left: u64,
    began: Instant,
    /// How long all of it may take.
    patience: Duration,
}

impl Collector {
    /// For a file of this length.
    fn new(length: u64) -> Self {
        let (text_left, memory_left, patience) = (pdf_text(length), pdf_memory(length), pdf_time(length) * PATIENCE);
        Self { glyphs: Vec::new(), nameless: 0, images: 0, drawn: 0, text_left, memory_left, began: Instant::now(), patience }
    }

    fn count(&mut self) {
        self.drawn += 1;
        if self.drawn > PDF_DRAWN || self.drawn.is_multiple_of(1024) && self.began.elapsed() > self.patience {
            Stopped::Endless.here();
        }
    }

    fn take_from_text(&mut self, bytes: usize) {
        self.text_left = self.text_left.checked_sub(bytes as u64).unwrap_or_else(|| Stopped::Text.here());
    }

    fn take_from_memory(&mut self, bytes: usize) {
        self.memory_left = self.memory_left.checked_sub(bytes as u64).unwrap_or_else(|| Stopped::Text.here());
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.count();
            if self.glyphs.len() >= PDF_GLYPHS {
                return;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(string)) => string,
                None => {
                    self.nameless += 1;
                    continue;
                }
            };
            self.take_from_text(text.len());
            let advance = match &**glyph {
                hayro_interpret::font::Glyph::Outline(outline) => outline.advance_width(),
                hayro_interpret::font::Glyph::Type3(drawn) => drawn.advance_width(),
            };
            self.glyphs.extend(placed(text, advance, props.transform * glyph.transform()));
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.images += 1;
        self.count();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A glyph where it stands on the page; `None` if it is drawn askew, like a watermark, or has no place at all.
fn placed(text: String, advance: Option<f32>, transform: Affine) -> Option<Glyph> {
    let start = transform * Point::ZERO;
    let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
    let size = (transform * Point::new(0.0, 1000.0) - start).hypot();
    let along = transform * Point::new(1000.0, 0.0) - start;
    let level = along.x > 0.0 && along.y.abs() < 0.2 * along.x;
    let sound = [start.x, start.y, end.x, size].into_iter().all(f64::is_finite) && size > 0.5;
    (level && sound).then(|| Glyph { text, left: start.x, right: end.x.max(start.x), base: start.y, size })
}
