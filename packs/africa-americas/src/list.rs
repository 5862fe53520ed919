// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 28] = [
    (*b"am     ", include_bytes!("../en-am.pack")),
    (*b"bem    ", include_bytes!("../en-bem.pack")),
    (*b"ber    ", include_bytes!("../en-ber.pack")),
    (*b"cak    ", include_bytes!("../en-cak.pack")),
    (*b"ee     ", include_bytes!("../en-ee.pack")),
    (*b"ff     ", include_bytes!("../en-ff.pack")),
    (*b"gn     ", include_bytes!("../en-gn.pack")),
    (*b"ha     ", include_bytes!("../en-ha.pack")),
    (*b"ig     ", include_bytes!("../en-ig.pack")),
    (*b"kab    ", include_bytes!("../en-kab.pack")),
    (*b"mg     ", include_bytes!("../en-mg.pack")),
    (*b"nd     ", include_bytes!("../en-nd.pack")),
    (*b"nso    ", include_bytes!("../en-nso.pack")),
    (*b"ny     ", include_bytes!("../en-ny.pack")),
    (*b"om     ", include_bytes!("../en-om.pack")),
    (*b"rw     ", include_bytes!("../en-rw.pack")),
    (*b"shi    ", include_bytes!("../en-shi.pack")),
    (*b"sn     ", include_bytes!("../en-sn.pack")),
    (*b"so     ", include_bytes!("../en-so.pack")),
    (*b"ss     ", include_bytes!("../en-ss.pack")),
    (*b"sw     ", include_bytes!("../en-sw.pack")),
    (*b"ti     ", include_bytes!("../en-ti.pack")),
    (*b"tn     ", include_bytes!("../en-tn.pack")),
    (*b"ve     ", include_bytes!("../en-ve.pack")),
    (*b"wo     ", include_bytes!("../en-wo.pack")),
    (*b"xh     ", include_bytes!("../en-xh.pack")),
    (*b"yo     ", include_bytes!("../en-yo.pack")),
    (*b"zu     ", include_bytes!("../en-zu.pack")),
];
