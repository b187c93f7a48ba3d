# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A web server on loopback that demands a client certificate and answers with its subject."""

import contextlib
import re
import socket

HOST = "127.0.0.1"
NO_CERTIFICATE = "none"

CONFIGURATION = """
daemon off;
pid {directory}/nginx.pid;
error_log stderr notice;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    log_format told '$time_local $server_port $ssl_protocol $ssl_client_s_dn $request';
    access_log /dev/stderr told;
    default_type text/html;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_client_certificate {authorities};
    ssl_verify_depth 3;
    ssl_verify_client on;
    {sessions}
    keepalive_timeout {keep_alive};
    client_header_timeout 120;
    {servers}
}}
"""

# Each connection begins with a whole handshake, unless clients may resume an earlier session.
WHOLE_HANDSHAKES = "ssl_session_cache off; ssl_session_tickets off; ssl_conf_command NumTickets 0;"
RESUMPTION = "ssl_session_cache shared:sessions:1m; ssl_session_tickets on;"

# 495: the client's certificate is refused; 496: it sent none. The page has an icon in it, since a
# browser's own request for one could fall into a change that the test makes after the page.
SERVER = """
    server {{
        listen {host}:{port} ssl;
        ssl_protocols {protocol};
        add_header Cache-Control no-store always;
        error_page 495 496 =200 @without;
        location / {{
            return 200 "subject=[$ssl_client_s_dn] serial=[$ssl_client_serial] \
protocol=[$ssl_protocol] resumed=[$ssl_session_reused] connection=[$connection] \
uri=[$request_uri]\n<link rel='icon' href='data:,'>";
        }}
        location @without {{
            return 200 "subject=[none] serial=[] verify=[$ssl_client_verify] \
protocol=[$ssl_protocol] resumed=[$ssl_session_reused] connection=[$connection] \
uri=[$request_uri]\n<link rel='icon' href='data:,'>";
        }}
    }}
"""


class Answer:
    """What the server says about the client's connection and certificate."""

    def __init__(self, text):
        self.text = text
        fields = dict(re.findall(r"(\w+)=\[([^\]]*)\]", text))
        if "subject" not in fields:
            raise AssertionError(f"not an answer of the server: {text!r}")
        name = re.search(r"\bCN=([^,/]*)", fields["subject"])
        self.common_name = name.group(1) if name else NO_CERTIFICATE
        self.serial = fields["serial"].lower()
        self.protocol = fields["protocol"]
        self.resumed = fields["resumed"] == "r"
        self.connection = fields["connection"]
        self.uri = fields["uri"]


class Server:
    """An nginx with one port for each TLS version, chosen by the kernel."""

    def __init__(self, home, centre, name="nginx", keep_alive=0, resumption=False):
        directory = home.make_directory(name)
        protocols = ("TLSv1.2", "TLSv1.3")
        self.ports = {}
        with contextlib.ExitStack() as sockets:
            listeners = []
            for protocol in protocols:
                listener = sockets.enter_context(socket.create_server((HOST, 0), backlog=64))
                listeners.append(listener.fileno())
                self.ports[protocol] = listener.getsockname()[1]
            file = home.write(f"{name}/nginx.conf", CONFIGURATION.format(
                directory=directory, certificate=centre.server_certificate,
                key=centre.server_key, authorities=centre.authorities, keep_alive=keep_alive,
                sessions=RESUMPTION if resumption else WHOLE_HANDSHAKES,
                servers="".join(SERVER.format(host=HOST, port=self.ports[protocol],
                                              protocol=protocol) for protocol in protocols)))
            # nginx takes over open sockets that this variable names: no port is lost to a race.
            self.process = home.start(
                ["nginx", "-p", directory, "-e", "stderr", "-c", file], pass_fds=listeners,
                variables={"NGINX": "".join(f"{listener};" for listener in listeners)})

    def url(self, protocol="TLSv1.3", path="/"):
        return f"https://{HOST}:{self.ports[protocol]}{path}"
