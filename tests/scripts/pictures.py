"""Compares drawn pictures with references as an eye would: small shifts of edges count little, missing things much.

usage: pictures.py REFERENCES DRAWN DIFFERENCES
Both are averaged over 5 x 5 pixels; a picture fails when its size differs, when some place differs by more than 40 of
255, or when all differ by more than 1.5 on average. Prints a line for each failure and keeps a picture of the
difference (red: only in the reference, blue: only in the drawing) in the folder DIFFERENCES. Status 1 when a picture
failed or is missing.
"""
import pathlib
import sys

import numpy as np
from PIL import Image, ImageFilter

WORST, MEAN = 40.0, 1.5
references, drawn, differences = map(pathlib.Path, sys.argv[1:4])


def numbers(image):
    return np.asarray(image, dtype=float)


def keep_difference(name, expected, given):
    differences.mkdir(parents=True, exist_ok=True)
    a, b = numbers(expected), numbers(given)
    shown = np.stack([b.mean(2), np.minimum(a, b).mean(2), a.mean(2)], axis=2)
    Image.fromarray(shown.astype(np.uint8)).save(differences / name)


def fault(name):
    if not (drawn / name).exists():
        return "was not drawn"
    expected, given = (Image.open(folder / name).convert("RGB") for folder in (references, drawn))
    if expected.size != given.size:
        return "is %d x %d; %d x %d was expected" % (given.size + expected.size)
    blurred = [numbers(image.filter(ImageFilter.BoxBlur(2))) for image in (expected, given)]
    difference = abs(blurred[0] - blurred[1])
    if difference.max() <= WORST and difference.mean() <= MEAN:
        return None
    keep_difference(name, expected, given)
    y, x, _ = np.unravel_index(difference.argmax(), difference.shape)
    return f"differs by {difference.max():.0f} at ({x}, {y}) and by {difference.mean():.2f} on average"


names = sorted({path.name for path in references.glob("*.png")} | {path.name for path in drawn.glob("*.png")})
faults = 0
for name in names:
    said = fault(name) if (references / name).exists() else "has no reference"
    if said:
        print(f"{name} {said}")
        faults += 1
sys.exit(1 if faults or not names else 0)
