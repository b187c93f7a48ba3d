# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Chromium, driven by its DevTools protocol over a pair of pipes.

Its policy stands in a directory of the machine; the test puts one of its own over that directory
in a mount namespace, which only this Chromium sees.
"""

import json
import os
import select
import time

from . import nginx, process

POLICIES = "/etc/chromium"
ETC_CHROMIUM = "etc-chromium"  # in a sandbox's own directory: what is to be /etc/chromium

# The browser reads commands from descriptor 3 and writes events to descriptor 4.
WITH_PIPES = 'exec "$@" 3<&"$VALUX_TO_BROWSER" 4>&"$VALUX_FROM_BROWSER"'
WITH_POLICIES = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'

OPTIONS = [
    "--headless",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
]


class Pipe:
    """Messages of JSON, each ended by a zero byte."""

    def __init__(self, to_browser, from_browser):
        self._to_browser = to_browser
        self._from_browser = from_browser
        self._buffer = b""

    def send(self, message):
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to_browser, data):]

    def receive(self, deadline):
        """The next message; None after the deadline."""
        while b"\0" not in self._buffer:
            readable, _, _ = select.select([self._from_browser], [], [],
                                           max(0, deadline - time.monotonic()))
            if not readable:
                return None
            data = os.read(self._from_browser, 65536)
            if not data:
                return None
            self._buffer += data
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def close(self):
        for descriptor in (self._to_browser, self._from_browser):
            os.close(descriptor)


class Chromium:
    """A running Chromium of a person, who must not be root: its sandbox is on."""

    def __init__(self, home, policies, name="chromium"):
        self.home = home
        self._start(policies, name)
        self._number = 0
        self._events = []
        self._visits = 0
        target = self._command("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._command(
            "Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self._command("Page.enable", session=self._session)

    def _start(self, policies, name):
        """Starts the browser; sets `process` and `_pipe`."""
        data = self.home.make_directory(name)
        policies_directory = self.home.place.own_directory(f"{name}-policies")
        write_policies(policies_directory, policies)
        browser_reads, to_browser = os.pipe()
        from_browser, browser_writes = os.pipe()
        os.set_inheritable(to_browser, False)
        self.process = self.home.start(
            ["bash", "-c", WITH_PIPES, "bash", "chromium", *OPTIONS, f"--user-data-dir={data}",
             "about:blank"],
            before=["unshare", "--mount", "sh", "-c", WITH_POLICIES, "sh",
                    policies_directory, POLICIES],
            variables={"VALUX_TO_BROWSER": str(browser_reads),
                       "VALUX_FROM_BROWSER": str(browser_writes)},
            pass_fds=(browser_reads, browser_writes))
        os.close(browser_reads)
        os.close(browser_writes)
        self._pipe = Pipe(to_browser, from_browser)

    def _receive(self, deadline):
        message = self._pipe.receive(deadline)
        if message is None:
            raise process.ProcessFailure(f"no message from {self.process.describe()}")
        return message

    def _command(self, method, parameters=None, session=None):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters or {}}
        if session is not None:
            message["sessionId"] = session
        self._pipe.send(message)
        deadline = time.monotonic() + process.DEADLINE
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self._number:
                break
            self._events.append(answer)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def _wait_for_event(self, method):
        deadline = time.monotonic() + process.DEADLINE
        while True:
            while self._events:
                event = self._events.pop(0)
                if event.get("method") == method:
                    return event["params"]
            self._events.append(self._receive(deadline))

    def load(self, url):
        """Loads a page; returns its text."""
        self._events.clear()
        result = self._command("Page.navigate", {"url": url}, self._session)
        if result.get("errorText"):
            raise AssertionError(f"{url}: {result['errorText']}")
        self._wait_for_event("Page.loadEventFired")
        result = self._command("Runtime.evaluate", {"expression": "document.body.innerText"},
                               self._session)
        return result["result"]["value"]

    def visit(self, server, protocol="TLSv1.3"):
        """Loads a page of the server that was never loaded before; returns its answer."""
        self._visits += 1
        answer = nginx.Answer(self.load(server.url(protocol, f"/visit{self._visits}")))
        assert answer.uri == f"/visit{self._visits}", answer.text
        return answer

    def stop(self):
        """Ends Chromium, whatever it is doing."""
        self.process.stop()
        self._pipe.close()

    def close(self):
        """Lets Chromium end by itself; returns its exit status."""
        self._command("Browser.close")
        return self.process.wait()


class SandboxedChromium(Chromium):
    """A Chromium that the program of a sandbox starts, as root and so without its own sandbox.

    Its program takes two named pipes, since no descriptor of ours comes into a Flatpak, and what is
    to be /etc/chromium, before the options. All of them are in the sandbox's own directory.
    """

    def __init__(self, sandbox, policies):
        self._sandbox = sandbox
        super().__init__(sandbox.home, policies)

    def _start(self, policies, name):
        data = self._sandbox.data
        write_policies(data / ETC_CHROMIUM, policies)
        pipes = [data / "to-browser", data / "from-browser"]
        for pipe in pipes:
            os.mkfifo(pipe)
        opened = [os.open(pipe, os.O_RDWR | os.O_CLOEXEC) for pipe in pipes]
        self.process = self.home.start(
            [self._sandbox.program, *pipes, data / ETC_CHROMIUM, "--no-sandbox", *OPTIONS,
             f"--user-data-dir={data / name}", "about:blank"])
        self._pipe = Pipe(*opened)


def write_policies(directory, policies):
    """Writes managed policies to what Chromium is to see as /etc/chromium."""
    managed = directory / "policies/managed"
    managed.mkdir(parents=True, exist_ok=True)
    (managed / "valux-test.json").write_text(json.dumps(policies), encoding="utf-8")


def trust(home, database, certificate):
    """Trusts a CA for servers in the NSS database that Chromium reads."""
    file = home.write("server-ca.pem", certificate.read_text())
    home.run(["certutil", "-A", "-d", f"sql:{database}", "-n", "Server CA", "-t", "C,,",
              "-i", file])


def choose_automatically(*servers):
    """The policy that presents a certificate to these servers without asking."""
    urls = [server.url(protocol, "") for server in servers for protocol in server.ports]
    return {"AutoSelectCertificateForUrls":
            [json.dumps({"pattern": url, "filter": {}}) for url in urls]}
