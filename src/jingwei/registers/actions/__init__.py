"""The verbs of ledgers, one file each."""

from jingwei.registers.actions.ask_erasure import AskErasure, DropErasure
from jingwei.registers.actions.attach_shapes import AttachShapes
from jingwei.registers.actions.change import ChangeEntry
from jingwei.registers.actions.change_field import ChangeField
from jingwei.registers.actions.confirm import ConfirmEntry, TakeBackConfirmation
from jingwei.registers.actions.correct import CorrectEntry
from jingwei.registers.actions.define import DefineRegister
from jingwei.registers.actions.end import EndEntry
from jingwei.registers.actions.end_term import EndTerm
from jingwei.registers.actions.erase import Erase
from jingwei.registers.actions.forget_head import ForgetHead
from jingwei.registers.actions.import_sheet import ImportSheet
from jingwei.registers.actions.make_from_sheet import MakeFromSheet
from jingwei.registers.actions.merge import MergeEntries
from jingwei.registers.actions.record import RecordEntry
from jingwei.registers.actions.restore import RestoreEntry
from jingwei.registers.actions.retire import RetireRegister, ReviveRegister
from jingwei.registers.actions.seal import SealKey
from jingwei.registers.actions.set_confirming import SetConfirming
from jingwei.registers.actions.set_end_date import SetEndDate
from jingwei.registers.actions.set_leaving import SetLeaving
from jingwei.registers.actions.split import SplitEntry
from jingwei.registers.actions.tell_apart import TellAlike, TellApart
from jingwei.registers.actions.tell_own import TellOwn
from jingwei.registers.actions.undo_import import UndoImport
from jingwei.registers.actions.undo_succession import UndoSuccession
from jingwei.registers.actions.unmask import Unmask
from jingwei.registers.actions.unseal import UnsealKey

__all__ = [
    "AskErasure",
    "AttachShapes",
    "ChangeEntry",
    "ChangeField",
    "ConfirmEntry",
    "CorrectEntry",
    "DefineRegister",
    "DropErasure",
    "EndEntry",
    "EndTerm",
    "Erase",
    "ForgetHead",
    "ImportSheet",
    "MakeFromSheet",
    "MergeEntries",
    "RecordEntry",
    "RestoreEntry",
    "RetireRegister",
    "ReviveRegister",
    "SealKey",
    "SetConfirming",
    "SetEndDate",
    "SetLeaving",
    "SplitEntry",
    "TakeBackConfirmation",
    "TellAlike",
    "TellApart",
    "TellOwn",
    "UndoImport",
    "UndoSuccession",
    "Unmask",
    "UnsealKey",
]
