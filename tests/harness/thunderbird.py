# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Thunderbird: a profile with an IMAP account that logs in by certificate, and its messages."""

from . import mozilla, nginx

TLS = 3  # nsMsgSocketType.SSL
BY_CERTIFICATE = 7  # nsMsgAuthMethod.External

# Waits until the account's inbox has a message, then shows it; returns the text that a person sees.
SHOW_FIRST_MESSAGE = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.accounts[0].incomingServer;
const until = async (condition) => {
    for (;;) {
        const value = await condition();
        if (value)
            return value;
        await new Promise(resolve => window.setTimeout(resolve, 100));
    }
};
server.performExpand(null);
const inbox = await until(() => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox));
inbox.getNewMessages(null, null);
const header = await until(() => Array.from(inbox.messages)[0]);
const service = MailServices.messageServiceFromURI(inbox.getUriForMsg(header));
return await new Promise((resolve, reject) => {
    const stream = Cc["@mozilla.org/scriptableinputstream;1"]
        .createInstance(Ci.nsIScriptableInputStream);
    let text = "";
    service.streamMessage(inbox.getUriForMsg(header), {
        QueryInterface: ChromeUtils.generateQI(["nsIStreamListener", "nsIRequestObserver"]),
        onStartRequest() {},
        onDataAvailable(request, input, offset, count) {
            stream.init(input);
            text += stream.read(count);
        },
        onStopRequest(request, status) {
            if (Components.isSuccessCode(status))
                resolve(text);
            else
                reject(new Error(`error ${status.toString(16)}`));
        },
    }, null, null, true, "");
});
"""


# Loads a page as an extension's background does; the certificate is chosen without a question.
LOAD = """
const [address] = arguments;
const response = await fetch(address, { cache: "no-store", credentials: "include" });
return await response.text();
"""


class Profile(mozilla.Profile):
    """A Thunderbird profile."""

    def __init__(self, home, name, program="thunderbird", base=".thunderbird"):
        super().__init__(home, program, base, name)
        self.preferences.update({
            "app.donation.eoy.version.viewed": 999,
            "mail.provider.enabled": False,
            "mail.rights.version": 1,
            "mail.shell.checkDefaultClient": False,
            "mail.spotlight.firstRunDone": True,
            "mailnews.start_page.enabled": False,
        })

    def add_account(self, user, port):
        """An IMAP account on this machine, to which the certificate alone gives access."""
        self.preferences.update({
            "mail.account.account1.identities": "id1",
            "mail.account.account1.server": "server1",
            "mail.accountmanager.accounts": "account1",
            "mail.accountmanager.defaultaccount": "account1",
            "mail.identity.id1.fullName": user,
            "mail.identity.id1.useremail": f"{user}@localhost",
            "mail.identity.id1.valid": True,
            "mail.server.server1.authMethod": BY_CERTIFICATE,
            "mail.server.server1.hostname": "localhost",
            "mail.server.server1.login_at_startup": False,
            "mail.server.server1.max_cached_connections": 1,
            "mail.server.server1.name": "test",
            "mail.server.server1.port": port,
            "mail.server.server1.socketType": TLS,
            "mail.server.server1.type": "imap",
            "mail.server.server1.use_idle": False,
            "mail.server.server1.userName": user,
        })


class Thunderbird(mozilla.Program):
    """A running Thunderbird that chooses certificates by itself."""

    def __init__(self, profile):
        super().__init__(profile, automatic=True)
        self._visits = 0

    def show_first_message(self):
        """Logs in and reads the first message of the inbox as a person sees it."""
        return self.marionette.script(SHOW_FIRST_MESSAGE)

    def visit(self, server, protocol="TLSv1.3"):
        """Loads a page of the server that was never loaded before; returns its answer."""
        self._visits += 1
        address = server.url(protocol, f"/visit{self._visits}")
        answer = nginx.Answer(self.marionette.script(LOAD, address))
        assert address.endswith(answer.uri), answer.text
        return answer
