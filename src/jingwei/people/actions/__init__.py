"""The verbs of people: importing this package registers them."""

from jingwei.people.actions import (
    add_department,
    add_post,
    add_staff,
    appoint,
    change_password,
    change_staff,
    delegate,
    end_appointment,
    hand_over,
    import_lists,
    open_account,
    reset_password,
    set_duty,
    swap_duty,
)

__all__ = [
    "add_department",
    "add_post",
    "add_staff",
    "appoint",
    "change_password",
    "change_staff",
    "delegate",
    "end_appointment",
    "hand_over",
    "import_lists",
    "open_account",
    "reset_password",
    "set_duty",
    "swap_duty",
]
