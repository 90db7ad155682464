"""The protocol as pygls has it, with an answer to each request that cannot be understood."""

from __future__ import annotations

import json
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcParseError
from pygls.protocol import LanguageServerProtocol


class AnsweringProtocol(LanguageServerProtocol):
    """Answers what pygls only logs: a client would wait forever."""

    @property
    def is_shut_down(self) -> bool:
        """Whether the client has asked for the end."""
        return self._shutdown

    @property
    def is_initialized(self) -> bool:
        """Whether a client has ever said hello."""
        return self._workspace is not None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Returns a message. Raises JsonRpcException for one whose parameters are wrong, after answering it."""
        if "jsonrpc" in data and "method" in data and self.get_message_type(data["method"]) is None:
            data = {"params": None, **data}  # which pygls wants of a method that it does not know
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), (int, str)):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Handle a message, or refuse one that is none."""
        if hasattr(message, "jsonrpc"):
            super().handle_message(message)
            return
        message_id = message.get("id") if isinstance(message, dict) else None
        self.refuse(JsonRpcInvalidRequest(), message_id if isinstance(message_id, (int, str)) else None)

    def report(self, error: Exception) -> None:
        """Answer what is not JSON."""
        if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError, RecursionError)):
            self.refuse(JsonRpcParseError(), None)

    def refuse(self, error: JsonRpcException, message_id: int | str | None) -> None:
        """Answer with an error; without an id if the message has none that could be read."""
        self._send_data(types.ResponseErrorMessage(id=message_id, error=error.to_response_error()))
