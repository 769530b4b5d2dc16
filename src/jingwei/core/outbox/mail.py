"""E-mail to the office's own mailboxes, over TLS; the message id stands in the header Message-ID."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from django.conf import settings

from jingwei.core.outbox.adapters import SHOWN, Answer, NotSent, Outgoing, Refused, Unknown, senders

TIMEOUT = 20.0  # seconds


def to_mailbox(one: Outgoing) -> Answer:
    """Send a text to the mailboxes of the settings."""
    receivers = [part.strip() for part in settings.MAIL_TO.split(",") if part.strip()]
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = f"【经纬】{one.title}", settings.MAIL_FROM, ", ".join(receivers)
    letter["Message-ID"], letter["X-Jingwei-Message"] = f"<{one.message_id}@jingwei>", one.message_id
    letter["Date"] = formatdate(localtime=True)
    letter.set_content(one.text)
    try:
        server = _connected()
    except smtplib.SMTPAuthenticationError as error:
        raise Refused(f"邮件服务器不认这个用户名或密码：{_said(error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"连接不上邮件服务器：{error}"[:SHOWN]) from error
    try:
        return _sent(server, receivers, letter.as_bytes())
    finally:
        server.close()


def _connected() -> smtplib.SMTP:
    host, port = settings.SMTP_HOST, settings.SMTP_PORT
    context = ssl.create_default_context(cafile=settings.SMTP_CA or None)
    server: smtplib.SMTP
    if settings.SMTP_TLS == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        if settings.SMTP_TLS == "starttls":
            # Where the server offers none, nothing is sent in the clear.
            server.starttls(context=context)
    if settings.SMTP_USER:
        server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    return server


def _sent(server: smtplib.SMTP, receivers: list[str], letter: bytes) -> Answer:
    try:
        server.ehlo_or_helo_if_needed()
        _judge(*server.mail(settings.MAIL_FROM))
        for receiver in receivers:
            _judge(*server.rcpt(receiver))
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"邮件服务器中断：{error}"[:SHOWN]) from error
    try:
        code, said = server.data(letter)
    except smtplib.SMTPDataError as error:
        _judge(error.smtp_code, error.smtp_error)
        raise NotSent(_said(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        # The letter may be there: the server broke off before it said so.
        raise Unknown(f"发出后没有得到答复：{error}"[:SHOWN]) from error
    _judge(code, said)
    return Answer(f"{code} {_text(said)}"[:SHOWN])


def _judge(code: int, said: bytes | str) -> None:
    if 400 <= code < 500:
        raise NotSent(f"邮件服务器暂时不收：{code} {_text(said)}"[:SHOWN])
    if code >= 500:
        raise Refused(f"邮件服务器拒收：{code} {_text(said)}"[:SHOWN])


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"[:SHOWN]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


senders["mail"] = to_mailbox
