// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 13] = [
    (*b"af     ", include_bytes!("../en-af.pack")),
    (*b"da     ", include_bytes!("../en-da.pack")),
    (*b"de     ", include_bytes!("../en-de.pack")),
    (*b"de-fr  ", include_bytes!("../de-fr.pack")),
    (*b"fo     ", include_bytes!("../en-fo.pack")),
    (*b"fy     ", include_bytes!("../en-fy.pack")),
    (*b"is     ", include_bytes!("../en-is.pack")),
    (*b"lb     ", include_bytes!("../en-lb.pack")),
    (*b"nds    ", include_bytes!("../en-nds.pack")),
    (*b"nl     ", include_bytes!("../en-nl.pack")),
    (*b"no     ", include_bytes!("../en-no.pack")),
    (*b"sv     ", include_bytes!("../en-sv.pack")),
    (*b"yi     ", include_bytes!("../en-yi.pack")),
];
