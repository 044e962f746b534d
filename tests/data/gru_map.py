"""The map of torch.nn.GRUCell in double precision: its Jacobian by automatic differentiation, a fixed point by iteration, and the
logarithm of |det| along a course, as JSON.

usage: gru_map.py > gru_map.json
"""
import json

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
torch.set_num_threads(1)
N, S, T = 7, 2, 40
cell = torch.nn.GRUCell(S, N)
with torch.no_grad():
    for weights in cell.parameters():
        weights.mul_(2.0)


def jacobian_of(u, h):
    step = torch.autograd.functional.jacobian(lambda state: cell(u[None], state[None])[0], h)
    return step.detach()


h, u, series = torch.randn(N), torch.randn(S), torch.randn(T, S)
fixed = torch.zeros(N)
with torch.no_grad():
    for _ in range(5000):
        fixed = cell(u[None], fixed[None])[0]
state, growth = torch.zeros(N), 0.0
for input_now in series:
    growth += torch.linalg.slogdet(jacobian_of(input_now, state))[1].item() / T
    state = cell(input_now[None], state[None])[0].detach()
given = {name: weights.tolist() for name, weights in cell.named_parameters()}
given.update(h=h.tolist(), u=u.tolist(), series=series.tolist(), next=cell(u[None], h[None])[0].tolist(),
             jacobian=jacobian_of(u, h).tolist(), fixed=fixed.tolist(), growth=growth, last=state.tolist(),
             multipliers=sorted(torch.linalg.eigvals(jacobian_of(u, fixed)).abs().tolist()))
print(json.dumps(given))
