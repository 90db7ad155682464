"""`spanlint mcp`: tools for coding agents over the Model Context Protocol. Needs the official SDK, `mcp`."""
