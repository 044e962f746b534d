#!/usr/bin/env bash
# Results files as other programs read them: Debian's ncdump, xarray (by netCDF4 and h5netcdf), netCDF4, PyTables, pandas, h5dump,
# Octave and R (rhdf5, hdf5r, ncdf4), and h5wasm of npm, open what short runs and a sweep have written. Needs apt-get and npm,
# unpacks the packages into build/readers and installs nothing. Arguments are the names of the tests to run, without "test_".
set -u
source=$(cd "$(dirname "$0")/../.." && pwd)
here=$source/tests/readers
packages=${BALNET_READERS_PACKAGES:-$source/build/readers}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

fetch() {
    [ -e "$packages/.complete" ] && return
    mkdir -p "$packages/archives/partial"
    apt-get -q -y -o Dir::Cache::archives="$packages/archives" --no-install-recommends --download-only install hdf5-tools \
        netcdf-bin octave python3-h5netcdf python3-netcdf4 python3-pandas python3-tables python3-xarray r-base-core r-bioc-rhdf5 \
        r-cran-hdf5r r-cran-ncdf4 >"$packages/log"
    for package in "$packages"/archives/*.deb; do dpkg-deb -x "$package" "$packages"; done
    # R finds its settings by links to where they would have been installed.
    find "$packages/usr/lib/R" -lname '/*' 2>/dev/null | while read -r link; do ln -sfn "$packages$(readlink "$link")" "$link"; done
    rm -r "$packages/archives"
    touch "$packages/.complete"
}

fail() { echo "    $*"; touch "$place/failed"; } # a file, since it is called in pipelines
expect() { # WHAT, as the program prints it; the text is read from stdin
    local text
    text=$(cat)
    case $text in *"$1"*) ;; *) fail "there is no \"$1\" in: $(printf %s "$text" | tail -n 5)" ;; esac
}
# home_of FILE: the folder below which the program was unpacked, or the system's, since what is installed is not downloaded.
home_of() { [ -e "$packages/usr/$1" ] && echo "$packages/usr" || echo /usr; }
python() { PYTHONPATH=$packages/usr/lib/python3/dist-packages /usr/bin/python3 "$here/$1.py" "${@:2}" 2>&1; }

test_ncdump_names_dimensions() {
    ncdump -h "$run" >"$place/said" 2>&1
    expect "float J(neuron, from_neuron)" <"$place/said"
    expect "double test_error(entry)" <"$place/said"
    expect ":zero_diagonal = 1b" <"$place/said"
    if grep -q phony "$place/said"; then fail "$(grep phony "$place/said" | head -n 1)"; fi
    ncdump -v seed,entry "$swept" | expect "seed = 1, 2 ;"
}
test_h5dump() { h5dump -d /weights/w_in -H "$run" | expect "SIMPLE { ( 12, 2 )"; }
test_xarray() { python xarray_reads "$run" "$swept" "$single" | expect "xarray: as written"; }
test_pytables() { python tables_reads "$run" | expect "tables: as written"; }
test_pandas_opens_for_writing() {
    cp "$run" "$place/opened.h5"
    python pandas_opens "$place/opened.h5" | expect "pandas: opened"
    "$source/build/balnet" info "$place/opened.h5" 2>&1 | expect "test error"
}
test_octave() {
    OCTAVE_HOME=$(home_of bin/octave-cli) octave-cli --no-gui --norc --no-history "$here/octave_reads.m" "$run" 2>&1 | expect "octave: as written"
}
r() { # SCRIPT, FILE
    local home
    home=$(home_of lib/R/bin/exec/R)
    R_HOME=$home/lib/R R_SHARE_DIR=$home/share/R/share EDITOR=vi \
        R_LIBS_SITE=$packages/usr/lib/R/site-library:/usr/lib/R/site-library:/usr/lib/R/library \
        "$home/lib/R/bin/exec/R" --no-echo --no-restore --vanilla -f "$here/$1.R" --args "$2" 2>&1
}
test_rhdf5() {
    cp "$run" "$place/opened.h5"
    r rhdf5_reads "$place/opened.h5" | expect "rhdf5: as written"
    cmp "$run" "$place/opened.h5" || fail "H5Fopen has changed the file"
}
test_hdf5r() { r hdf5r_reads "$run" | expect "hdf5r: as written"; }
test_ncdf4() { r ncdf4_reads "$run" | expect "ncdf4: as written"; }

test_h5wasm() { # by npm, which the other readers do not need
    (cd "$place" && npm install --silent --no-audit --no-fund h5wasm@0.10.3) >"$place/log" 2>&1 || { fail "npm: $(tail -n 3 "$place/log")"; return; }
    cp "$here/h5wasm_reads.mjs" "$place/"
    node "$place/h5wasm_reads.mjs" "$run" 2>&1 | expect "h5wasm: as written"
}

fetch
libraries=$packages/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
cd "$place" || exit 1
"$source/build/balnet" "$source/scripts/two_stimuli.lua" --neurons 12 --epochs 21 --measure_every 10 --out "$place/run" >said 2>&1 || exit 1
"$source/build/balnet" sweep "$source/scripts/two_stimuli.lua" --seed 1,2 --neurons 12 --epochs 21 --measure_every 10 \
    --out "$place/sweep" >said 2>&1 || exit 1
"$source/build/balnet" "$source/tests/tiny.lua" --out "$place/single" >said 2>&1 || exit 1
run=$place/run/two_stimuli.h5 single=$place/single/tiny.h5 swept=$place/sweep/two_stimuli_sweep.h5
export PATH=$packages/usr/bin:$PATH
export LD_LIBRARY_PATH=$packages/usr/lib:$libraries:$libraries/octave/7.3.0:$packages/usr/lib/R/lib
status=0
for name in ${*:-$(declare -F | sed -n 's/^declare -f test_//p')}; do
    rm -f "$place/failed"
    "test_$name"
    [ ! -e "$place/failed" ] && echo "passed: $name" || { echo "FAILED: $name"; status=1; }
done
exit $status
