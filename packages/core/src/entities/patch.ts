/** Some fields of a body. One that is `undefined` is not sent, as if it were left out. */
export type Patch<Body> = { readonly [Field in keyof Body]?: Body[Field] | undefined };
