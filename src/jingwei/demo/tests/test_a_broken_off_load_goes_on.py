"""A load that was stopped goes on with the file it had not finished; no file goes in twice or half."""

import pytest

from jingwei.core.errors import JingweiError, SetupError
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.demo import bring
from jingwei.demo.load import load, logins
from jingwei.demo.profiles import LARGE, SMALL
from jingwei.demo.tests.conftest import SCALE
from jingwei.registers.models import Source, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_home")]


class PowerCut(BaseException):
    pass


def test_it_goes_on_where_it_stopped(monkeypatch):
    brought: list[str] = []
    write = bring.Bringer.bring

    def until_parcels(self, street, entry):
        if entry.kind == "register:parcels" and not brought.count("cut"):
            brought.append("cut")
            write(self, street, entry)
            raise PowerCut
        brought.append(f"{entry.path}#{entry.sheet}")
        write(self, street, entry)

    monkeypatch.setattr(bring.Bringer, "bring", until_parcels)
    with pytest.raises(PowerCut):
        load(lambda _text: None, SCALE)
    before = list(brought)
    with open_scope(Scope(Reader.STREET, LARGE.code)):
        sheets, rows = Source.objects.count(), Version.objects.count()
        assert sheets
    load(lambda _text: None, SCALE)
    assert len(brought) == len(set(brought))
    assert brought[: len(before)] == before
    with open_scope(Scope(Reader.STREET, LARGE.code)):
        assert Version.objects.count() > rows
        assert Source.objects.values("file__sha256", "sheet", "register").distinct().count() == Source.objects.count()
    assert {login.street for login in logins()} == {LARGE.name, SMALL.name}


def test_data_that_stand_in_the_way_are_told_in_one_line(monkeypatch):
    def refuse(self, street, entry):
        raise JingweiError("与已有数据不符。")

    monkeypatch.setattr(bring.Bringer, "bring", refuse)
    with pytest.raises(SetupError, match="没有装完：与已有数据不符。"):
        load(lambda _text: None, SCALE)
