--- How the live page draws: lines and points as SVG, whose colours follow the page's, a matrix on a canvas.

return [==[
"use strict";
const byId = id => document.getElementById(id);
const colors = ["blue", "vermilion", "green", "purple", "orange", "sky"].map(name => `var(--${name})`);

function add(parent, tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

function ink(parent, tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function number(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(digits - 1) : String(+value.toPrecision(digits));
  return text.replaceAll("-", "−").replace("e+", "e");
}

function duration(seconds) {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 5970) return `${Math.round(seconds / 60)} min`;
  if (seconds < 358200) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86400).toFixed(1)} d`;
}

// --- axes ---

function linearTicks(low, high, most) {
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(k => k * power).find(s => s >= rough * 0.999);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) ticks.push(k * step);
  return ticks;
}

function logTicks(low, high, most) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first) / most));
  let ticks = [];
  for (const digits of [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 6, 8]]) {
    ticks = [];
    for (let d = first; d <= last; d += every)
      for (const digit of digits) if (digit * 10 ** d >= low && digit * 10 ** d <= high) ticks.push(digit * 10 ** d);
    if (ticks.length >= 3) return ticks;
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, 3);
}

const power = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "-": "⁻" };

function tickText(value, log) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e5 && size >= 1e-3) return number(value, 6);
  const exponent = Math.floor(Math.log10(size) + 1e-9), digit = number(value / 10 ** exponent, 3);
  const raised = String(exponent).replace(/./g, c => power[c]);
  return (log && digit === "1" ? "" : `${digit}·`) + `10${raised}`;
}

function range(series, name, log) {
  let low = Infinity, high = -Infinity;
  for (const one of series)
    for (const value of one[name])
      if (value !== null && (!log || value > 0)) { low = Math.min(low, value); high = Math.max(high, value); }
  if (low > high) return log ? [1, 10] : [0, 1];
  if (low === high) return log ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  return [low, high];
}

function padded([low, high], part, log) {
  if (log) { const by = (high / low) ** part; return [low / by, high * by]; }
  return [low - part * (high - low), high + part * (high - low)];
}

function scale([low, high], from, to, log) {
  const f = log ? Math.log10 : x => x, a = f(low), b = f(high);
  return value => from + (f(value) - a) / (b - a) * (to - from);
}

// --- a plot: { series: [{ x, y, color, dots, dashed, faint }], xlabel, ylabel, log, equal, circle, xlim } ---

function frame(svg, plot, width, height) {
  const left = 66, right = width - 24, top = 8, bottom = height - 40;
  let x = plot.xlim || padded(range(plot.series, "x"), plot.equal ? 0.06 : 0, false);
  let y = padded(range(plot.series, "y", plot.log), 0.06, plot.log);
  if (plot.equal) {
    const unit = Math.max((x[1] - x[0]) / (right - left), (y[1] - y[0]) / (bottom - top));
    const mx = (x[0] + x[1]) / 2, my = (y[0] + y[1]) / 2;
    x = [mx - unit * (right - left) / 2, mx + unit * (right - left) / 2];
    y = [my - unit * (bottom - top) / 2, my + unit * (bottom - top) / 2];
  }
  const atX = scale(x, left, right), atY = scale(y, bottom, top, plot.log);
  ink(svg, "path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` });
  for (const tick of linearTicks(...x, Math.max(2, Math.floor(width / 80)))) {
    ink(svg, "path", { class: "axis", d: `M${atX(tick)} ${bottom}v4` });
    ink(svg, "text", { x: atX(tick), y: bottom + 17, "text-anchor": "middle" }, tickText(tick));
  }
  for (const tick of (plot.log ? logTicks : linearTicks)(...y, 5)) {
    ink(svg, "path", { class: "axis", d: `M${left} ${atY(tick)}h-4` });
    ink(svg, "text", { x: left - 7, y: atY(tick) + 4, "text-anchor": "end" }, tickText(tick, plot.log));
  }
  ink(svg, "text", { x: (left + right) / 2, y: height - 5, "text-anchor": "middle" }, plot.xlabel);
  ink(svg, "text", { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, plot.ylabel);
  return { atX, atY };
}

function path(one, { atX, atY }, log) {
  let d = "", down = false;
  for (let i = 0; i < one.x.length; i++) {
    const y = one.y[i];
    const shown = y !== null && one.x[i] !== null && (!log || y > 0);
    if (shown) d += `${down ? "L" : "M"}${atX(one.x[i]).toFixed(1)} ${atY(y).toFixed(1)}`;
    down = shown;
  }
  return d;
}

function draw(svg, plot) {
  const width = Math.max(240, svg.clientWidth), height = Math.round(Math.max(190, Math.min(300, 0.66 * width)));
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.height = `${height}px`;
  const places = frame(svg, plot, width, height);
  if (plot.circle) {
    const t = [...Array(121).keys()].map(k => k * Math.PI / 60);
    ink(svg, "path", { d: path({ x: t.map(Math.cos), y: t.map(Math.sin) }, places), fill: "none", stroke: "var(--faint)" });
  }
  for (const one of plot.series) {
    if (one.guide) continue;
    if (one.dots || one.x.length === 1)
      for (let i = 0; i < one.x.length; i++)
        if (one.y[i] !== null) ink(svg, "circle",
          { cx: places.atX(one.x[i]).toFixed(1), cy: places.atY(one.y[i]).toFixed(1), r: 2.2, fill: one.color });
    if (!one.dots)
      ink(svg, "path", { d: path(one, places, plot.log), fill: "none", stroke: one.color, "stroke-width": one.width || 1.6,
        "stroke-linejoin": "round", "stroke-dasharray": one.dashed ? "6 4" : "none" });
  }
}

// --- a matrix: rows of numbers, from blue over the ground to red ---

function rgb(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const digits = text.length === 4 ? text.replace(/[^#]/g, "$&$&") : text;
  return [1, 3, 5].map(at => parseInt(digits.slice(at, at + 2), 16));
}

function drawMatrix(canvas, rows, most) {
  const low = rgb("--low"), high = rgb("--high"), ground = rgb("--ground");
  canvas.width = canvas.height = rows.length;
  const context = canvas.getContext("2d"), image = context.createImageData(rows.length, rows.length);
  rows.forEach((row, i) => row.forEach((value, j) => {
    const part = most ? Math.min(1, Math.abs(value || 0) / most) : 0, end = value < 0 ? low : high, at = 4 * (i * rows.length + j);
    for (let c = 0; c < 3; c++) image.data[at + c] = ground[c] + part * (end[c] - ground[c]);
    image.data[at + 3] = 255;
  }));
  context.putImageData(image, 0, 0);
}
]==]
