// Search: every word of the query must begin a word of an entry. Words of titles count most, then those of texts; among
// equals the shorter title comes first. `index` holds title, address and text of each entry.
"use strict";

const most = 60;

function words(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== "");
}

// How well a query fits an entry; 0: it does not.
function score(query, entry) {
  let sum = 0;
  for (const word of query) {
    if (entry.title.includes(word)) sum += 8;
    else if (entry.title.some((other) => other.startsWith(word))) sum += 5;
    else if (entry.text.includes(word)) sum += 2;
    else if (entry.text.some((other) => other.startsWith(word))) sum += 1;
    else return 0;
  }
  return sum;
}

const entries = index.map(([title, address, text]) => ({
  title: words(title), text: words(text), shown: title, address, excerpt: text,
}));

function find(query) {
  return entries
    .map((entry) => ({ entry, score: score(query, entry) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score || a.entry.shown.length - b.entry.shown.length)
    .map((found) => found.entry);
}

// The part of a text around the first word that is found in it.
function excerpt(text, query) {
  const lower = text.toLowerCase();
  const at = Math.max(0, ...query.map((word) => lower.indexOf(word)));
  const from = Math.max(0, at - 60);
  return (from > 0 ? "… " : "") + text.slice(from, from + 200) + (from + 200 < text.length ? " …" : "");
}

function item(entry, query) {
  const li = document.createElement("li");
  const link = li.appendChild(document.createElement("a"));
  link.href = entry.address;
  link.textContent = entry.shown;
  li.appendChild(document.createElement("p")).textContent = excerpt(entry.excerpt, query);
  return li;
}

function show(text) {
  const query = words(text);
  const found = query.length === 0 ? [] : find(query);
  const count = document.getElementById("count");
  if (query.length === 0) count.textContent = "Type a word into the field above.";
  else if (found.length === 0) count.textContent = `Nothing has “${text}”.`;
  else count.textContent = `${found.length} found${found.length > most ? `, the first ${most} shown` : ""}.`;
  document.getElementById("found").replaceChildren(...found.slice(0, most).map((entry) => item(entry, query)));
}

const field = document.querySelector("input[name=q]");
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => show(field.value));
show(field.value);
