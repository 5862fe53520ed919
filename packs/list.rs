// Written by `diptych train --recipe`: the languages of the packs in this folder.
packs!(
    "af" "am" "ar" "as" "ast" "az" "ba" "be" "bem" "ber" "bg" "bn" "bo" "br" "ca" "cak"
    "cbk" "ceb" "chm" "ckb" "cs" "cy" "da" "de" "dsb" "dtp" "dv" "dz" "ee" "el" "eo" "es"
    "et" "eu" "fa" "ff" "fi" "fj" "fo" "fr" "fy" "ga" "gan" "gd" "gl" "gn" "gu" "gv"
    "ha" "he" "hi" "hmn" "hsb" "ht" "hu" "hy" "ia" "id" "ie" "ig" "io" "is" "it" "ja"
    "ka" "kab" "kk" "km" "kn" "ko" "ku" "kw" "ky" "kzj" "la" "lb" "lfn" "lo" "lt" "lv"
    "mg" "mi" "mk" "ml" "mn" "mr" "ms" "mt" "my" "nd" "nds" "ne" "nl" "no" "nso" "ny"
    "oc" "om" "or" "pa" "pam" "pl" "ps" "pt" "rm" "ro" "ru" "rw" "sd" "sh" "shi" "si"
    "sk" "skr" "sl" "sm" "sn" "so" "sq" "ss" "sv" "sw" "ta" "te" "tg" "th" "ti" "tk"
    "tl" "tn" "to" "tr" "tt" "ty" "ug" "uk" "ur" "uz" "ve" "vi" "war" "wo" "wuu" "xh"
    "yi" "yo" "yue" "zh" "zu"
);
