# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""An EST server of another make, in front of the sandbox centre: it knows only HTTP Basic."""

import base64
import http.server
import ssl
import threading


class BasicCentre:
    """The server. It refuses what real servers refuse; `change` may alter its answers."""

    def __init__(self, centre):
        self.centre = centre
        self.requests = []   # (path, body) of the enrolments that were let through
        self.passwords = []  # and their passwords
        self.path = ""       # of the request that is changed now
        self.label = ""      # behind /.well-known/est
        self.challenge = 'Basic realm="est"'
        self.drops = False   # whether connections are closed when an enrolment has come
        self.dropped = 0
        self.change = lambda status, headers, body: (status, headers, body)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.pass_on(None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if outer.drops:
                    outer.dropped += 1
                    self.close_connection = True
                    return
                login = self.headers.get("Authorization", "")
                if not login.startswith("Basic "):
                    self.answer(401, {"WWW-Authenticate": outer.challenge}, b"")
                    return
                if self.headers["Content-Type"] != "application/pkcs10" or \
                        "Transfer-Encoding" in self.headers or \
                        any(len(line) > 64 for line in body.split(b"\n")):
                    self.answer(400, {"Content-Type": "text/plain"}, b"not as it must be")
                    return
                outer.requests.append((self.path, body))
                password = base64.b64decode(login.split(" ")[1]).decode().split(":", 1)[1]
                outer.passwords.append(password)
                self.pass_on(body)

            def pass_on(self, body):
                headers = {name: self.headers[name] for name in ("Authorization", "Content-Type")
                           if name in self.headers}
                outer.path = self.path
                path = self.path.replace("/est" + outer.label + "/", "/est/", 1)
                answer = outer.centre.request(self.command, path, body=body, headers=headers)
                kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After")
                        if name in answer.headers}
                self.answer(*outer.change(answer.status, kept, answer.body))

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(centre.path("server.pem"), centre.path("server-key.pem"))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def as_der(status, headers, body):
    """The change that answers raw DER instead of base64."""
    if headers.get("Content-Type", "").startswith("application/pkcs7-mime"):
        body = base64.b64decode(body)
    return status, headers, body
