# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A server in front of the sandbox centre that holds requests with a password in them back."""

import http.server
import ssl
import threading

PASSED_ON = ("Authorization", "Content-Type")
GIVEN_BACK = ("Content-Type", "Retry-After")


class HeldCentre:
    """Passes requests on; those that have been authenticated for wait until `open()`.

    `scheme` is the one way of authentication that it offers: Basic or Digest. `drops` of the held
    requests are lost: the connection is closed instead of an answer. `stale` answers the first of
    the others with a new challenge, since the old one has become stale (RFC 7616, section 3.3).
    """

    def __init__(self, centre, scheme, drops=0, stale=False):
        self.centre = centre
        self.scheme = scheme
        self.drops = drops
        self.stale = stale
        self.held = 0  # requests that are waiting, or were lost
        self._opened = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.pass_on(None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if "Authorization" in self.headers:
                    outer.held += 1
                    if outer.held <= outer.drops:
                        self.close_connection = True
                        return
                    outer._opened.wait()
                    if outer.stale:
                        outer.stale = False
                        del self.headers["Authorization"]
                        self.pass_on(body, ", stale=true")
                        return
                self.pass_on(body)

            def pass_on(self, body, added=""):
                headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
                answer = outer.centre.request(self.command, self.path, body=body, headers=headers)
                self.send_response(answer.status)
                for name in GIVEN_BACK:
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                for challenge in answer.headers.get_all("WWW-Authenticate", []):
                    if challenge.startswith(outer.scheme):
                        self.send_header("WWW-Authenticate", challenge + added)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(centre.server_certificate, centre.server_key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def open(self):
        """Passes the held requests on, and holds none back any more."""
        self._opened.set()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.open()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
