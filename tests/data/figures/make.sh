#!/bin/sh
# Makes the files here: figures of draw.lua as other programs leave them. Needs optipng 0.7.7, qpdf 11.3, Ghostscript 10.00,
# pdfTeX 1.40.24 and ffmpeg 5.1; balnet is found by PATH.
set -eu
cd "$(dirname "$0")"
export SOURCE_DATE_EPOCH=0
balnet draw.lua 4 'a ; b'
balnet film.lua
optipng -quiet -o7 -out optipng.png -clobber figure.png
qpdf --linearize figure.pdf linearized.pdf
qpdf --object-streams=generate --recompress-flate --compression-level=9 figure.pdf object_streams.pdf
gs -q -sDEVICE=pdfwrite -o ghostscript.pdf figure.pdf
cat >paper.tex <<'END'
\documentclass{article}
\usepackage{graphicx}
\begin{document}
Two figures: \includegraphics{figure.pdf} \includegraphics[width=3cm]{other.pdf}
\end{document}
END
pdflatex -interaction=batchmode paper.tex >/dev/null
rm -f paper.tex paper.aux paper.log other.pdf
# Another title; qpdf mends the places of objects, which have moved.
sed -e 's|/Creator (balnet)|/Creator (balnet) /Title (Mine)|' figure.pdf >moved.pdf
qpdf --warning-exit-0 moved.pdf title.pdf 2>/dev/null
rm moved.pdf
