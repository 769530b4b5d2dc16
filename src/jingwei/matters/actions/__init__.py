"""The verbs of matters: one file each."""

from jingwei.matters.actions.accept import Accept
from jingwei.matters.actions.add_note import AddNote
from jingwei.matters.actions.answer import Answer
from jingwei.matters.actions.approve import Approve
from jingwei.matters.actions.ask_online import AskOnline
from jingwei.matters.actions.call_back import CallBackAction
from jingwei.matters.actions.categorize import Categorize
from jingwei.matters.actions.classify_place import ClassifyPlace
from jingwei.matters.actions.contact import Contact
from jingwei.matters.actions.count_again import CountAgain
from jingwei.matters.actions.describe import Describe
from jingwei.matters.actions.dispatch import Dispatch
from jingwei.matters.actions.divert import Divert
from jingwei.matters.actions.draw_sample import DrawSample
from jingwei.matters.actions.end_note import EndNote
from jingwei.matters.actions.enter import Enter
from jingwei.matters.actions.exclude import Exclude
from jingwei.matters.actions.extend import Extend
from jingwei.matters.actions.finish import Finish
from jingwei.matters.actions.hand_back import HandBack
from jingwei.matters.actions.hand_on import HandOn
from jingwei.matters.actions.import_duties import ImportDuties
from jingwei.matters.actions.import_matters import ImportMatters
from jingwei.matters.actions.import_standard import ImportStandard
from jingwei.matters.actions.inspect import Inspect
from jingwei.matters.actions.join import Join
from jingwei.matters.actions.lead_rules import AddLeadRule, WithdrawLeadRule
from jingwei.matters.actions.lock_minutes import LockMinutes
from jingwei.matters.actions.look_at_sample import LookAtSample
from jingwei.matters.actions.note_call import NoteCall
from jingwei.matters.actions.park import Park
from jingwei.matters.actions.part import Part
from jingwei.matters.actions.read_sealed import ReadSealed
from jingwei.matters.actions.receive import Receive
from jingwei.matters.actions.reconcile import Reconcile
from jingwei.matters.actions.reopen import Reopen
from jingwei.matters.actions.resume import Resume
from jingwei.matters.actions.return_out import ReturnOut
from jingwei.matters.actions.reveal import Reveal
from jingwei.matters.actions.revisit import Revisit
from jingwei.matters.actions.rework import Rework
from jingwei.matters.actions.send_again import SendAgain
from jingwei.matters.actions.settle import Settle
from jingwei.matters.actions.settle_delivery import SettleDelivery
from jingwei.matters.actions.split import Split
from jingwei.matters.actions.summon import Summon
from jingwei.matters.actions.suspend import Suspend
from jingwei.matters.actions.take_back_note import TakeBackNote
from jingwei.matters.actions.take_document import TakeDocument
from jingwei.matters.actions.take_due import TakeDue
from jingwei.matters.actions.take_signals import TakeSignals
from jingwei.matters.actions.unpark import Unpark
from jingwei.matters.actions.unsealing import ApproveUnsealing, AskUnsealing
from jingwei.matters.actions.urge import Urge
from jingwei.matters.actions.verify import Verify
from jingwei.matters.actions.void import Void

__all__ = [
    "Accept", "AddLeadRule", "AddNote", "Answer", "Approve", "ApproveUnsealing", "AskOnline", "AskUnsealing",
    "CallBackAction", "Categorize", "ClassifyPlace", "Contact", "CountAgain", "Describe", "Dispatch", "Divert",
    "DrawSample", "EndNote", "Enter", "Exclude", "Extend", "Finish", "HandBack", "HandOn", "ImportDuties",
    "ImportMatters", "ImportStandard", "Inspect", "Join", "LockMinutes", "LookAtSample", "NoteCall", "Park", "Part",
    "ReadSealed", "Receive", "Reconcile", "Reopen", "Resume", "ReturnOut", "Reveal", "Revisit", "Rework", "SendAgain",
    "Settle", "SettleDelivery", "Split", "Summon", "Suspend", "TakeBackNote", "TakeDocument", "TakeDue",
    "TakeSignals", "Unpark", "Urge", "Verify", "Void", "WithdrawLeadRule",
]  # fmt: skip
