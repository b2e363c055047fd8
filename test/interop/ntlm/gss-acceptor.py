"""Accepts NTLM by gss-ntlmssp, line by line.

`begin`, with application data of a channel binding in base64 or without; then `step` with each token in base64.
Answers `ready`, `token` with the next one, `accepted` with the name, or `refused` with the reason.
"""

import base64
import sys

import gssapi
from gssapi.raw import ChannelBindings

NTLM = gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10")


def begin(application_data):
    bindings = None
    if application_data:
        bindings = ChannelBindings(application_data=base64.b64decode(application_data))
    credentials = gssapi.Credentials(usage="accept", mechs=[NTLM])
    return gssapi.SecurityContext(
        creds=credentials, usage="accept", channel_bindings=bindings
    )


def answer(context, token):
    reply = context.step(base64.b64decode(token))
    if context.complete:
        return f"accepted {context.initiator_name}"
    return f"token {base64.b64encode(reply).decode()}"


context = None
for line in sys.stdin:
    word, _, rest = line.strip().partition(" ")
    try:
        if word == "begin":
            context = begin(rest)
            print("ready", flush=True)
        else:
            print(answer(context, rest), flush=True)
    except gssapi.exceptions.GSSError as error:
        print("refused", str(error).replace("\n", " "), flush=True)
