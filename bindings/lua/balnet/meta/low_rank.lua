---@meta balnet.meta.low_rank
-- luacheck: ignore 212 241

--- Networks with a structure of rank one beside randomness.

---@class balnet.meanfield
local meanfield = {}

---@class balnet.meanfield.low_rank_definition
---@field gain? number g, of the random part (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (tanh)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field noise? number σ, of the Gaussian noise on every unit (0)
---@field m_mean? number M_m (0)
---@field m_std? number Σ_m (1)
---@field n_mean? number M_n (0)
---@field input_mean? number M_I, of the constant inputs (0)
---@field input_std? number Σ_I, over units (0)
---@field m_n_covariance? number C_mn; with M_m M_n it is the eigenvalue of the structure where rates have slope 1 (0)
---@field m_input_covariance? number C_mI (0)
---@field n_input_covariance? number C_nI (0)

---@class balnet.meanfield.low_rank_state
---@field overlap number κ = (1/N) Σ n_j φ(h_j)
---@field branch "static"|"chaotic"|"noisy"
---@field stable boolean nothing grows of the overlap and, in a static state, of its units and their variance
---@field outlier number the factor by which a perturbation of the overlap returns; it grows at this less 1 (1/τ). In a
--- static state an eigenvalue of J diag(φ′) where it lies beyond `radius`; in others with the variance following at
--- once
---@field outlier_imaginary? number its imaginary part; of static states
---@field radius number g √E[φ′²], of the rest of that spectrum
---@field mean number μ of h over units
---@field variance number c(0)
---@field frozen number c(∞): the variance over units of the mean in time, structure included
---@field rate number E[φ]
---@field active number E[φ′]
---@field slope_square number E[φ′²]
---@field lyapunov number of the random part: λ₁ of a state whose outlier is below 1 (1/τ)
---@field error number bound on the relative error of the integrals

--- The stationary states of a network of infinite size whose weights have a part of rank one beside a random one,
---
---     τ dh/dt = -h + Σ_j J_ij φ(h_j) + I + noise,   J_ij = m_i n_j/N + g χ_ij/√N,
---
--- m, n and the constant inputs I jointly normal over units, of given means, standard deviations and covariances. Overlaps are
--- looked for where the excess of what returns changes its sign on a grid that is denser near 0; two states that lie closer than
--- its points are missed. Errors: fields that are unknown or out of range, covariances larger than standard deviations allow, relu
--- with a gain above √2, no state found. Source: Mastrogiuseppe and Ostojic 2018; the formulas stand in
--- `bindings/lua/balnet/theory/low_rank.lua`.
---
---     local states = balnet.meanfield.low_rank { gain = 0.8, m_n_covariance = 2 }
---     #states, states[1].overlap, states[1].stable, states[3].outlier  --> 3, 1.211553, true, 2
---@param definition? balnet.meanfield.low_rank_definition
---@return balnet.meanfield.low_rank_state[] # the stable ones first, then by their overlap, the largest first
function meanfield.low_rank(definition) end
