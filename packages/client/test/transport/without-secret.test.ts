import { expect, test } from "vitest";

import { withoutSecret } from "../../src/transport/without-secret.ts";

const LONG = "abcdefghijklmnopqrstuvwxyz";

test.each([
  { text: "Bearer abc, abc!", secret: "abc", clean: "Bearer …, …!" },
  { text: `Bearer ${LONG}.`, secret: LONG, clean: "Bearer …." },
  { text: "cut off: abcdefghijklmnop…", secret: LONG, clean: "cut off: ……" },
  { text: "twice: abcdefghijklm abcdefghijklmnopq", secret: LONG, clean: "twice: … …" },
  { text: "too little to tell: abcdefghijk", secret: LONG, clean: "too little to tell: abcdefghijk" },
  { text: "nothing of it", secret: LONG, clean: "nothing of it" },
])("$text", ({ text, secret, clean }) => {
  expect(withoutSecret(text, secret)).toBe(clean);
});
