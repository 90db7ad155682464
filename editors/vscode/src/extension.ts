/** Starts the language server, hands it the settings, and shows the pages of rules. */

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import { findProgram } from "./programs";

const LANGUAGES = ["python", "typescript", "typescriptreact", "javascript", "javascriptreact"];
const OTHERS = ["vue", "svelte", "astro", "markdown", "mdx"];
const SCHEMES = ["file", "untitled"];
const CELLS = "vscode-notebook-cell";
const EXPLAIN = "spanlint.explain";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const channel = vscode.window.createOutputChannel("spanlint");
  const restart = async (): Promise<void> => {
    await stop();
    await start(channel);
  };
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand("spanlint.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("spanlint.path") ? restart() : undefined,
    ),
  );
  await start(channel);
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function start(channel: vscode.OutputChannel): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const configured = vscode.workspace.getConfiguration("spanlint", folder).get<string>("path", "");
  const program = findProgram(configured, folder?.fsPath, await interpreter(folder));
  channel.appendLine(`Starting ${program.command} ${program.args.join(" ")}`);
  const options: LanguageClientOptions = {
    documentSelector: [
      ...SCHEMES.flatMap((scheme) => [...LANGUAGES, ...OTHERS].map((language) => ({ scheme, language }))),
      ...LANGUAGES.map((language) => ({ scheme: CELLS, language })),
      { scheme: "file", pattern: "**/*.{vue,svelte,astro}" }, // whether or not an extension knows these languages
    ],
    initializationOptions: settings(folder),
    outputChannel: channel,
    synchronize: { configurationSection: "spanlint" },
    middleware: {
      workspace: { didChangeConfiguration: async () => sendSettings(folder) },
      executeCommand: async (command, args, next) => {
        const result: unknown = await next(command, args);
        if (command === EXPLAIN && typeof result === "string") {
          await showPage(result);
        }
        return result;
      },
    },
  };
  client = new LanguageClient("spanlint", "spanlint", { ...program, transport: TransportKind.stdio }, options);
  try {
    await client.start();
  } catch (error) {
    channel.appendLine(String(error));
    const words = "spanlint could not be started. Install it with `pip install 'spanlint[server]'`, or set `spanlint.path`.";
    void vscode.window.showErrorMessage(words);
  }
}

/** Returns the settings as the server takes them. An empty path is one that is not set. */
function settings(folder: vscode.Uri | undefined): Record<string, unknown> {
  const found = vscode.workspace.getConfiguration("spanlint", folder);
  const keys = ["select", "extendSelect", "ignore", "includeDocs", "workspaceDiagnostics"];
  const values = Object.fromEntries(keys.map((key) => [key, found.get(key)]));
  return { ...values, configuration: found.get<string>("configuration") || null, opensPages: true };
}

async function sendSettings(folder: vscode.Uri | undefined): Promise<void> {
  await client?.sendNotification("workspace/didChangeConfiguration", { settings: { spanlint: settings(folder) } });
}

async function showPage(content: string): Promise<void> {
  const page = await vscode.workspace.openTextDocument({ content, language: "markdown" });
  await vscode.window.showTextDocument(page, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

/** What the Python extension calls its environments. */
interface PythonApi {
  environments: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } };
}

/** Returns the selected Python interpreter, if the Python extension is there and has one. */
async function interpreter(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const python = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (python === undefined) {
    return undefined;
  }
  try {
    const api = python.isActive ? python.exports : await python.activate();
    return api.environments.getActiveEnvironmentPath(folder).path;
  } catch {
    return undefined; // an extension that fails must not take this one with it
  }
}
