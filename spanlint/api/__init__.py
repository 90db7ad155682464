"""The public Python API. `spanlint/__init__.py` hands its names on, and docs/python-api.md explains them."""
