"""`spanlint server`: a language server, which judges what is open in an editor. Needs pygls and lsprotocol."""
