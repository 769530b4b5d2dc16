"""Registers as a Django application."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """台账."""

    name = "jingwei.registers"
    label = "registers"
    verbose_name = "台账"
