"""Sending one e-mail through the site's server; who is told what stays out of every log."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from data.core.errors import NotReady, Refused
from data.store.site import site

TIMEOUT = 15


class NotSent(Refused):
    """The mail server did not take the message."""

    status = 502


def is_ready() -> bool:
    """Whether this site can send mail at all."""
    return bool(site().settings.smtp_url)


def send(to: str, subject: str, text: str, sender_name: str) -> None:
    """One message; NotReady without SMTP_URL, NotSent when the server refuses."""
    url = urlsplit(site().settings.smtp_url)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise NotReady("SMTP_URL is not set, so no e-mail is sent. It looks like smtp://user:password@host:587.")
    message = EmailMessage()
    message["Subject"], message["To"] = subject, to
    sender = unquote(url.username) if url.username and "@" in unquote(url.username) else f"reminders@{url.hostname}"
    message["From"] = f'"{sender_name.replace(chr(34), "")}" <{sender}>'
    message.set_content(text)
    try:
        with _server(url) as server:
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as failed:
        raise NotSent("The mail server did not take it. Try again later, or send it by WhatsApp.") from failed


def _server(url: SplitResult) -> smtplib.SMTP:
    host, context = url.hostname or "", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
