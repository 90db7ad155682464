"""The one shell of every HTML page. Jinja2, which it needs, is in the extra `spanlint[html]`."""
