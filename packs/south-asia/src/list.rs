// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 19] = [
    (*b"as     ", include_bytes!("../en-as.pack")),
    (*b"bn     ", include_bytes!("../en-bn.pack")),
    (*b"bo     ", include_bytes!("../en-bo.pack")),
    (*b"dv     ", include_bytes!("../en-dv.pack")),
    (*b"dz     ", include_bytes!("../en-dz.pack")),
    (*b"gu     ", include_bytes!("../en-gu.pack")),
    (*b"hi     ", include_bytes!("../en-hi.pack")),
    (*b"kn     ", include_bytes!("../en-kn.pack")),
    (*b"ml     ", include_bytes!("../en-ml.pack")),
    (*b"mr     ", include_bytes!("../en-mr.pack")),
    (*b"ne     ", include_bytes!("../en-ne.pack")),
    (*b"or     ", include_bytes!("../en-or.pack")),
    (*b"pa     ", include_bytes!("../en-pa.pack")),
    (*b"sd     ", include_bytes!("../en-sd.pack")),
    (*b"si     ", include_bytes!("../en-si.pack")),
    (*b"skr    ", include_bytes!("../en-skr.pack")),
    (*b"ta     ", include_bytes!("../en-ta.pack")),
    (*b"te     ", include_bytes!("../en-te.pack")),
    (*b"ur     ", include_bytes!("../en-ur.pack")),
];
