"""A figure of Vanishing Point in a notebook: it is measured in the browser, and its numbers come to Python.

    figure = VanishingFigure("?networks=512&gain=0.1:2#explore")
    figure                                    # shows it
    figure.result["networks"][0]              # once it is measured, and again after every change

and a training step of a live PyTorch model in the Model view:

    with figure.capture(model):
        loss(model(x), y).backward()

Needs anywidget (pip install anywidget) and the built page (npm run build); for captures PyTorch. Jupyter, JupyterLab, VS Code, Colab and
marimo show it, for all of them speak anywidget.
"""

import contextlib
import functools
import http.server
import os
import pathlib
import sys
import tempfile
import threading

import anywidget
import traitlets

BUILT = pathlib.Path(__file__).resolve().parents[2] / "dist"


def _built(folder=BUILT):
    """The script that a built page hands to others."""
    script = folder / "figure.js"
    if not script.exists():
        raise FileNotFoundError(f"there is no built page in {folder}: npm run build makes it")
    return script


class _Quiet(http.server.SimpleHTTPRequestHandler):
    # Some systems' registries say otherwise, and browsers run nothing else as a module.
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *_):
        pass


@functools.lru_cache(maxsize=None)
def serve(folder=BUILT):
    """Serves the built page to this machine, for as long as the kernel runs, and says where.

    A browser on another machine than the kernel's does not reach it: there say `page="https://…/"`, a host that has it.
    """
    _built(folder)
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


class VanishingFigure(anywidget.AnyWidget):
    """`src` is a link of the page, whole or from `?` on; `result` what its JSON file holds, `files` the bytes of the `formats` asked for."""

    _esm = _built()

    src = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode(help="where the page is, with a slash at its end").tag(sync=True)
    controls = traitlets.Enum(["some", "none"], "some").tag(sync=True)
    theme = traitlets.Enum(["auto", "light", "dark"], "auto").tag(sync=True)
    height = traitlets.Int(0, help="in CSS pixels; 0 is as it is").tag(sync=True)
    formats = traitlets.List(traitlets.Unicode(), help="json, csv, parquet").tag(sync=True)
    given = traitlets.List(help="files that were opened in it: dictionaries of name and bytes").tag(sync=True)
    result = traitlets.Any(help="the numbers of what it shows; None before").tag(sync=True)
    files = traitlets.Dict(help="bytes by format").tag(sync=True)
    refusal = traitlets.Unicode(help="why there are no files").tag(sync=True)

    def __init__(self, src="", **traits):
        super().__init__(src=src, **{"page": traits.pop("page", None) or serve(), **traits})

    def open(self, *paths):
        """Opens files of weights, or a capture, as if they had been dropped on it: the Model view's (`src="#model"`), or the explorer's."""
        self.result = None
        self.given = [{"name": os.path.basename(path), "bytes": pathlib.Path(path).read_bytes()} for path in paths]

    @contextlib.contextmanager
    def capture(self, model, step=None):
        """Opens the training step that is made within the block: forward and `loss.backward()`, each once."""
        pytorch = str(pathlib.Path(__file__).resolve().parents[1] / "pytorch")
        if pytorch not in sys.path:
            sys.path.append(pytorch)
        from capture import capture

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "capture.npz" if step is None else f"capture_{step}.npz")
            with capture(model, path, step):
                yield
            self.open(path)
