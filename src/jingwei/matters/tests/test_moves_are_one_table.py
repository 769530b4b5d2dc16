from pathlib import Path

import pytest

from jingwei.core.actions.registry import find_action
from jingwei.matters.kinds import details, kinds, read_kind
from jingwei.matters.moves import MOVES, diagram
from jingwei.matters.stages import OPEN

DOCS = Path(__file__).parents[4] / "docs" / "matters.md"


def test_every_move_is_an_action_of_its_name():
    for verb, move in MOVES.items():
        action = find_action(f"matters.{verb}")
        assert (action.move, action.label, action.reason) == (move, move.label, move.reason)


def test_the_diagram_of_the_docs_is_made_from_the_table():
    assert f"```mermaid\n{diagram()}\n```" in DOCS.read_text(encoding="utf-8")


def test_every_kind_can_be_walked_to_its_end_by_the_table():
    for kind in kinds().values():
        reached, open_ = set(), ["received"]
        while open_:
            stage = open_.pop()
            if stage in reached:
                continue
            reached.add(stage)
            for move in MOVES.values():
                if stage in move.sources and move.target is not None:
                    open_.append(kind.after(stage) if move.target == "next" else move.target)
        assert set(kind.path) <= reached, kind.key
        assert all(stage in kind.path for stage in reached if stage in OPEN), kind.key


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"path": ["received", "closed"]}, "leads from received over working"),
        ({"path": ["received", "checking", "working", "closed"]}, "in the order"),
        ({"path": ["received", "working", "done", "closed"]}, "unknown stages done"),
        ({"terms": {"reviewing": {"count": 1, "term": "days"}}}, "not on its path"),
        ({"terms": {"whole": {"count": 0, "term": "days"}}}, "is no term"),
        ({"fields": ["colour"]}, "unknown fields colour"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(change, says):
    body = {"name": "测试", "noun": "件", "path": ["received", "working", "closed"], **change}
    with pytest.raises(ValueError, match=says):
        read_kind("test", body, details())
