// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 21] = [
    (*b"br     ", include_bytes!("../en-br.pack")),
    (*b"chm    ", include_bytes!("../en-chm.pack")),
    (*b"cy     ", include_bytes!("../en-cy.pack")),
    (*b"el     ", include_bytes!("../en-el.pack")),
    (*b"eo     ", include_bytes!("../en-eo.pack")),
    (*b"et     ", include_bytes!("../en-et.pack")),
    (*b"eu     ", include_bytes!("../en-eu.pack")),
    (*b"fi     ", include_bytes!("../en-fi.pack")),
    (*b"ga     ", include_bytes!("../en-ga.pack")),
    (*b"gd     ", include_bytes!("../en-gd.pack")),
    (*b"gv     ", include_bytes!("../en-gv.pack")),
    (*b"hu     ", include_bytes!("../en-hu.pack")),
    (*b"ia     ", include_bytes!("../en-ia.pack")),
    (*b"ie     ", include_bytes!("../en-ie.pack")),
    (*b"io     ", include_bytes!("../en-io.pack")),
    (*b"kw     ", include_bytes!("../en-kw.pack")),
    (*b"lfn    ", include_bytes!("../en-lfn.pack")),
    (*b"lt     ", include_bytes!("../en-lt.pack")),
    (*b"lv     ", include_bytes!("../en-lv.pack")),
    (*b"mt     ", include_bytes!("../en-mt.pack")),
    (*b"sq     ", include_bytes!("../en-sq.pack")),
];
