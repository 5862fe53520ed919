// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 19] = [
    (*b"ceb    ", include_bytes!("../en-ceb.pack")),
    (*b"dtp    ", include_bytes!("../en-dtp.pack")),
    (*b"fj     ", include_bytes!("../en-fj.pack")),
    (*b"hmn    ", include_bytes!("../en-hmn.pack")),
    (*b"id     ", include_bytes!("../en-id.pack")),
    (*b"km     ", include_bytes!("../en-km.pack")),
    (*b"kzj    ", include_bytes!("../en-kzj.pack")),
    (*b"lo     ", include_bytes!("../en-lo.pack")),
    (*b"mi     ", include_bytes!("../en-mi.pack")),
    (*b"ms     ", include_bytes!("../en-ms.pack")),
    (*b"my     ", include_bytes!("../en-my.pack")),
    (*b"pam    ", include_bytes!("../en-pam.pack")),
    (*b"sm     ", include_bytes!("../en-sm.pack")),
    (*b"th     ", include_bytes!("../en-th.pack")),
    (*b"tl     ", include_bytes!("../en-tl.pack")),
    (*b"to     ", include_bytes!("../en-to.pack")),
    (*b"ty     ", include_bytes!("../en-ty.pack")),
    (*b"vi     ", include_bytes!("../en-vi.pack")),
    (*b"war    ", include_bytes!("../en-war.pack")),
];
