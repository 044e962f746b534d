"""A gated recurrent unit by PyTorch, in double precision: torch.nn.GRU of one layer, its states and its gradients.

usage: gru.py SEED [FILE]
Writes JSON to FILE, or prints it: sizes, weights as torch.nn.GRU has them, h0, input (T x B x S), output (T x B x N), the slope
of the loss in the output (T x B x N) and the gradients in weights and h0. tests/data/gru.json was made by `gru.py 1` with
torch 1.13.
"""
import json
import sys

import torch

T, B, S, N = 6, 3, 2, 5
torch.manual_seed(int(sys.argv[1]))
torch.set_default_dtype(torch.float64)
unit = torch.nn.GRU(S, N)
for weights in unit.parameters():
    torch.nn.init.normal_(weights, std=0.7)
h0 = torch.randn(1, B, N, requires_grad=True)
given, slope = torch.randn(T, B, S), torch.randn(T, B, N)
output, _ = unit(given, h0)
(slope * output).sum().backward()
result = {name: weights.detach().tolist() for name, weights in unit.named_parameters()}
result.update({"gradient_" + name: weights.grad.tolist() for name, weights in unit.named_parameters()})
result.update(h0=h0[0].detach().tolist(), gradient_h0=h0.grad[0].tolist(), input=given.tolist(), slope=slope.tolist(),
              output=output.detach().tolist())
with open(sys.argv[2], "w") if len(sys.argv) > 2 else sys.stdout as out:
    json.dump(result, out)
    out.write("\n")
