"""The parts of the pages: values in `parts.py` and its neighbours, templates under `templates/ui/`, tags in `ui.py`."""
