// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 7] = [
    (*b"gan    ", include_bytes!("../en-gan.pack")),
    (*b"ja     ", include_bytes!("../en-ja.pack")),
    (*b"ko     ", include_bytes!("../en-ko.pack")),
    (*b"mn     ", include_bytes!("../en-mn.pack")),
    (*b"wuu    ", include_bytes!("../en-wuu.pack")),
    (*b"yue    ", include_bytes!("../en-yue.pack")),
    (*b"zh     ", include_bytes!("../en-zh.pack")),
];
