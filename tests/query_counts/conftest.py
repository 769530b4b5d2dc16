"""Two streets, of 20 and of 200 rows, built once for all tests of a module and taken back afterwards."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from tests.query_counts.full_figures import fill_figures
from tests.query_counts.full_forms import fill_forms, fill_handouts
from tests.query_counts.full_ledgers import fill_ledgers
from tests.query_counts.full_matters import fill_matters
from tests.query_counts.full_street import Full, full_street, sign_everybody_in

# Passwords are hashed fast here: a hash that is slow on purpose says nothing about queries.
_QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="module")
def streets(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[Full, Full]]:
    """The street of 20 rows and that of 200."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=_QUICK, RESIDENTS=True), transaction.atomic():
        made = full_street("990101001", 20), full_street("990101002", 200)
        for full in made:
            fill_ledgers(full)
            fill_figures(full)
            fill_forms(full)
            fill_handouts(full)
            fill_matters(full)
            sign_everybody_in(full)
        yield made
        connection.set_rollback(True)
