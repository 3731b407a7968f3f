"""Records one training step of the recurrent modules of a PyTorch model, for `vanishing-point analyze step.npz`:

    with capture(model, "step.npz", step=1200):
        loss = criterion(model(x), y)  # forward and backward both inside
        loss.backward()
An nn.RNN, LSTM or GRU runs once in it; an RNNCell, LSTMCell or GRUCell once a time step, each call on what its last one gave.
The model, its gradients and its random numbers stay as they are; a step that raises writes nothing. For torch 1.13 and 2.x."""
import contextlib, json, os
import numpy as np, torch
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

class Record:
    def __init__(self, name, module):
        self.name, self.module, self.cell, self.forward = name, module, isinstance(module, torch.nn.RNNCellBase), module.forward
        self.seen, self.blind, self.calls, own = {}, set(), 0, vars(module).get("forward")
        self.undo = [lambda: setattr(module, "forward", own) if own else delattr(module, "forward")]
        module.forward = lambda input, hx=None: (self.run if torch.is_grad_enabled() else self.forward)(input, hx)

    def keep(self, key, tensor, lay=lambda t: t, call=0):
        calls, laid = self.seen.setdefault(key, {}), lay(tensor.detach()).to(torch.promote_types(tensor.dtype, torch.float32))
        calls[call] = calls.get(call, 0) + laid.cpu().numpy().copy()  # gradients of two backward passes add up

    def watch(self, key, tensor, lay=lambda t: t, call=0):
        (self.undo.append(tensor.register_hook(lambda grad: self.keep("d_" + key, grad, lay, call)).remove)
         if tensor.requires_grad else self.blind.add("d_" + key))

    def run(self, x, hx):
        module, cell, call, packed = self.module, self.cell, self.calls, isinstance(x, PackedSequence)
        states = (hx,) if torch.is_tensor(hx) else tuple(hx or ())
        if call and not (cell and len(states) == len(self.given) and all(a is b for a, b in zip(states, self.given))):
            raise RuntimeError(f"capture: {self.name} ran again, not on what its last call returned; run one sequence inside the block")
        if not cell and module.training and module.dropout and module.num_layers > 1:
            raise RuntimeError(f"capture: dropout inside {self.name} cannot be replayed; set its dropout to 0 for this step")
        def steps(t):  # [T, B, features], a packed sequence in the order of its batch
            t = pad_packed_sequence(PackedSequence(t, *x[1:]))[0] if packed else t.unsqueeze(0) if cell else t
            return t.reshape(len(t), -1, t.shape[-1]) if t.dim() == 2 or packed or cell else t.transpose(0, int(module.batch_first))
        state = lambda t: t.reshape(1 if cell else len(t), -1, t.shape[-1])  # [layers * directions, B, units]
        if call == 0:
            for name in ("weight_ih", "weight_hh") + ("bias_ih", "bias_hh") * module.bias if cell else sum(module._all_weights, []):
                self.keep(name, getattr(module, name)), self.watch(name, getattr(module, name))
            [self.keep(key, start, state) for key, start in zip(("hidden", "cell"), states)]
        data = (x.data if packed else x).view_as(x.data)  # a view: gradients of others who read the input are not its own
        self.keep("input", data, steps, call), self.watch("input", data, steps, call)
        out = self.forward(PackedSequence(data, *x[1:]) if packed else data, self.own if call else hx)
        if cell:  # the next call reads the states themselves, so that the views hold what comes from above alone
            self.own, self.given = out, tuple(t.view_as(t) for t in ((out,) if torch.is_tensor(out) else out))
            ends, out = self.given, self.given[0] if torch.is_tensor(out) else self.given
        else:
            ends = out[0].data if packed else out[0], *((out[1],) if torch.is_tensor(out[1]) else out[1])
        for key, end in zip(("output", "cell") if cell else ("output", "hidden", "cell"), ends):
            self.watch(key, end, steps if key == "output" else state, call)
        self.calls, cuda, dtype = call + 1, ends[0].is_cuda, str(ends[0].dtype)[6:]  # what it was computed in, for the check
        if torch.is_autocast_enabled() if cuda else torch.is_autocast_cpu_enabled():
            dtype = str(torch.get_autocast_gpu_dtype() if cuda else torch.get_autocast_cpu_dtype())[6:]
        self.facts = {"name": self.name, "kind": type(module).__name__, "nonlinearity": getattr(module, "nonlinearity", None),
                      "lengths": pad_packed_sequence(x)[1].tolist() if packed else None, "training": module.training, "batch_first": getattr(module, "batch_first", False),
                      "dtype": "tf32" if cuda and dtype == "float32" and torch.backends.cudnn.allow_tf32 else dtype}
        return out

    def arrays(self):  # a cell's calls behind one another, zero where no gradient came, nothing where torch has none for some
        for key, calls in ((key, calls) for key, calls in self.seen.items() if key != "d_input" or key not in self.blind):
            if self.cell and key == "d_cell" and any(call < self.calls - 1 and grad.any() for call, grad in calls.items()):
                raise RuntimeError(f"capture: the loss reads c of {self.name} before its last step, which is not recorded")
            over = range(self.calls) if self.cell and key in ("input", "d_input", "d_output") else (max(calls),)
            yield f"{self.name}/{key}", np.concatenate([calls.get(call, np.zeros_like(calls[max(calls)])) for call in over])

@contextlib.contextmanager
def capture(model, path, step=None):
    if not os.path.isdir(folder := os.path.dirname(os.path.abspath(path))): raise RuntimeError(f"capture: there is no folder {folder}; make it before the step")
    records = [Record(name or "rnn", m) for name, m in model.named_modules() if isinstance(m, (torch.nn.RNNBase, torch.nn.RNNCellBase))]
    try:
        yield
    finally:
        [undo() for record in records for undo in record.undo]
    reached = [record for record in records if record.seen.keys() & {"d_output", "d_hidden", "d_cell"}]
    if not reached:
        raise RuntimeError("capture: no gradient came to a recurrent module; both model(x) and loss.backward() belong inside the block")
    facts = {"version": 1, "framework": f"pytorch {torch.__version__}", "step": step if step is None else int(step), "modules": [record.facts for record in reached],
             "without_gradient": [record.name for record in records if record not in reached]}
    np.savez(path, capture=json.dumps(facts), **{key: array for record in reached for key, array in record.arrays()})
