"""A small demo, loaded once for all tests of a module and taken back afterwards."""

import pytest
from django.db import connection, transaction
from django.test import override_settings

from jingwei.demo.files import make_files
from jingwei.demo.load import load

SCALE = 1 / 50


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory):
    """A home whose demo files are made once."""
    home = tmp_path_factory.mktemp("demo-home")
    make_files(home / "demo", scale=SCALE)
    return home


@pytest.fixture(scope="module")
def demo_home(demo_files):
    """That home as the installation's, for one module only: keys that later tests make must lie in their own."""
    with override_settings(HOME=demo_files):
        yield demo_files


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, demo_home):
    """The manifest of the demo that is loaded now."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            load(lambda _text: None, SCALE)
            yield make_files(demo_home / "demo", scale=SCALE)
        finally:
            connection.set_rollback(True)
            whole.__exit__(None, None, None)
