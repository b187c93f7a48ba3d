# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox: a profile of a person's own, the running browser, and the question which certificate."""

import configparser
import json
import time

from . import marionette, nginx, process

# The browser keeps to itself: nothing but what a test asks for goes over the network.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.chrome.site_icons": False,
    "browser.contentblocking.features.strict": "",
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.search.update": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "browser.urlbar.speculativeConnect.enabled": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "dom.security.https_first": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.provider.network.url": "",
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "security.OCSP.enabled": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.autofillForms": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}

# Loads a page in the tab and says how that ended; 0 stands for success.
LOAD = """
const [address] = arguments;
const browser = gBrowser.selectedBrowser;
window.valuxLoad = new Promise(resolve => {
    const listener = {
        QueryInterface: ChromeUtils.generateQI(["nsIWebProgressListener",
                                                "nsISupportsWeakReference"]),
        onStateChange(progress, request, flags, status) {
            const end = Ci.nsIWebProgressListener.STATE_STOP |
                        Ci.nsIWebProgressListener.STATE_IS_NETWORK;
            if ((flags & end) != end || !progress.isTopLevel ||
                request?.QueryInterface(Ci.nsIChannel).originalURI.spec != address)
                return;
            browser.removeProgressListener(listener);
            resolve({status: status >>> 0, text: null});
        },
    };
    browser.addProgressListener(listener, Ci.nsIWebProgress.NOTIFY_STATE_WINDOW |
                                          Ci.nsIWebProgress.NOTIFY_STATE_NETWORK);
    window.valuxListener = listener;
});
browser.loadURI(Services.io.newURI(address),
                {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()});
"""

LOADED = "return await window.valuxLoad;"

# The nicknames that the question for a certificate offers, once it can be answered.
QUESTION = """
const frame = gBrowser.getTabDialogBox(gBrowser.selectedBrowser)
    .getTabDialogManager()._dialogs.concat(
        gBrowser.getTabDialogBox(gBrowser.selectedBrowser).getContentDialogManager()._dialogs)
    .map(dialog => dialog._frame)
    .find(candidate => candidate?.contentWindow?.location.href.includes("clientauthask"));
if (!frame)
    return null;
const content = frame.contentDocument;
if (!content.getElementById("clientAuthCertDetailsKeyUsages")?.textContent)
    return null;
return Array.from(content.querySelectorAll("#nicknames menuitem"), item => item.label);
"""


def name_of(status):
    return "success" if status == 0 else f"error {status:#x}"


class Profile:
    """A Firefox profile that Firefox itself made in a person's home."""

    def __init__(self, home, name):
        self.home = home
        self.name = name
        home.run(["firefox-esr", "--headless", "-CreateProfile", name])
        self.directory = self._find()
        self.preferences = dict(QUIET)

    def _find(self):
        base = self.home.directory / ".config/mozilla/firefox"
        profiles = configparser.ConfigParser()
        profiles.read(base / "profiles.ini")
        for section in profiles.values():
            if section.get("Name") == self.name:
                return base / section["Path"]
        raise FileNotFoundError(f"{base}/profiles.ini does not name the profile {self.name}")

    def trust(self, certificate):
        """Trusts a CA for servers, as the person can in the certificate manager."""
        self.home.run(["certutil", "-A", "-d", f"sql:{self.directory}", "-n", "Test CA",
                       "-t", "C,,", "-i", certificate])

    def write_preferences(self, automatic):
        chosen = {**self.preferences, "marionette.port": 0, "security.default_personal_cert":
                  "Select Automatically" if automatic else "Ask Every Time"}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                 for name, value in chosen.items()]
        (self.directory / "user.js").write_text("".join(lines), encoding="utf-8")


class Firefox:
    """A running Firefox with this profile."""

    def __init__(self, profile, automatic=True):
        self.profile = profile
        profile.write_preferences(automatic)
        self.process = profile.home.start(
            ["firefox-esr", "--headless", "--marionette", "--remote-allow-system-access",
             "--no-remote", "--profile", profile.directory],
            variables={"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_DISABLE_AUTO_SAFE_MODE": "1"})
        port = int(self.process.wait_for_line(r"Marionette\s+INFO\s+Listening on port (\d+)")
                   .group(1))
        self.marionette = marionette.Marionette(port, self.process.describe)
        self._visits = 0

    def begin(self, server, protocol="TLSv1.3"):
        """Begins to load a page of the server that was never loaded before."""
        self._visits += 1
        self.marionette.script(LOAD, server.url(protocol, f"/visit{self._visits}"))

    def answer(self):
        """Waits for the page that was begun; returns what the server says of this client."""
        status = self.marionette.script(LOADED)["status"]
        if status != 0:
            raise AssertionError(f"the page was not loaded: {name_of(status)}")
        answer = nginx.Answer(self.page_text())
        assert answer.uri == f"/visit{self._visits}", answer.text
        return answer

    def visit(self, server, protocol="TLSv1.3"):
        """Loads a page of the server, for which no question may come; returns its answer."""
        self.begin(server, protocol)
        return self.answer()

    def page_text(self):
        self.marionette.command("Marionette:SetContext", {"value": "content"})
        try:
            return self.marionette.command(
                "WebDriver:ExecuteScript",
                {"script": "return document.body.innerText", "args": []})["value"]
        finally:
            self.marionette.command("Marionette:SetContext", {"value": "chrome"})

    def question(self):
        """Waits for the question which certificate to use; returns the nicknames it offers."""
        return process.wait_until(lambda: self.marionette.script(QUESTION),
                                  "Firefox asks for a certificate")

    def close(self):
        """Lets Firefox end by itself, as the person's Quit does; returns its exit status."""
        self.marionette.command("Marionette:Quit", {"flags": ["eForceQuit"]})
        self.marionette.close()
        return self.process.wait()
