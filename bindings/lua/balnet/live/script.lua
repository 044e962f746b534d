--- What the live page does with the events of the program.

return [==[
const token = new URLSearchParams(location.search).get("token");
const drawings = new Map(); // what is drawn again when the page changes its size or colours
const latest = {};

function section(id, title, wide) {
  const found = byId(id);
  if (found) return found;
  const made = add(byId("main"), "section", null, { id, "aria-labelledby": `${id}_title` });
  if (byId("parameters")) byId("main").append(byId("parameters")); // the last
  if (wide) made.className = "wide";
  add(made, "h2", title, { id: `${id}_title` });
  return made;
}

function key(caption, entries) {
  for (const [name, color, dashed] of entries) {
    const one = add(caption, "span", null, { class: "key" });
    add(one, "i", null, { style: `color: ${color}`, class: dashed ? "dashed" : "" });
    add(one, "span", name);
  }
}

// A figure with a caption, and a sentence that says what it shows.
function figure(id, title, plot, entries, sentence) {
  const holder = section(id, title);
  let svg = holder.querySelector("svg");
  if (!svg) {
    const made = add(holder, "figure", null);
    svg = ink(made, "svg", { role: "img" });
    add(made, "figcaption", null);
  }
  svg.setAttribute("aria-label", sentence);
  const caption = holder.querySelector("figcaption");
  caption.replaceChildren();
  key(caption, entries);
  add(caption, "span", sentence);
  drawings.set(id, () => draw(svg, plot));
  drawings.get(id)();
}

function last(list) { return list[list.length - 1]; }

// --- a run ---

function showError(numbers) {
  const error = numbers.test_error, epoch = numbers.epoch, finite = error.filter(v => v !== null);
  const least = finite.length ? Math.min(...finite) : null;
  figure("error", "Error", { series: [{ x: epoch, y: error, color: "var(--text)" }], log: true, xlabel: "epoch", ylabel: "test error" },
    [], `Test error ${number(last(error))} at epoch ${last(epoch)}; the least so far is ${number(least)}.`);
}

function showTracking(tracking) {
  const series = [], entries = [["target", "var(--faint)", true]];
  tracking.target.forEach(y => series.push({ x: tracking.time, y, color: "var(--faint)", width: 2.4, dashed: true }));
  tracking.output.forEach((y, k) => {
    series.push({ x: tracking.time, y, color: colors[k % colors.length] });
    entries.push([tracking.output.length > 1 ? `output ${k + 1}` : "output", colors[k % colors.length]]);
  });
  const misses = tracking.output.map((y, k) => Math.hypot(...y.map((v, t) => v - tracking.target[k][t])) / Math.sqrt(y.length));
  figure("tracking", "A test trial", { series, xlabel: "time (τ)", ylabel: "signal" }, entries,
    `The outputs miss their targets by ${misses.map(v => number(v, 2)).join(" and ")} (root mean square).`);
}

function showEigenvalues(now, initial) {
  const guide = { x: [-1, 1], y: [-1, 1], guide: true };
  figure("eigenvalues", "Eigenvalues", {
    series: [guide, { x: initial.real, y: initial.imag, color: "var(--orange)", dots: true },
      { x: now.real, y: now.imag, color: "var(--blue)", dots: true }],
    equal: true, circle: true, xlabel: "Re λ", ylabel: "Im λ",
  }, [["now", "var(--blue)"], ["at first", "var(--orange)"]],
  `The largest real part is ${number(Math.max(...now.real))}; the circle has radius 1.`);
}

function showMatrix(course) {
  const holder = section("J", "Weights J, by cluster");
  let canvas = holder.querySelector("canvas");
  if (!canvas) {
    const made = add(holder, "figure", null);
    canvas = add(made, "canvas", null, { role: "img" });
    add(made, "figcaption", null);
  }
  const every = course.every > 1 ? ` Every unit of ${course.every} is shown.` : "";
  const sentence = `Blue is negative, red positive, up to ${number(course.most)}; rows receive, columns send.${every}`;
  canvas.setAttribute("aria-label", `The matrix of recurrent weights, sorted by cluster. ${sentence}`);
  holder.querySelector("figcaption").textContent = sentence;
  drawings.set("J", () => drawMatrix(canvas, course.J, course.most));
  drawings.get("J")();
}

function showMeans(numbers) {
  const kinds = [["J_same", "within clusters", "var(--blue)"], ["J_different", "between clusters", "var(--vermilion)"],
    ["J_mean", "all", "var(--text)", true]].filter(([name]) => numbers[name].some(v => v !== null));
  if (kinds.length === 0) return;
  figure("means", "Mean weights", {
    series: kinds.map(([name, , color, dashed]) => ({ x: numbers.epoch, y: numbers[name], color, dashed })),
    xlabel: "epoch", ylabel: "mean of J",
  }, kinds.map(([, text, color, dashed]) => [text, color, dashed]),
  `Now ${kinds.map(([name, text]) => `${number(last(numbers[name]), 3)} ${text}`).join(", ")}.`);
}

const shownRows = 12;

function showNumbers(numbers) {
  const names = Object.keys(numbers).filter(name => name !== "epoch").sort();
  names.unshift("epoch");
  const holder = section("numbers", "The last measurements", true);
  let table = holder.querySelector("table");
  if (!table) {
    const scroll = add(holder, "div", null, { class: "scroll", role: "region", tabindex: 0, "aria-labelledby": "numbers_title" });
    table = add(scroll, "table", null);
  }
  table.replaceChildren();
  const head = add(add(table, "thead", null), "tr", null), body = add(table, "tbody", null);
  for (const name of names) add(head, "th", name.replaceAll("_", " "), { scope: "col" });
  const count = numbers.epoch.length;
  for (let k = count - 1; k >= Math.max(0, count - shownRows); k--) {
    const row = add(body, "tr", null);
    names.forEach((name, i) => add(row, i ? "td" : "th",
      i ? number(numbers[name][k], 6) : String(numbers[name][k]), i ? {} : { scope: "row" }));
  }
}

function showCourse(course) {
  showError(course.numbers);
  showTracking(course.tracking);
  showEigenvalues(course.eigenvalues, course.initial);
  showMatrix(course);
  showMeans(course.numbers);
  showNumbers(course.numbers);
}

function showParameters(state) {
  const holder = section("parameters", "Parameters", true);
  if (holder.querySelector("table")) return;
  const details = add(holder, "details", null);
  add(details, "summary",
    `${state.parameters.length} parameters, of which ${state.parameters.filter(p => p.given).length} differ from their defaults`);
  const table = add(add(details, "div", null, { class: "scroll" }), "table", null);
  const head = add(add(table, "thead", null), "tr", null);
  for (const title of ["parameter", "value", "meaning"]) add(head, "th", title, { scope: "col" });
  const body = add(table, "tbody", null);
  for (const parameter of state.parameters) {
    const row = add(body, "tr", null, { class: parameter.given ? "given" : "" });
    add(row, "th", parameter.name, { scope: "row" });
    add(row, "td", parameter.value + (parameter.given ? " (not the default)" : ""));
    add(row, "td", parameter.help);
  }
}

// --- a sweep ---

let chosen = null; // the name of the run whose curve stands out

function showCurves(runs) {
  const drawn = runs.filter(run => run.epoch.length > 0);
  if (drawn.length === 0) return;
  const series = drawn.map((run, k) => ({ x: run.epoch, y: run.error,
    color: chosen && run.name !== chosen ? "var(--edge)" : colors[k % colors.length],
    width: run.name === chosen ? 2.6 : 1.3, name: run.name }));
  series.sort((a, b) => (a.name === chosen) - (b.name === chosen));
  figure("curves", "Test errors", { series, log: true, xlabel: "epoch", ylabel: "test error" }, [],
    `${drawn.length} of ${runs.length} runs have a curve.` + (chosen ? ` ${chosen} stands out.`
      : " A run's button in the table makes its curve stand out."));
  section("curves", "").classList.add("wide");
}

function fill(row, run) {
  const cells = [run.state, run.epoch.length ? String(last(run.epoch)) : "", run.error.length ? number(last(run.error)) : "",
    run.seconds === undefined ? "" : duration(run.seconds), run.fault || ""];
  cells.forEach((text, i) => { const cell = row.children[i + 1]; if (cell.textContent !== text) cell.textContent = text; });
  row.querySelector("button").setAttribute("aria-pressed", String(run.name === chosen));
}

function newRow(body, run) {
  const row = add(body, "tr", null), head = add(row, "th", null, { scope: "row" });
  const button = add(add(head, "div", null), "button", run.name, { type: "button", "aria-pressed": "false" });
  button.addEventListener("click", () => { chosen = chosen === run.name ? null : run.name; showRuns(latest.runs); });
  for (let i = 0; i < 5; i++) add(row, "td", "", i === 4 ? { class: "fault" } : {});
  return row;
}

function showRuns(runs) {
  showCurves(runs);
  const holder = section("runs", "Runs", true);
  let body = holder.querySelector("tbody");
  if (!body) {
    const scroll = add(holder, "div", null, { class: "scroll", role: "region", tabindex: 0, "aria-labelledby": "runs_title" });
    const table = add(scroll, "table", null), head = add(add(table, "thead", null), "tr", null);
    for (const title of ["run", "state", "epoch", "test error", "time", "reason"]) add(head, "th", title, { scope: "col" });
    body = add(table, "tbody", null);
  }
  runs.forEach((run, k) => fill(body.children[k] || newRow(body, run), run));
}

// --- events and commands ---

function showProgress(now) {
  byId("progress").max = now.all;
  byId("progress").value = now.done;
  byId("so_far").textContent = now.so_far;
  byId("rate").textContent = now.rate || "";
  if (byId("status").textContent !== now.status) byId("status").textContent = now.status;
  byId("status").className = now.failed ? "fault" : "";
  document.title = `${Math.floor(100 * now.done / now.all)} % ${byId("name").textContent}`;
  byId("save").disabled = byId("stop").disabled = now.ended;
  if (now.ended) stream.close();
}

async function command(path) {
  const answer = await fetch(`${path}?token=${encodeURIComponent(token)}`, { method: "POST" }).catch(() => null);
  if (!answer || !answer.ok) byId("status").textContent = "The program did not take the command.";
}

byId("save").addEventListener("click", () => { byId("status").textContent = "It saves after the epoch."; command("/save"); });
byId("stop").addEventListener("click", () => {
  if (!confirm("Stop after the epoch? What was computed is kept.")) return;
  byId("status").textContent = "It stops after the epoch.";
  command("/stop");
});

function redraw() { for (const again of drawings.values()) again(); }
addEventListener("resize", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

const stream = new EventSource(`/events?token=${encodeURIComponent(token)}`);
const shown = {
  state(state) { byId("name").textContent = state.name; if (state.parameters) showParameters(state); },
  course: showCourse, runs: showRuns, progress: showProgress,
};
for (const [name, show] of Object.entries(shown))
  stream.addEventListener(name, event => { latest[name] = JSON.parse(event.data); show(latest[name]); });
stream.addEventListener("error", () => {
  if (stream.readyState === EventSource.CLOSED && latest.progress && latest.progress.ended) return;
  byId("status").textContent = "The program does not answer; it may have ended.";
  byId("save").disabled = byId("stop").disabled = true;
});
]==]
