"""Boards (看板): what a user puts together from indicators, shown from one evaluation."""
