/** Where the spanlint program is. Knows nothing of the editor, so that Node alone can test it. */

import * as fs from "node:fs";
import * as path from "node:path";

/** A program and its first arguments. */
export interface Program {
  command: string;
  args: string[];
}

/**
 * Returns how to start spanlint: the configured program, else the one beside the selected Python interpreter, else the
 * one on PATH. A relative path is relative to the workspace folder.
 */
export function findProgram(configured: string, folder: string | undefined, interpreter: string | undefined): Program {
  const wanted = configured.trim();
  if (wanted) {
    const isPath = /[\\/]/.test(wanted);
    return { command: isPath && folder ? path.resolve(folder, wanted) : wanted, args: ["server"] };
  }
  if (interpreter) {
    const name = process.platform === "win32" ? "spanlint.exe" : "spanlint";
    const beside = path.join(path.dirname(interpreter), name);
    if (fs.existsSync(beside)) {
      return { command: beside, args: ["server"] };
    }
  }
  return { command: "spanlint", args: ["server"] };
}
