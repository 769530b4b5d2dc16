"""Jingwei (经纬): the operating system of a subdistrict office."""

__version__ = "0.1.0"
