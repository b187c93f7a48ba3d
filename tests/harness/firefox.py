# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox: pages of the web server, and the question which certificate to use."""

from . import mozilla, nginx

# Begins to load a page in the tab, and listens for the question for a certificate.
BEGIN = """
const [address] = arguments;
window.valuxQuestion = null;
if (!window.valuxObserver) {
    window.valuxObserver = {
        observe(subject) {
            window.valuxQuestion = subject.ownerDocument;
        },
    };
    Services.obs.addObserver(window.valuxObserver, "cert-dialog-loaded");
}
gBrowser.selectedBrowser.loadURI(
    Services.io.newURI(address),
    {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()});
"""

# Waits until the page or an error page in its place is there, or a new question is.
NEXT_EVENT = """
const [address] = arguments;
const browser = gBrowser.selectedBrowser;
for (;;) {
    if (window.valuxQuestion)
        return "question";
    const shown = browser.browsingContext.currentWindowGlobal?.documentURI.spec ?? "";
    const ended = !browser.webProgress.isLoadingDocument;
    if (ended && shown == address)
        return "loaded";
    if (ended && /^about:(net|cert)error/.test(shown) &&
        new URLSearchParams(shown.split("?")[1]).get("u") == address)
        return shown;
    await new Promise(resolve => window.setTimeout(resolve, 50));
}
"""

OFFERED = """
return Array.from(window.valuxQuestion.querySelectorAll("#nicknames menuitem"), item => item.label);
"""

# Answers the question: the place of the chosen certificate in the list, or -1 for none.
ANSWER = """
const [place, remember] = arguments;
const question = window.valuxQuestion;
window.valuxQuestion = null;
question.getElementById("rememberSetting").value = remember;
const dialog = question.getElementById("certAuthAsk");
if (place < 0) {
    dialog.cancelDialog();
} else {
    question.getElementById("nicknames").selectedIndex = place;
    dialog.acceptDialog();
}
"""

FORGET = """
if (window.valuxQuestion) {
    window.valuxQuestion.getElementById("rememberSetting").value = "0";
    window.valuxQuestion.getElementById("certAuthAsk").cancelDialog();
}
Cc["@mozilla.org/security/clientAuthRememberService;1"]
    .getService(Ci.nsIClientAuthRememberService).clearRememberedDecisions();
"""

REMEMBER = {"never": "0", "permanently": "1", "this session": "2"}


class Profile(mozilla.Profile):
    """A Firefox profile."""

    def __init__(self, home, name, program="firefox-esr", base=".config/mozilla/firefox"):
        super().__init__(home, program, base, name)


class Firefox(mozilla.Program):
    """A running Firefox that loads a page at a time."""

    def __init__(self, profile, automatic=True):
        super().__init__(profile, automatic)
        self._visits = 0
        self._address = ""

    def begin(self, server, protocol="TLSv1.3"):
        """Begins to load a page of the server that was never loaded before."""
        self._visits += 1
        self._address = server.url(protocol, f"/visit{self._visits}")
        self.marionette.script(BEGIN, self._address)

    def next_event(self):
        """Waits for "question", "loaded", or the address of an error page."""
        return self.marionette.script(NEXT_EVENT, self._address)

    def answer(self):
        """Waits for the page that was begun; returns what the server says of this client."""
        event = self.next_event()
        if event != "loaded":
            raise AssertionError(f"the page was not loaded: {event}")
        answer = nginx.Answer(self.page_text())
        assert self._address.endswith(answer.uri), answer.text
        return answer

    def visit(self, server, protocol="TLSv1.3"):
        """Loads a page of the server, for which no question may come; returns its answer."""
        self.begin(server, protocol)
        return self.answer()

    def question(self):
        """Waits for the question which certificate to use; returns the names that it offers.

        Each is the subject's common name.
        """
        event = self.next_event()
        if event != "question":
            raise AssertionError(f"Firefox did not ask which certificate to use: {event}; "
                                 f"{self.page_text()}")
        return [label.split(" [")[0] for label in self.marionette.script(OFFERED)]

    def choose(self, place, remember="never"):
        """Answers the question with the certificate at this place of the list, -1 for none."""
        self.marionette.script(ANSWER, place, REMEMBER[remember])

    def forget(self):
        """Closes an open question and forgets remembered answers, as the person can."""
        self.marionette.script(FORGET)

    def page_text(self):
        self.marionette.command("Marionette:SetContext", {"value": "content"})
        try:
            return self.marionette.command(
                "WebDriver:ExecuteScript",
                {"script": "return document.body.innerText", "args": []})["value"]
        finally:
            self.marionette.command("Marionette:SetContext", {"value": "chrome"})
