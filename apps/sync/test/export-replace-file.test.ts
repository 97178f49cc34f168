import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import { beforeEach, describe, expect, it } from "vitest";

import { replaceFile } from "../src/export/replace-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "argo-acc-replace-"));
});

describe("replacing a file", () => {
  it("puts the whole new content in its place, with its permissions", async () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "old", { mode: 0o640 });
    await replaceFile(path, async (write) => {
      await write("new ");
      expect(readFileSync(path, "utf8")).toBe("old");
      await write("content");
    });
    expect(readFileSync(path, "utf8")).toBe("new content");
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("leaves the old file and nothing else if writing fails half-way", async () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "old");
    const failing = replaceFile(path, async (write) => {
      await write("half");
      throw new Error("the rows ended early");
    });
    await expect(failing).rejects.toThrow("the rows ended early");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("keeps a symbolic link, and replaces what it points to", async () => {
    const path = join(folder, "link.csv");
    writeFileSync(join(folder, "real.csv"), "old");
    symlinkSync("real.csv", path);
    await replaceFile(path, (write) => write("new"));
    expect(readlinkSync(path)).toBe("real.csv");
    expect(readFileSync(join(folder, "real.csv"), "utf8")).toBe("new");
  });

  it("writes to a device directly", async () => {
    await replaceFile("/dev/null", (write) => write("gone"));
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it.each([
    ["a folder", "sub", "is a folder"],
    ["a path in a folder that is not there", "none/out.csv", "there is no folder"],
    ["a path below a file", "file/out.csv", "there is no folder"],
  ])("refuses %s and produces nothing", async (_, name, message) => {
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "file"), "");
    const before = readdirSync(folder);
    let produced = false;
    const failing = replaceFile(join(folder, name), async () => {
      produced = true;
    });
    await expect(failing).rejects.toThrow(AccConfigError);
    await expect(failing).rejects.toThrow(message);
    expect(produced).toBe(false);
    expect(readdirSync(folder)).toEqual(before);
  });

  it.skipIf(!existsSync("/proc/self"))(
    "says that a folder takes no file, not that there is no folder",
    async () => {
      const failure = await replaceFile("/proc/out.csv", async () => {}).catch((error: unknown) => error);
      expect(failure).toMatchObject({ problem: "readonly", message: "cannot write /proc/out.csv (ENOENT)" });
    },
  );
});
