"""The entry point of `python -m spanlint`."""

from spanlint.cli.main import entry

if __name__ == "__main__":
    entry()
