"""What people are told: messages written with the act that causes them, handed out afterwards by the worker."""

from jingwei.core.outbox.adapters import Answer, NotSent, Outgoing, Refused, Sender, Unknown, asker_numbers, senders
from jingwei.core.outbox.stored import Delivery, Message, ReadUpTo
from jingwei.core.outbox.writing import write_messages

__all__ = [
    "Answer",
    "Delivery",
    "Message",
    "NotSent",
    "Outgoing",
    "ReadUpTo",
    "Refused",
    "Sender",
    "Unknown",
    "asker_numbers",
    "senders",
    "write_messages",
]
