#!/bin/sh
# Pictures of the HTML report, to be looked at after a change of its style: 1280 and 390 pixels wide, light and dark, and with findings too.
# Usage: scripts/pictures.sh SOURCE TARGET DIR (needs chromium; $DIPTYCH is the program, if it is built already)
set -eu
source=$1 target=$2 folder=$3
mkdir -p "$folder"
diptych=${DIPTYCH:-cargo run --quiet --}
$diptych align --quiet "$source" "$target" -o "$folder/report.html"
$diptych check "$source" "$target" --report "$folder/findings.html" > /dev/null
for page in report findings; do
    # A window is never narrower than 500 pixels, so the narrow page is shown in a frame of its width.
    printf '<!DOCTYPE html><meta name="color-scheme" content="light dark"><style>body{margin:0}</style><iframe src="%s.html" style="border:0;width:390px;height:2400px"></iframe>' \
        "$page" > "$folder/narrow.html"
    for theme in light dark; do
        [ "$theme" = dark ] && dark="--blink-settings=preferredColorScheme=0" || dark="--blink-settings=preferredColorScheme=1"
        shoot() {
            chromium --headless --no-sandbox --disable-gpu --hide-scrollbars "$dark" --window-size="$1" \
                --screenshot="$folder/$page-$2-$theme.png" "file://$(realpath "$folder/$3")" 2> /dev/null
        }
        shoot 1280,1400 1280 "$page.html"
        shoot 500,2400 390 narrow.html
    done
done
rm "$folder/narrow.html"
