"""A JupyterLab with one notebook in front of a browser, for the benchmarks of panels."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograder.lab.launch import PROMPT, free_port

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.debian import find

FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
]  # fmt: skip
KERNEL_IDLE = """() => {
  const app = window.jupyterapp, here = app && app.shell.currentWidget;
  const session = here && here.sessionContext && here.sessionContext.session;
  return !!session && !!session.kernel && session.kernel.status === 'idle';
}"""


def notebook(*sources):
    """Return the text of a notebook with these code cells."""
    cells = [
        {"cell_type": "code", "id": f"c{k}", "source": source, "metadata": {}, "outputs": [],
         "execution_count": None}
        for k, source in enumerate(sources)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    )


@contextmanager
def server(folder, command=(sys.executable, "-m", "jupyterlab")):
    """Run JupyterLab in a folder; give its port."""
    port = free_port(9400)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(folder / f".{name.lower()}")
    options = [
        "--no-browser", "--allow-root", "--IdentityProvider.token=", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
        f"--ServerApp.kernel_websocket_connection_class={PROMPT}",  # as `autograder lab` has it
        "--LabApp.expose_app_in_browser=True", "--ServerApp.disable_check_xsrf=True",
    ]  # fmt: skip
    log = folder / ".server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", process, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(url, process, log):
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start: {log.read_text()}")


@contextmanager
def page(width=1280, height=900):
    """Open a browser; give a page of it."""
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find("chromium"), args=flags)
        made = opened.new_page(viewport={"width": width, "height": height})
        made.set_default_timeout(60_000)
        yield made
        opened.close()


def open_and_run(page, port, name):
    """Open a notebook, run all its cells, wait until the kernel rests."""
    page.goto(f"http://127.0.0.1:{port}/lab/tree/{name}", wait_until="domcontentloaded")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.wait_for_function(KERNEL_IDLE)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.locator(".nnf-panel canvas, .jupyter-matplotlib canvas").first.wait_for()
    page.wait_for_timeout(1000)
    page.wait_for_function(KERNEL_IDLE)
    page.wait_for_timeout(1500)


def execute(page, code):
    """Run code in the kernel; return how long it took, in ms, and what it printed."""
    return page.evaluate(
        """async code => {
          const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          const start = performance.now();
          let printed = '';
          const future = kernel.requestExecute({code, store_history: false});
          future.onIOPub = m => { if (m.header.msg_type === 'stream') printed += m.content.text;
                                  if (m.header.msg_type === 'error') printed += m.content.evalue; };
          await future.done;
          return [performance.now() - start, printed];
        }""",
        code,
    )


class Traffic:
    """Counts what comes through the web sockets of a page, until it is left.

    While it counts, the browser copies every frame for it: it should not go on beside what is
    measured next.
    """

    def __init__(self, page):
        self.received = self.bytes = 0
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.webSocketFrameReceived", self._count)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._session.detach()

    def _count(self, event):
        frame = event["response"]
        size = len(frame["payloadData"])
        self.received += 1
        self.bytes += size * 3 // 4 if frame["opcode"] == 2 else size


class SlowLine:
    """A proxy before a port of this machine that keeps everything back for a while.

    Parameters
    ----------
    port : int
    delay : float
        Seconds, each way.
    """

    def __init__(self, port, delay):
        self._target, self._delay = port, delay
        self.port = free_port(9700)
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()

        async def serve():
            await asyncio.start_server(self._connect, "127.0.0.1", self.port)
            ready.set()

        self._loop.create_task(serve())
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        ready.wait(10)

    async def _connect(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, reader, writer):
        waiting = asyncio.Queue()

        async def deliver():
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(max(0, due - self._loop.time()))
                if data is None:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        task = asyncio.ensure_future(deliver())
        try:
            while data := await reader.read(65536):
                waiting.put_nowait((self._loop.time() + self._delay, data))
        except OSError:
            pass
        waiting.put_nowait((self._loop.time() + self._delay, None))
        await task
