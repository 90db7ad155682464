-- Opens a file in a real Neovim, sees the finding, applies the preferred action, and sees it gone.
-- The server's command is in the variable SPANLINT_SERVER, word by word, separated by line ends;
-- it is not set if the configuration has started the server.
local function fail(why)
  io.stderr:write(tostring(why) .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, happened)
  if not vim.wait(600000, happened, 5) then
    fail("never: " .. what)
  end
end

local function main()
  local id
  if vim.env.SPANLINT_SERVER then
    id = vim.lsp.start_client({
      name = "spanlint",
      cmd = vim.split(vim.env.SPANLINT_SERVER, "\n"),
      root_dir = vim.loop.cwd(),
    })
    vim.lsp.buf_attach_client(0, id)
  end
  wait("a client", function() return #vim.lsp.get_active_clients() == 1 end)
  id = vim.lsp.get_active_clients()[1].id
  wait("a finding", function() return #vim.diagnostic.get(0) > 0 end)
  local found = vim.diagnostic.get(0)[1]
  io.stdout:write(string.format("%s %d:%d\n", found.code, found.lnum + 1, found.col + 1))
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {} }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 600000)
  for _, action in ipairs(answers[id].result) do
    if action.isPreferred then
      io.stdout:write(action.title .. "\n")
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
    end
  end
  wait("no finding", function() return #vim.diagnostic.get(0) == 0 end)
  vim.cmd("silent write")
  vim.lsp.stop_client(id)
  wait("the end of the server", function() return vim.lsp.get_client_by_id(id) == nil end)
end

local ok, why = pcall(main)
if not ok then
  fail(why)
end
vim.cmd("qall!")
