# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox: a profile of a person's own, the running browser, and the question which certificate."""

import configparser
import json

from . import marionette, nginx

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
    # Whatever else wants out finds a port that nobody listens on.
    "network.proxy.allow_hijacking_localhost": False,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "network.trr.mode": 5,
    "security.OCSP.enabled": 0,
    "security.dialog_enable_delay": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.autofillForms": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}

# Begins to load a page in the tab, and listens for its end and for the question for a certificate.
BEGIN = """
const [address] = arguments;
const browser = gBrowser.selectedBrowser;
window.valuxQuestion = null;
window.valuxEvent = new Promise(resolve => { window.valuxHappened = resolve; });
window.valuxListener ??= {
    QueryInterface: ChromeUtils.generateQI(["nsIWebProgressListener", "nsISupportsWeakReference"]),
    onStateChange(progress, request, flags, status) {
        const end = Ci.nsIWebProgressListener.STATE_STOP |
                    Ci.nsIWebProgressListener.STATE_IS_NETWORK;
        if ((flags & end) == end && progress.isTopLevel &&
            request.QueryInterface(Ci.nsIChannel).originalURI.spec == window.valuxAddress)
            window.valuxHappened({what: "loaded", status: status >>> 0});
    },
};
window.valuxObserver ??= {
    observe(subject) {
        window.valuxQuestion = subject.ownerDocument;
        window.valuxHappened({what: "question"});
    },
};
if (window.valuxAddress === undefined)
    Services.obs.addObserver(window.valuxObserver, "cert-dialog-loaded");
else
    browser.removeProgressListener(window.valuxListener);
browser.addProgressListener(window.valuxListener, Ci.nsIWebProgress.NOTIFY_STATE_NETWORK);
window.valuxAddress = address;
browser.loadURI(Services.io.newURI(address),
                {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()});
"""

NEXT_EVENT = "return await window.valuxEvent;"

OFFERED = """
return Array.from(window.valuxQuestion.querySelectorAll("#nicknames menuitem"), item => item.label);
"""

# Answers the question: the place of the chosen certificate in the list, or -1 for none.
ANSWER = """
const [place, remember] = arguments;
const question = window.valuxQuestion;
window.valuxEvent = new Promise(resolve => { window.valuxHappened = resolve; });
question.getElementById("rememberSetting").value = remember;
const dialog = question.getElementById("certAuthAsk");
if (place < 0) {
    dialog.cancelDialog();
} else {
    question.getElementById("nicknames").selectedIndex = place;
    dialog.acceptDialog();
}
"""

MODULES = """
const database = Cc["@mozilla.org/security/pkcs11moduledb;1"].getService(Ci.nsIPKCS11ModuleDB);
const modules = {};
for (const module of await database.listModules())
    modules[module.name] = Array.from(module.slots, slot => slot.tokenName);
return modules;
"""

FORGET = """
if (window.valuxQuestion?.defaultView?.closed === false) {
    window.valuxQuestion.getElementById("rememberSetting").value = "0";
    window.valuxQuestion.getElementById("certAuthAsk").cancelDialog();
}
Cc["@mozilla.org/security/clientAuthRememberService;1"]
    .getService(Ci.nsIClientAuthRememberService).clearRememberedDecisions();
"""

REMEMBER = {"never": "0", "permanently": "1", "this session": "2"}


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
        self.marionette.script(BEGIN, server.url(protocol, f"/visit{self._visits}"))

    def answer(self):
        """Waits for the page that was begun; returns what the server says of this client."""
        event = self.marionette.script(NEXT_EVENT)
        if event["what"] == "question":
            raise AssertionError("Firefox asks which certificate to use")
        if event["status"] != 0:
            raise AssertionError(f"the page was not loaded: error {event['status']:#x}")
        answer = nginx.Answer(self.page_text())
        assert answer.uri == f"/visit{self._visits}", answer.text
        return answer

    def visit(self, server, protocol="TLSv1.3"):
        """Loads a page of the server, for which no question may come; returns its answer."""
        self.begin(server, protocol)
        return self.answer()

    def question(self):
        """Waits for the question which certificate to use; returns the names that it offers.

        Each is the subject's common name.
        """
        event = self.marionette.script(NEXT_EVENT)
        if event["what"] != "question":
            raise AssertionError(f"Firefox did not ask which certificate to use: {event}")
        return [label.split(" [")[0] for label in self.marionette.script(OFFERED)]

    def choose(self, place, remember="never"):
        """Answers the question with the certificate at this place of the list, -1 for none."""
        self.marionette.script(ANSWER, place, REMEMBER[remember])

    def forget(self):
        """Closes an open question and forgets remembered answers, as the person can."""
        self.marionette.script(FORGET)

    def modules(self):
        """The PKCS#11 modules that are loaded, and the names of their tokens."""
        return self.marionette.script(MODULES)

    def page_text(self):
        self.marionette.command("Marionette:SetContext", {"value": "content"})
        try:
            return self.marionette.command(
                "WebDriver:ExecuteScript",
                {"script": "return document.body.innerText", "args": []})["value"]
        finally:
            self.marionette.command("Marionette:SetContext", {"value": "chrome"})

    def stop(self):
        """Ends Firefox, whatever it is doing."""
        self.marionette.close()
        self.process.stop()

    def close(self):
        """Lets Firefox end by itself, as the person's Quit does; returns its exit status."""
        self.marionette.command("Marionette:Quit", {"flags": ["eForceQuit"]})
        self.marionette.close()
        return self.process.wait()
