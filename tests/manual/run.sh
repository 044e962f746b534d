#!/bin/sh
# The manual in a browser: makes it, pictures and all (target doc), and looks whether every link and picture is there, whether
# the search finds, and whether any page is wider than the screen of a telephone. Leaves pictures of pages, light and dark,
# wide and narrow, to be looked at. A command of its own, since it needs a browser (Debian's chromium):
#
#   tests/manual/run.sh [FOLDER OF THE PICTURES]        (default: manual_pictures)
set -eu
pictures=${1:-manual_pictures}
cd "$(dirname "$0")/../.."
command -v chromium >/dev/null || { echo "run.sh: chromium is needed (apt-get install chromium)" >&2; exit 1; }
case $pictures in /*) ;; *) pictures=$OLDPWD/$pictures ;; esac
mkdir -p "$pictures"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cmake --build --preset release --target doc >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
cp -R build/doc/manual "$folder/site"
build/balnet tests/manual/check_links.lua "$folder/site"

# Root has no sandbox.
browse() { chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars "$@" 2>/dev/null; }

# finds QUERY ADDRESS: the address is among what the search shows for the query.
finds() {
    browse --dump-dom "file://$folder/site/search.html?q=$1" | sed -n '/<ol id="found">/,/<\/ol>/p' | grep -qF "href=\"$2\"" ||
        { echo "run.sh: the search for '$1' does not show $2"; exit 1; }
}
finds eigenvalues reference/balnet.spectrum.html#balnet.spectrum.eigenvalues
finds fixed+points trained_networks.html#where-it-stands-still
finds lyap reference/balnet.lyapunov.html#balnet.lyapunov.of_run
browse --dump-dom "file://$folder/site/search.html?q=nothingofthename" | grep -q 'Nothing has “nothingofthename”' ||
    { echo "run.sh: the search finds what is not there"; exit 1; }
echo "the search finds"

# A page of frames as wide as a telephone tells how wide the content of each is.
{
    echo '<pre id="wide"></pre><script>const pages = ['
    (cd "$folder/site" && find . -name '*.html' ! -name widths.html) | sed 's/.*/"&",/'
    echo '];'
    cat tests/manual/widths.js
    echo '</script>'
} >"$folder/site/widths.html"
browse --allow-file-access-from-files --virtual-time-budget=60000 --dump-dom "file://$folder/site/widths.html" >"$folder/widths"
grep -q 'pages measured' "$folder/widths" || { echo "run.sh: the widths were not measured"; exit 1; }
! grep 'is [0-9]* points wide' "$folder/widths" || exit 1
echo "no page is wider than a telephone"

# picture NAME PAGE SIZE OPTIONS…
picture() {
    file=$pictures/$1.png address=file://$folder/site/$2 size=$3
    shift 3
    browse --window-size="$size" "$@" --screenshot="$file" "$address" >/dev/null
}
dark=--blink-settings=preferredColorScheme=0
for page in index first_figure trained_networks gallery coming_from reference/balnet.lyapunov; do
    name=$(basename "$page")
    picture "${name}_wide" "$page.html" 1280,1600
    picture "${name}_dark" "$page.html" 1280,1600 $dark
    picture "${name}_telephone" "$page.html" 390,1400
    picture "${name}_telephone_dark" "$page.html" 390,1400 $dark
done
picture search "search.html?q=fixed+points" 390,1000
echo "pictures to be looked at: $pictures"
