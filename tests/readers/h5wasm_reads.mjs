// What h5wasm reads of a run: shapes, the diagonal without weights, parameters as attributes and the 64-bit seed.
import h5wasm from "h5wasm/node"

await h5wasm.ready
const file = new h5wasm.File(process.argv[2], "r")
const J = file.get("weights/J").to_array(), parameters = file.get("parameters").attrs
const right = J.length === 12 && J.every((row, i) => row.length === 12 && row[i] === 0 && row[(i + 1) % 12] !== 0) &&
  String(file.get("weights/w_in").shape) === "12,2" && parameters.neurons.value === 12n && parameters.seed.value === 1n &&
  parameters.activation.value === "relu" && String(file.get("history/epoch").value) === "1,11,21"
console.log(right ? "h5wasm: as written" : ["h5wasm: otherwise", parameters.neurons.value, parameters.seed.value,
  parameters.activation.value, String(file.get("history/epoch").value), J.map((row, i) => row[i])].join(" "))
file.close()
