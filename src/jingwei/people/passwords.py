"""What a password and a quick code must be, and first passwords for new accounts."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem

# Without characters that are mistaken for each other on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"
SHORTEST = 10
RULE = "至少10位，字母、数字、符号中至少两类，不含用户名，不用常见密码"


def check_password(password: str, username: str, field: str = "new") -> None:
    """Raise Invalid unless the password keeps the rule."""
    wrong = ""
    if len(password) < SHORTEST:
        wrong = f"密码太短，应{RULE}。"
    elif len({_kind(character) for character in password}) < 2:
        wrong = f"密码太简单，应{RULE}。"
    elif username and username.casefold() in password.casefold():
        wrong = f"密码里不能含有用户名，应{RULE}。"
    else:
        try:
            validate_password(password)
        except ValidationError:
            wrong = f"这是常见密码，容易被猜到，应{RULE}。"
    if wrong:
        raise Invalid([Problem(field, "新密码", "", wrong, "password.weak")])


def check_quick_code(code: str) -> None:
    """Raise Invalid unless the code is 4 to 6 digits and no plain sequence."""
    wrong = ""
    if not code.isascii() or not code.isdigit() or not 4 <= len(code) <= 6:
        wrong = "切换码应为4到6位数字。"
    elif len(set(code)) == 1 or code in "01234567890" or code in "09876543210":
        wrong = "切换码不能是相同或连续的数字。"
    if wrong:
        raise Invalid([Problem("code", "切换码", "", wrong, "quick_code.weak")])


def random_password() -> str:
    """A first password, to be shown once and changed at the first sign-in."""
    blocks = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2)]
    digits = "".join(secrets.choice(_DIGITS) for _ in range(4))
    return "-".join([*blocks, digits])


def _kind(character: str) -> str:
    return "digit" if character.isdigit() else "letter" if character.isalpha() else "sign"
