"""PyTorch in the comparison of learning: bmm batched over networks, all threads, float32, Adam over stacked parameters.

    torch_learning.py theta numbers networks hidden steps batch rate way checked

theta: float32 [networks × parameters], W_hh, W_ih, b, W_out, b_out one after another; numbers: float32 [updates × networks ×
batch], what each sequence asks for: the first input and the last answer. The way is "hand" (backward written out, one product
for all steps of ∂L/∂W_hh) or "autograd" (torch.optim.Adam, foreach). Says hello with its version, then answers each line, a number
of updates, with its milliseconds and the losses of the first networks.
"""

import os
import sys
import time

import torch

theta_path, numbers_path, *sizes, rate, way, checked = sys.argv[1:]
torch.set_num_threads(os.cpu_count() or 1)
B, N, T, S = map(int, sizes)
rate, checked = float(rate), int(checked)


def read(path):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.float32)


theta = read(theta_path).reshape(B, -1)
numbers = read(numbers_path).reshape(-1, B, S)
beta1, beta2, epsilon = 0.9, 0.999, 1e-8
done = 0


def parts(of):
    W, U, b, V, c = of.split([N * N, N, N, N, 1], 1)
    return W.view(B, N, N), U.view(B, 1, N), b.view(B, 1, N), V.view(B, N, 1), c.view(B, 1, 1)


class ByHand:
    def __init__(self):
        self.theta = theta.clone()
        self.gradient, self.first, self.second = (torch.zeros_like(theta) for _ in range(3))
        self.parts, self.sums = parts(self.theta), parts(self.gradient)
        self.h = torch.zeros(T + 1, B, S, N)
        self.d = torch.zeros(T, B, S, N)
        self.updates = 0

    def update(self, x):
        (W, U, b, V, c), (gW, gU, gb, gV, gc) = self.parts, self.sums
        h, d, x, Wt = self.h, self.d, x.unsqueeze(2), W.transpose(1, 2)
        torch.tanh(torch.baddbmm(b, x, U), out=h[1])
        for t in range(1, T):
            torch.baddbmm(b, h[t], Wt, out=h[t + 1])
            h[t + 1].tanh_()
        error = torch.baddbmm(c, h[T], V).sub_(x)
        losses = error.square().mean((1, 2))
        error.mul_(2 / S)
        torch.bmm(h[T].transpose(1, 2), error, out=gV)
        gc.copy_(error.sum(1, keepdim=True))
        slope = torch.addcmul(torch.ones(()), h[1:], h[1:], value=-1)
        torch.mul(torch.bmm(error, V.transpose(1, 2)), slope[T - 1], out=d[T - 1])
        for t in range(T - 1, 0, -1):
            torch.bmm(d[t], W, out=d[t - 1])
            d[t - 1].mul_(slope[t - 1])
        rows = lambda of: of.permute(1, 0, 2, 3).reshape(B, -1, N)
        torch.bmm(rows(d[1:]).transpose(1, 2), rows(h[1:T]), out=gW)
        torch.bmm(x.transpose(1, 2), d[0], out=gU)
        gb.copy_(d.sum((0, 2)).unsqueeze(1))
        self.updates += 1
        g = self.gradient
        self.first.mul_(beta1).add_(g, alpha=1 - beta1)
        self.second.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        bias1, bias2 = 1 - beta1**self.updates, 1 - beta2**self.updates
        self.theta.addcdiv_(self.first, self.second.sqrt().div_(bias2**0.5).add_(epsilon), value=-rate / bias1)
        return losses


class Autograd:
    def __init__(self):
        self.parameters = [part.clone().requires_grad_() for part in parts(theta)]
        self.optimizer = torch.optim.Adam(self.parameters, lr=rate, foreach=True)

    def update(self, x):
        W, U, b, V, c = self.parameters
        x, Wt = x.unsqueeze(2), W.transpose(1, 2)
        h = torch.tanh(torch.baddbmm(b, x, U))
        for _ in range(1, T):
            h = torch.tanh(torch.baddbmm(b, h, Wt))
        losses = (torch.baddbmm(c, h, V) - x).square().mean((1, 2))
        self.optimizer.zero_grad(set_to_none=True)
        losses.sum().backward()
        self.optimizer.step()
        return losses.detach()


learner = {"hand": ByHand, "autograd": Autograd}[way]()
torch.set_grad_enabled(way == "autograd")
print(f"{torch.__version__} on {torch.get_num_threads()} threads", flush=True)
for line in sys.stdin:
    updates = int(line)
    start = time.perf_counter()
    losses = [learner.update(numbers[(done + i) % len(numbers)]) for i in range(updates)]
    elapsed = 1e3 * (time.perf_counter() - start)
    done += updates
    print(elapsed, *torch.stack(losses)[:, :checked].flatten().tolist(), flush=True)
