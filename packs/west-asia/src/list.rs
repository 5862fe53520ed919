// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 18] = [
    (*b"ar     ", include_bytes!("../en-ar.pack")),
    (*b"az     ", include_bytes!("../en-az.pack")),
    (*b"ba     ", include_bytes!("../en-ba.pack")),
    (*b"ckb    ", include_bytes!("../en-ckb.pack")),
    (*b"fa     ", include_bytes!("../en-fa.pack")),
    (*b"he     ", include_bytes!("../en-he.pack")),
    (*b"hy     ", include_bytes!("../en-hy.pack")),
    (*b"ka     ", include_bytes!("../en-ka.pack")),
    (*b"kk     ", include_bytes!("../en-kk.pack")),
    (*b"ku     ", include_bytes!("../en-ku.pack")),
    (*b"ky     ", include_bytes!("../en-ky.pack")),
    (*b"ps     ", include_bytes!("../en-ps.pack")),
    (*b"tg     ", include_bytes!("../en-tg.pack")),
    (*b"tk     ", include_bytes!("../en-tk.pack")),
    (*b"tr     ", include_bytes!("../en-tr.pack")),
    (*b"tt     ", include_bytes!("../en-tt.pack")),
    (*b"ug     ", include_bytes!("../en-ug.pack")),
    (*b"uz     ", include_bytes!("../en-uz.pack")),
];
