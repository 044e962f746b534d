--- How the live page looks: light and dark, from a telephone's width up.

return [[
:root { color-scheme: light dark; --ground: #fff; --text: #1a1a1a; --quiet: #5c5c5c; --box: #f4f4f4; --edge: #c9c9c9;
  --blue: #0072b2; --vermilion: #c4500a; --green: #00785a; --purple: #a34f86; --orange: #b37700; --sky: #2a86b8;
  --faint: #8a8a8a; --fault: #b00020; --low: #2166ac; --high: #b2182b; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --text: #e6e6e6; --quiet: #a3a3a3; --box: #22252b; --edge: #4a4e57;
    --blue: #5db8ee; --vermilion: #ff9a5c; --green: #45d3a6; --purple: #e39cc6; --orange: #f2b73f; --sky: #9ad6f7;
    --faint: #8c8c8c; --fault: #ff8a80; --low: #6db3f2; --high: #ff7b72; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 80rem; background: var(--ground); color: var(--text);
  font: 1rem/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.35rem; overflow-wrap: anywhere; }
h2 { margin: 0 0 .3rem; font-size: 1rem; }
header { display: grid; gap: .5rem; margin-bottom: 1rem; }
.row { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center; }
.row p { margin: 0; }
progress { width: 100%; height: .6rem; accent-color: var(--blue); }
button { font: inherit; padding: .45rem .9rem; min-height: 2.75rem; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--box); color: var(--text); cursor: pointer; }
button:disabled { color: var(--quiet); cursor: default; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
tbody button { min-height: 2rem; padding: .1rem .5rem; text-align: left; }
button[aria-pressed="true"] { border-color: var(--blue); box-shadow: inset 0 0 0 1px var(--blue); }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); align-items: start; }
section { min-width: 0; padding: .8rem; border: 1px solid var(--edge); border-radius: 8px; }
.wide { grid-column: 1 / -1; }
figure { margin: 0; }
svg, canvas { display: block; width: 100%; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--text); stroke-width: 1; fill: none; }
canvas { image-rendering: pixelated; aspect-ratio: 1; max-width: 20rem; margin: 0 auto; }
figcaption { margin-top: .4rem; color: var(--quiet); font-size: .875rem; }
.key { display: inline-flex; align-items: center; gap: .35rem; margin-right: .9rem; }
.key i { width: 1.2rem; height: 0; border-top: 3px solid; }
.key i.dashed { border-top-style: dashed; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: .3rem; }
th, td { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; font-variant-numeric: tabular-nums; }
thead th { border-bottom: 1px solid var(--edge); }
th[scope="row"] { font-weight: normal; }
.given { font-weight: 600; }
.fault { color: var(--fault); overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
summary { cursor: pointer; padding: .3rem 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
]]
