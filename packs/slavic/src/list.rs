// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 12] = [
    (*b"be     ", include_bytes!("../en-be.pack")),
    (*b"bg     ", include_bytes!("../en-bg.pack")),
    (*b"cs     ", include_bytes!("../en-cs.pack")),
    (*b"dsb    ", include_bytes!("../en-dsb.pack")),
    (*b"hsb    ", include_bytes!("../en-hsb.pack")),
    (*b"mk     ", include_bytes!("../en-mk.pack")),
    (*b"pl     ", include_bytes!("../en-pl.pack")),
    (*b"ru     ", include_bytes!("../en-ru.pack")),
    (*b"sh     ", include_bytes!("../en-sh.pack")),
    (*b"sk     ", include_bytes!("../en-sk.pack")),
    (*b"sl     ", include_bytes!("../en-sl.pack")),
    (*b"uk     ", include_bytes!("../en-uk.pack")),
];
