// Loads each of `pages` into a frame as wide as a telephone, and writes which are wider.
"use strict";

const telephone = 390;
const out = document.getElementById("wide");

function measure(page) {
  return new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.width = telephone;
    frame.height = 800;
    frame.style.border = "0";
    frame.onload = () => {
      const wide = frame.contentDocument.documentElement.scrollWidth;
      if (wide > telephone) out.textContent += `${page} is ${wide} points wide\n`;
      frame.remove();
      done();
    };
    frame.src = page;
    document.body.append(frame);
  });
}

async function all() {
  for (const page of pages) await measure(page);
  out.textContent += `${pages.length} pages measured\n`;
}

all();
