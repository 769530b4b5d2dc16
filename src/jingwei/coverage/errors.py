"""What keeps a measurement from being made."""

from jingwei.core.errors import JingweiError


class CoverageError(JingweiError):
    """A list of figures, a street or a binding that cannot be read; one Chinese sentence says where."""

    code = "coverage"
