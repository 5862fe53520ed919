// Written by `diptych train --recipe`: the packs of this folder.

/// The code of each pack's language, or of both, filled up with spaces, and the pack; in order of the codes. A code stands in the table itself, so that
/// looking for one touches no page in which packs lie.
pub static PACKS: [([u8; 7], &[u8]); 13] = [
    (*b"ast    ", include_bytes!("../en-ast.pack")),
    (*b"ca     ", include_bytes!("../en-ca.pack")),
    (*b"cbk    ", include_bytes!("../en-cbk.pack")),
    (*b"es     ", include_bytes!("../en-es.pack")),
    (*b"fr     ", include_bytes!("../en-fr.pack")),
    (*b"gl     ", include_bytes!("../en-gl.pack")),
    (*b"ht     ", include_bytes!("../en-ht.pack")),
    (*b"it     ", include_bytes!("../en-it.pack")),
    (*b"la     ", include_bytes!("../en-la.pack")),
    (*b"oc     ", include_bytes!("../en-oc.pack")),
    (*b"pt     ", include_bytes!("../en-pt.pack")),
    (*b"rm     ", include_bytes!("../en-rm.pack")),
    (*b"ro     ", include_bytes!("../en-ro.pack")),
];
