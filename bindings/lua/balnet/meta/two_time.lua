---@meta balnet.meta.two_time
-- luacheck: ignore 212 241

--- Linear units with partly symmetric weights: correlation and response between two times.

---@class balnet.meanfield
local meanfield = {}

---@class balnet.meanfield.two_time_definition
---@field confinement? "leak"|"sphere" what keeps activity bounded (leak)
---@field gain? number g: J has the variance g²/N (0.5)
---@field pair_gain? number the same of the sum over products of two units, whose variance is pair_gain² C² (0)
---@field triple_gain? number the same of products of three units (0)
---@field symmetry? number η, the correlation of J_ij and J_ji; -1/2 or more for pairs, -1/3 or more for triples (0)
---@field noise? number σ, of the Gaussian noise on every unit (0)
---@field start_variance? number of the independent units at the start, for a leak; 1 on a sphere (1)
---@field time? number of the run (100 τ)
---@field tolerance? number of C and R, of a step of the thinned past (1e-05)
---@field rows? integer times that the thinned past may keep (4000)
---@field past? "automatic"|"thinned"|"full" which times are kept (automatic)
---@field dt? number longest step of the full past, whose steps fill the time (0.05 τ)

---@class balnet.meanfield.two_time_state
---@field time balnet.tensor the times that are kept (τ)
---@field variance balnet.tensor C(t, t) at those times
---@field decay balnet.tensor μ(t): 1 with a leak (1/τ)
---@field power balnet.tensor ∫ Q(C(t, u)) R(t, u) du, what the recurrent forces do; with symmetry 1 minus the energy a unit
---@field last_variance number in the end
---@field last_decay number in the end (1/τ)
---@field past "thinned"|"full" which times are kept
---@field rows integer how many times are kept
---@field refused integer steps that were repeated with a shorter one
---@field memory integer bytes the run works in
---@field error? number of C and R, by a second run: the largest change of them with ten times the tolerance, above 1e-4 with that
--- of 1e-5; a third of that with steps twice as long, of fewer than 100 steps 4/3 of that with steps half as long; without `check` nil
---@field correlation fun(self: balnet.meanfield.two_time_state, t: number|balnet.tensor, s: number|balnet.tensor): number|balnet.tensor
--- C(t, s), 0 ≤ s ≤ t up to the end of the run, of a unit with itself; between the times that are kept it is interpolated
---@field response fun(self: balnet.meanfield.two_time_state, t: number|balnet.tensor, s: number|balnet.tensor): number|balnet.tensor
--- R(t, s), the mean answer of a unit at t to a pulse at s

--- Correlation and response between two times of an infinite network of linear units with partly symmetric weights,
---
---     dx_i/dt = -μ x_i + Σ_j J_ij x_j + Σ_jk J_ijk x_j x_k + … + noise,
---
--- from independent units at the time 0. μ is 1, or such that the mean square of the units stays 1 (`confinement = "sphere"`:
--- the spherical p-spin model has `pair_gain` √1.5 for p = 3, with symmetry 1). Symmetry makes memory long. A thinned past keeps
--- times at shares of the age, so that steps grow with time and memory with its logarithm; a full one keeps every pair of
--- steps. `past = "automatic"` takes the full one for up to 300 steps of `dt`. Units that are not linear have closed
--- equations for symmetry 0 alone: `evolve`. Errors: fields that are unknown or out of range; gain (1 + symmetry) of at
--- least 1 with a leak, or activity that grows without bound, with the time; no step short enough; times to read that are
--- out of order or beyond the run. Sources: Crisanti and Sompolinsky 1987; Cugliandolo and
--- Kurchan 1993; Cugliandolo, Kurchan, Le Doussal and Peliti 1997; Lang, Sachdev and Diehl 2025.
---
---     local found = balnet.meanfield.two_time { gain = 0.5, symmetry = 0.5, noise = 1, time = 1000, tolerance = 1e-3 }
---     found.past, found.error < 0.02  --> "thinned", true
---     found:correlation(1000, 999) > found:correlation(1000, 998)  --> true
---     found:response(1000, balnet.tensor { 1000, 998 }):shape()  --> 2
---@param definition table the fields of balnet.meanfield.two_time_definition, and `check`: a second run shows the error
--- (true)
---@return balnet.meanfield.two_time_state
function meanfield.two_time(definition) end
