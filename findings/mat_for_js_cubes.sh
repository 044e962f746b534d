#!/bin/sh
# mat-for-js 1.1.0 (npm): an array of three dimensions in a MAT-file of level 5 is read with wrong numbers in the right shape, without
# an error: of the 8 numbers of a 2 x 2 x 2 array two are missing and two stand twice, since the step along the third
# dimension is that of a smaller one. Its documentation names no limit; matrices are right.
#
# Here it matters to weights over time in a browser: balnet.mat writes such arrays, which MATLAB, Octave and SciPy read right
# (bindings/data/test_mat.lua), and doc/files.md says to write a matrix each for that reader.
# Run by hand; it needs npm, node and python3 and works in a temporary folder.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts mat-for-js@1.1.0 pako@1.0.11 >log 2>&1 || { cat log; exit 1; }
cat >write.py <<'PY'
import struct


def element(kind, data):
    return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(name, shape):  # of doubles 0, 1, 2, ... in the order of the file, by columns
    count = 1
    for n in shape:
        count *= n
    inside = element(6, struct.pack("<II", 6, 0)) + element(5, struct.pack("<%di" % len(shape), *shape))
    inside += element(1, name) + element(9, struct.pack("<%dd" % count, *range(count)))
    return element(14, inside)


with open("cube.mat", "wb") as file:
    file.write(b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8) + struct.pack("<H", 0x0100) + b"IM")
    file.write(matrix(b"matrix", (2, 3)) + matrix(b"cube", (2, 2, 2)))
PY
python3 write.py
cat >read.mjs <<'JS'
import { readFileSync } from "fs"
import { read } from "mat-for-js"
const { buffer, byteOffset, length } = readFileSync("cube.mat")
const found = read(buffer.slice(byteOffset, byteOffset + length)).data
const cube = [0, 1].map(i => [0, 1].map(j => [0, 1].map(k => i + 2 * j + 4 * k)))
console.log("matrix:", JSON.stringify(found.matrix))
console.log("cube, found:  ", JSON.stringify(found.cube))
console.log("cube, written:", JSON.stringify(cube))
JS
node read.mjs | tee log
[ "$(cat log)" = "matrix: [[0,2,4],[1,3,5]]
cube, found:   [[[0,2],[2,4]],[[1,3],[3,5]]]
cube, written: [[[0,4],[2,6]],[[1,5],[3,7]]]" ] || { echo "CHANGED: other numbers were read"; exit 1; }
