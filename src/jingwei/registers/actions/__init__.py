"""The verbs of ledgers, one file each."""

from jingwei.registers.actions.attach_shapes import AttachShapes
from jingwei.registers.actions.change import ChangeEntry
from jingwei.registers.actions.correct import CorrectEntry
from jingwei.registers.actions.define import DefineRegister
from jingwei.registers.actions.end import EndEntry
from jingwei.registers.actions.import_sheet import ImportSheet
from jingwei.registers.actions.record import RecordEntry
from jingwei.registers.actions.restore import RestoreEntry
from jingwei.registers.actions.undo_import import UndoImport
from jingwei.registers.actions.unmask import Unmask

__all__ = [
    "AttachShapes",
    "ChangeEntry",
    "CorrectEntry",
    "DefineRegister",
    "EndEntry",
    "ImportSheet",
    "RecordEntry",
    "RestoreEntry",
    "UndoImport",
    "Unmask",
]
