"""`python -m spanlint`."""

from spanlint.cli import entry

if __name__ == "__main__":
    entry()
