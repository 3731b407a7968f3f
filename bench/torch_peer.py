"""PyTorch in the CPU comparison: bmm and autograd on all threads, float32, with the norms of all steps.

    torch_peer.py weights states networks steps checked

weights: float32 [networks × N × N]; states: float32 [networks × N]. Says hello with its version, then answers each
line on stdin with a pass: its milliseconds, and log10 of the norm of ∂L/∂h_0 of the first networks.

PyTorch: on Debian `apt-get install python3-torch`, elsewhere `pip install torch`.
"""

import os
import sys
import time

import torch

weights_path, states_path, networks, steps, checked = sys.argv[1:]
torch.set_num_threads(os.cpu_count() or 1)
networks, steps, checked = int(networks), int(steps), int(checked)


def read(path):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.float32)


initial = read(states_path).reshape(networks, -1, 1)
weights = read(weights_path).reshape(networks, initial.shape[1], initial.shape[1])


def norms_of(vectors):
    return torch.stack([torch.linalg.vector_norm(vector, dim=(1, 2)) for vector in vectors]).log10()


def run():
    states = [initial.clone().requires_grad_()]
    for _ in range(steps):
        state = torch.tanh(torch.bmm(weights, states[-1]))
        state.retain_grad()
        states.append(state)
    states[-1].sum().backward()
    with torch.no_grad():
        norms_of(states)
        return norms_of([state.grad for state in states])


print(f"{torch.__version__} on {torch.get_num_threads()} threads", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    norms = run()
    elapsed = 1e3 * (time.perf_counter() - start)
    print(elapsed, *norms[0, :checked].tolist(), flush=True)
