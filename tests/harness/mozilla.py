# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What Firefox and Thunderbird have in common: profiles, preferences, starting and ending."""

import configparser
import json

from . import marionette

# Preferences that keep the program from using the network, except for what a test asks for.
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
    # Everything else goes to a proxy on a port where nobody listens.
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

MODULES = """
const database = Cc["@mozilla.org/security/pkcs11moduledb;1"].getService(Ci.nsIPKCS11ModuleDB);
const modules = {};
for (const module of await database.listModules())
    modules[module.name] = Array.from(module.slots, slot => slot.tokenName);
return modules;
"""


class Profile:
    """A profile that the program itself made in a person's home."""

    def __init__(self, home, program, base, name):
        self.home = home
        self.program = program
        self.preferences = dict(QUIET)
        home.run([program, "--headless", "-CreateProfile", name])
        self.directory = self._find(home.directory / base, name)

    @staticmethod
    def _find(base, name):
        profiles = configparser.ConfigParser()
        profiles.read(base / "profiles.ini")
        for section in profiles.values():
            if section.get("Name") == name:
                return base / section["Path"]
        raise FileNotFoundError(f"{base}/profiles.ini does not name the profile {name}")

    def trust(self, certificate):
        """Trusts a CA for servers and mail, as the person can in the certificate manager."""
        self.home.run(["certutil", "-A", "-d", f"sql:{self.directory}", "-n", "Test CA",
                       "-t", "C,C,", "-i", certificate])

    def write_preferences(self, preferences):
        """Writes the preferences that the program starts with."""
        chosen = {**self.preferences, **preferences, "marionette.port": 0}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                 for name, value in chosen.items()]
        (self.directory / "user.js").write_text("".join(lines), encoding="utf-8")


class Program:
    """A running program with a profile, under remote control."""

    def __init__(self, profile, automatic):
        self.profile = profile
        profile.write_preferences({"security.default_personal_cert":
                                   "Select Automatically" if automatic else "Ask Every Time"})
        self.process = profile.home.start(
            [profile.program, "--headless", "--marionette", "--remote-allow-system-access",
             "--no-remote", "--profile", profile.directory],
            variables={"MOZ_CRASHREPORTER_DISABLE": "1"})
        port = int(self.process.wait_for_line(r"Marionette\s+INFO\s+Listening on port (\d+)")
                   .group(1))
        self.marionette = marionette.Marionette(port, self.process.describe)

    def modules(self):
        """The PKCS#11 modules that are loaded, and the names of their tokens."""
        return self.marionette.script(MODULES)

    def stop(self):
        """Ends the program, whatever it is doing."""
        self.marionette.close()
        self.process.stop()

    def close(self):
        """Lets the program end by itself, as the person's Quit does; returns its exit status."""
        self.marionette.command("Marionette:Quit", {"flags": ["eForceQuit"]})
        self.marionette.close()
        return self.process.wait()
