# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox: pages of the web server, and the question which certificate to use."""

from . import mozilla, nginx

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


class Profile(mozilla.Profile):
    """A Firefox profile."""

    def __init__(self, home, name):
        super().__init__(home, "firefox-esr", ".config/mozilla/firefox", name)


class Firefox(mozilla.Program):
    """A running Firefox that loads a page at a time."""

    def __init__(self, profile, automatic=True):
        super().__init__(profile, automatic)
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

    def page_text(self):
        self.marionette.command("Marionette:SetContext", {"value": "content"})
        try:
            return self.marionette.command(
                "WebDriver:ExecuteScript",
                {"script": "return document.body.innerText", "args": []})["value"]
        finally:
            self.marionette.command("Marionette:SetContext", {"value": "chrome"})
